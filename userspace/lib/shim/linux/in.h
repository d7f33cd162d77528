/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/in.h>, in userspace. */

#ifndef _CORDON_SHIM_IN_H
#define _CORDON_SHIM_IN_H

#include <arpa/inet.h>
#include <netinet/in.h>

#include_next <linux/in.h>

#ifndef IPPROTO_L2TP
#define IPPROTO_L2TP	115
#endif
#ifndef IPPROTO_SMC
#define IPPROTO_SMC	256
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP	262
#endif

#endif /* _CORDON_SHIM_IN_H */
