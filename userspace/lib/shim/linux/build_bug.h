/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/build_bug.h>, in userspace. */

#ifndef _CORDON_SHIM_BUILD_BUG_H
#define _CORDON_SHIM_BUILD_BUG_H

#include <assert.h>

/* Like the kernel's: the message may be left out. */
#undef static_assert
#define static_assert(expr, ...) __static_assert(expr, ##__VA_ARGS__, #expr)
#define __static_assert(expr, msg, ...) _Static_assert(expr, msg)

#endif /* _CORDON_SHIM_BUILD_BUG_H */
