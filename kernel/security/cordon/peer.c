// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - where a socket really sends to
 *
 * Read without the socket lock, which the caller of a hook cannot take: what
 * is read may be stale by the time the protocol looks. Every way to change
 * it passes a hook that judges the new peer by itself.
 */

#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/tcp_states.h>

#include "peer.h"

/**
 * cordon_sk_proto - protocol class of a socket
 * @sk: the socket
 *
 * Context: any; no lock.
 * Return: the class, or CORDON_PROTO_LOCAL.
 */
enum cordon_proto cordon_sk_proto(const struct sock *sk)
{
	/* IPV6_ADDRFORM changes the family of a live socket to AF_INET. */
	int family = READ_ONCE(sk->sk_family);

	if (likely(family == AF_INET || family == AF_INET6)) {
		if (cordon_sk_is_tcp(sk))
			return CORDON_TCP;
		if (cordon_sk_is_udp(sk))
			return CORDON_UDP;
	}
	return cordon_proto_of(family, sk->sk_type, READ_ONCE(sk->sk_protocol));
}

/**
 * cordon_sk_srcrouted - do its options send packets elsewhere?
 * @sk: an AF_INET or AF_INET6 socket
 *
 * A raw socket whose programs write the IP header themselves (IPPROTO_RAW is
 * born so), and routing headers that were set by way of BPF: packets do not
 * go to the address that the caller names.
 *
 * Context: any; no lock.
 * Return: true if so.
 */
bool cordon_sk_srcrouted(const struct sock *sk)
{
	bool diverted = false;

	if (!sk_fullsock(sk))
		return false;
	if (sk->sk_type == SOCK_RAW && inet_test_bit(HDRINCL, sk))
		return true;
	rcu_read_lock();
#if IS_ENABLED(CONFIG_IPV6)
	if (READ_ONCE(sk->sk_family) == AF_INET6) {
		const struct ipv6_pinfo *np = inet6_sk(sk);
		const struct ipv6_txoptions *opt;

		opt = np ? rcu_dereference(np->opt) : NULL;
		diverted = opt && opt->srcrt;
	}
#endif
	if (!diverted) {
		const struct ip_options_rcu *opt;

		opt = rcu_dereference(inet_sk(sk)->inet_opt);
		diverted = opt && opt->opt.srr;
	}
	rcu_read_unlock();
	return diverted;
}

/**
 * cordon_sk_has_source - is it bound to an address or an interface?
 * @sk: an AF_INET or AF_INET6 socket
 *
 * Then 0.0.0.0 and :: are not the loopback address, but one of those that this
 * machine has.
 *
 * Context: any; no lock.
 * Return: true if so.
 */
bool cordon_sk_has_source(const struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);

	if (READ_ONCE(sk->sk_bound_dev_if) || READ_ONCE(inet->uc_index) ||
	    READ_ONCE(inet->inet_rcv_saddr) || READ_ONCE(inet->inet_saddr))
		return true;
#if IS_ENABLED(CONFIG_IPV6)
	if (READ_ONCE(sk->sk_family) == AF_INET6 && inet6_sk(sk))
		return !ipv6_addr_any(&sk->sk_v6_rcv_saddr) ||
		       !ipv6_addr_any(&inet6_sk(sk)->saddr);
#endif
	return false;
}

/* Its state, not its address, says whether a datagram socket is connected. */
static bool is_disconnected(const struct sock *sk, enum cordon_proto proto)
{
	return proto != CORDON_TCP && proto != CORDON_DCCP &&
	       proto != CORDON_SCTP &&
	       READ_ONCE(sk->sk_state) != TCP_ESTABLISHED;
}

/**
 * cordon_peer_of - the peer that a socket is connected to
 * @sk: an AF_INET or AF_INET6 socket
 * @proto: its class, an addressed one
 * @target: receives the peer
 *
 * Context: any; no lock.
 * Return: false when it has none.
 */
bool cordon_peer_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target)
{
	const struct inet_sock *inet = inet_sk(sk);
	__be32 v4 = READ_ONCE(inet->inet_daddr);

	*target = (struct cordon_target){
		.family = READ_ONCE(sk->sk_family),
		.proto = proto,
		.sport = READ_ONCE(inet->inet_num),
	};
	if (is_disconnected(sk, proto))
		return false;
#if IS_ENABLED(CONFIG_IPV6)
	if (target->family == AF_INET6) {
		struct in6_addr v6 = sk->sk_v6_daddr;

		if (ipv6_addr_any(&v6))
			return false;
		cordon_target_set_v6(target, &v6);
		v4 = 0;
	}
#endif
	if (target->kind != CORDON_ADDR_V4 && target->kind != CORDON_ADDR_V6) {
		if (!v4)
			return false;
		cordon_target_set_v4(target, v4);
	}
	if (CORDON_PROTO_BIT(proto) & CORDON_PROTOS_PORTS)
		target->dport = ntohs(READ_ONCE(inet->inet_dport));
	else
		target->sport = 0;
	return true;
}

/**
 * cordon_sk_corks - does it put datagrams together from several sends?
 * @sk: an AF_INET or AF_INET6 socket
 * @proto: its class
 *
 * Context: any; no lock.
 * Return: true if UDP_CORK is set.
 */
bool cordon_sk_corks(const struct sock *sk, enum cordon_proto proto)
{
	return (proto == CORDON_UDP || proto == CORDON_UDPLITE) &&
	       udp_test_bit(CORK, sk);
}

/**
 * cordon_cork_of - where a datagram goes that is being put together
 * @sk: an AF_INET or AF_INET6 socket
 * @proto: its class
 * @target: receives its destination
 *
 * While a datagram is pending, the address of later pieces is ignored.
 *
 * Context: any; no lock.
 * Return: false when none is pending.
 */
bool cordon_cork_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target)
{
	const struct inet_sock *inet = inet_sk(sk);
	int pending;

	if (proto != CORDON_UDP && proto != CORDON_UDPLITE)
		return false;
	pending = READ_ONCE(udp_sk(sk)->pending);
	if (!pending)
		return false;
	*target = (struct cordon_target){
		.family = pending,
		.proto = proto,
		.sport = READ_ONCE(inet->inet_num),
	};
#if IS_ENABLED(CONFIG_IPV6)
	if (pending == AF_INET6) {
		cordon_target_set_v6(target, &inet->cork.fl.u.ip6.daddr);
		target->dport = ntohs(inet->cork.fl.u.ip6.fl6_dport);
		return true;
	}
#endif
	cordon_target_set_v4(target, inet->cork.fl.u.ip4.daddr);
	target->dport = ntohs(inet->cork.fl.u.ip4.fl4_dport);
	return true;
}
