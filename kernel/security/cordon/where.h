/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what else than the address says where a call goes
 */

#ifndef _SECURITY_CORDON_WHERE_H
#define _SECURITY_CORDON_WHERE_H

#include <linux/socket.h>
#include <net/sock.h>

#include "call.h"

/**
 * cordon_where_untold - does a pending datagram not tell where it goes?
 * @proto: class of the socket
 * @sk: the socket
 *
 * Be it said by a name or by the connection: raw IPv6 keeps it to itself.
 *
 * Context: any; no lock.
 * Return: true if so.
 */
static inline bool cordon_where_untold(enum cordon_proto proto,
				       const struct sock *sk)
{
	return proto == CORDON_RAW && READ_ONCE(sk->sk_family) == AF_INET6;
}

int cordon_where_address(struct cordon_call *call, enum cordon_proto proto,
			 const struct sock *sk, const struct sockaddr *addr,
			 int len);
void cordon_where_pin(struct cordon_target *target, struct sockaddr *addr);
void cordon_where_applies(struct cordon_call *call, const struct sock *sk,
			  struct sockaddr *addr, const struct msghdr *msg);
bool cordon_where_diverts(const struct sock *sk, const struct msghdr *msg);
bool cordon_where_pending(enum cordon_proto proto, const struct sock *sk,
			  struct cordon_target *target);
bool cordon_where_connected(enum cordon_proto proto, const struct sock *sk,
			    u8 flags, struct cordon_target *target);

#endif /* _SECURITY_CORDON_WHERE_H */
