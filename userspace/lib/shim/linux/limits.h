/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/limits.h>, in userspace. */

#ifndef _CORDON_SHIM_LIMITS_H
#define _CORDON_SHIM_LIMITS_H

#include_next <linux/limits.h>
#include <limits.h>
#include <stdint.h>

#define U8_MAX		((__u8)~0U)
#define U16_MAX		((__u16)~0U)
#define U32_MAX		((__u32)~0U)
#define U64_MAX		((__u64)~0ULL)

#endif /* _CORDON_SHIM_LIMITS_H */
