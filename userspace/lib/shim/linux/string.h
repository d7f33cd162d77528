/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/string.h>, in userspace. */

#ifndef _CORDON_SHIM_STRING_H
#define _CORDON_SHIM_STRING_H

#include <string.h>

#include <linux/slab.h>
#include <linux/types.h>

static inline char *kmemdup_nul(const char *s, size_t len, gfp_t flags)
{
	char *copy = kmalloc(len + 1, flags);

	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

static inline char *kstrdup(const char *s, gfp_t flags)
{
	return s ? kmemdup_nul(s, strlen(s), flags) : NULL;
}

#endif /* _CORDON_SHIM_STRING_H */
