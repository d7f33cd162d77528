/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/slab.h>, in userspace. */

#ifndef _CORDON_SHIM_SLAB_H
#define _CORDON_SHIM_SLAB_H

#include <stdlib.h>
#include <string.h>

#include <linux/overflow.h>
#include <linux/types.h>

#define GFP_KERNEL	0U
#define GFP_ATOMIC	0U
#define __GFP_NOWARN	0U
#define __GFP_ZERO	1U

#ifdef CORDON_SHIM_FAIL_ALLOC
/* True when the test that is running wants this allocation to fail. */
bool cordon_shim_alloc_fails(void);
#else
static inline bool cordon_shim_alloc_fails(void)
{
	return false;
}
#endif

static inline void *kmalloc(size_t size, gfp_t flags)
{
	if (cordon_shim_alloc_fails())
		return NULL;
	return flags & __GFP_ZERO ? calloc(1, size) : malloc(size);
}

static inline void *kmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size = array_size(n, size);
	return size == SIZE_MAX ? NULL : kmalloc(size, flags);
}

static inline void kfree(const void *p)
{
	free((void *)p);
}

#define kzalloc(size, flags)		kmalloc(size, (flags) | __GFP_ZERO)
#define kcalloc(n, size, flags)		kmalloc_array(n, size, (flags) | __GFP_ZERO)
#define kvmalloc(size, flags)		kmalloc(size, flags)
#define kvzalloc(size, flags)		kzalloc(size, flags)
#define kvmalloc_array(n, size, flags)	kmalloc_array(n, size, flags)
#define kvcalloc(n, size, flags)	kcalloc(n, size, flags)
#define kvfree(p)			kfree(p)

#endif /* _CORDON_SHIM_SLAB_H */
