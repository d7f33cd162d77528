/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/mm.h>, in userspace. */

#ifndef _CORDON_SHIM_MM_H
#define _CORDON_SHIM_MM_H

#include <linux/slab.h>

#endif /* _CORDON_SHIM_MM_H */
