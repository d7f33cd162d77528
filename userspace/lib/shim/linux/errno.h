/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/errno.h>, in userspace. */

#ifndef _CORDON_SHIM_ERRNO_H
#define _CORDON_SHIM_ERRNO_H

#include <errno.h>

#include_next <linux/errno.h>

#endif /* _CORDON_SHIM_ERRNO_H */
