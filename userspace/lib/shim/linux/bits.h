/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/bits.h>, in userspace. */

#ifndef _CORDON_SHIM_BITS_H
#define _CORDON_SHIM_BITS_H

#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))

#endif /* _CORDON_SHIM_BITS_H */
