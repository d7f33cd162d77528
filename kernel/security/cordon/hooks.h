/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - files that register hooks
 */

#ifndef _SECURITY_CORDON_HOOKS_H
#define _SECURITY_CORDON_HOOKS_H

#include <linux/kconfig.h>

void cordon_add_create_hooks(void);
void cordon_add_net_hooks(void);
void cordon_add_srcroute_hooks(void);

#if IS_ENABLED(CONFIG_IP_SCTP)
void cordon_add_sctp_hooks(void);
#else
static inline void cordon_add_sctp_hooks(void)
{
}
#endif

#if IS_ENABLED(CONFIG_MPTCP)
void cordon_add_mptcp_hooks(void);
#else
static inline void cordon_add_mptcp_hooks(void)
{
}
#endif

#endif /* _SECURITY_CORDON_HOOKS_H */
