/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/kernel.h>, in userspace. */

#ifndef _CORDON_SHIM_KERNEL_H
#define _CORDON_SHIM_KERNEL_H

#include <stdio.h>

#include_next <linux/kernel.h>

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/types.h>

#undef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#endif /* _CORDON_SHIM_KERNEL_H */
