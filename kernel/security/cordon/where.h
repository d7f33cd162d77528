/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what else than the address says where a call goes
 */

#ifndef _SECURITY_CORDON_WHERE_H
#define _SECURITY_CORDON_WHERE_H

#include <linux/socket.h>
#include <net/sock.h>

#include "call.h"

int cordon_where_address(struct cordon_call *call, enum cordon_proto proto,
			 const struct sock *sk, const struct sockaddr *addr,
			 int len);
void cordon_where_options(struct cordon_call *call, const struct sock *sk);
void cordon_where_pin(struct cordon_target *target, struct sockaddr *addr);
void cordon_where_applies(struct cordon_call *call, const struct sock *sk,
			  struct sockaddr *addr, const struct msghdr *msg);
bool cordon_where_diverts(const struct sock *sk, const struct msghdr *msg);
bool cordon_where_pending(enum cordon_proto proto, const struct sock *sk,
			  struct cordon_target *target);
bool cordon_where_connected(enum cordon_proto proto, const struct sock *sk,
			    u8 flags, struct cordon_target *target);

#endif /* _SECURITY_CORDON_WHERE_H */
