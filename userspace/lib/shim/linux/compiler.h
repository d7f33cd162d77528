/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/compiler.h>, in userspace. */

#ifndef _CORDON_SHIM_COMPILER_H
#define _CORDON_SHIM_COMPILER_H

#define __printf(a, b)	__attribute__((format(printf, a, b)))
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#endif /* _CORDON_SHIM_COMPILER_H */
