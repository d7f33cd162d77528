/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/stddef.h>, in userspace. */

#ifndef _CORDON_SHIM_STDDEF_H
#define _CORDON_SHIM_STDDEF_H

#include <stddef.h>

#include_next <linux/stddef.h>

#define offsetofend(type, member)					\
	(offsetof(type, member) + sizeof(((type *)0)->member))

#endif /* _CORDON_SHIM_STDDEF_H */
