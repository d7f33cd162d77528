/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - where a socket really sends to
 */

#ifndef _SECURITY_CORDON_PEER_H
#define _SECURITY_CORDON_PEER_H

#include <linux/in.h>
#include <linux/net.h>
#include <net/sock.h>

#include "target.h"

/* Plain TCP, not MPTCP: that has subflows. @sk: IPv4 or IPv6 */
static inline bool cordon_sk_is_tcp(const struct sock *sk)
{
	return READ_ONCE(sk->sk_protocol) == IPPROTO_TCP &&
	       sk->sk_type == SOCK_STREAM;
}

/* Not UDP-Lite. @sk: IPv4 or IPv6 */
static inline bool cordon_sk_is_udp(const struct sock *sk)
{
	return READ_ONCE(sk->sk_protocol) == IPPROTO_UDP &&
	       sk->sk_type == SOCK_DGRAM;
}

enum cordon_proto cordon_sk_proto(const struct sock *sk);
bool cordon_sk_srcrouted(const struct sock *sk);
bool cordon_sk_has_source(const struct sock *sk);
bool cordon_peer_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target);
bool cordon_sk_corks(const struct sock *sk, enum cordon_proto proto);
bool cordon_cork_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target);

#endif /* _SECURITY_CORDON_PEER_H */
