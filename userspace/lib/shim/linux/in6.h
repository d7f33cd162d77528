/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/in6.h>, in userspace. */

#ifndef _CORDON_SHIM_IN6_H
#define _CORDON_SHIM_IN6_H

#include <netinet/in.h>

#include_next <linux/in6.h>

#include <linux/types.h>

#endif /* _CORDON_SHIM_IN6_H */
