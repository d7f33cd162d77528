/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/overflow.h>, in userspace. */

#ifndef _CORDON_SHIM_OVERFLOW_H
#define _CORDON_SHIM_OVERFLOW_H

#include <linux/types.h>

/* Saturates, as in the kernel: no allocation of SIZE_MAX bytes succeeds. */
static inline size_t array_size(size_t n, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t size_add(size_t a, size_t b)
{
	size_t bytes;

	return __builtin_add_overflow(a, b, &bytes) ? SIZE_MAX : bytes;
}

#define struct_size(p, member, n)					\
	size_add(sizeof(*(p)), array_size(n, sizeof(*(p)->member)))

#endif /* _CORDON_SHIM_OVERFLOW_H */
