/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - SCTP
 */

#ifndef _SECURITY_CORDON_SCTP_H
#define _SECURITY_CORDON_SCTP_H

#include <linux/kconfig.h>
#include <linux/types.h>

struct msghdr;

#if IS_ENABLED(CONFIG_IP_SCTP)
bool cordon_sctp_adds_peers(const struct msghdr *msg);
#else
static inline bool cordon_sctp_adds_peers(const struct msghdr *msg)
{
	return false;
}
#endif

#endif /* _SECURITY_CORDON_SCTP_H */
