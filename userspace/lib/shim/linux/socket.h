/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/socket.h>, in userspace. */

#ifndef _CORDON_SHIM_SOCKET_H
#define _CORDON_SHIM_SOCKET_H

#include <sys/socket.h>

#include_next <linux/socket.h>

#ifndef AF_SMC
#define AF_SMC	43
#endif
#ifndef AF_XDP
#define AF_XDP	44
#endif
#ifndef AF_MCTP
#define AF_MCTP	45
#endif

#endif /* _CORDON_SHIM_SOCKET_H */
