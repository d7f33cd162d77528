/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/net.h>, in userspace. */

#ifndef _CORDON_SHIM_NET_H
#define _CORDON_SHIM_NET_H

#include <linux/socket.h>

#endif /* _CORDON_SHIM_NET_H */
