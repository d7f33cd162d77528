/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/log2.h>, in userspace. */

#ifndef _CORDON_SHIM_LOG2_H
#define _CORDON_SHIM_LOG2_H

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	return n < 2 ? 1 : 2UL << (63 - __builtin_clzl(n - 1));
}

#endif /* _CORDON_SHIM_LOG2_H */
