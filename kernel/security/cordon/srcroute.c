// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - socket options that divert packets
 *
 * An IPv6 routing header of type 4 needs no privilege and sends the packet to
 * its first segment instead of the address that the program named. A source
 * address of somebody else's diverts, too: the error that a packet provokes
 * goes there, with the packet in it, and IPv6 asks no privilege for that
 * either. Judged when it is set, as a target that cannot be known: a check at
 * send alone would lose the race against another thread that sets it after the
 * check.
 *
 * Families without addresses may send something for an option that is set.
 */

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/socket.h>
#include <linux/udp.h>

#include "create.h"
#include "hooks.h"
#include "peer.h"
#include "sock.h"

static bool may_divert(enum cordon_proto proto, int level, int optname)
{
	switch (level) {
	case SOL_IPV6:
		switch (optname) {
		case IPV6_RTHDR:
		case IPV6_2292PKTOPTIONS:
		case IPV6_FLOWLABEL_MGR: /* a flow label carries options */
			return true;
		case IPV6_HDRINCL:
			return proto == CORDON_RAW;
		}
		return false;
	case SOL_RAW:
		return proto == CORDON_RAW && optname == IPV6_HDRINCL;
	case SOL_IP:
		switch (optname) {
		case IP_OPTIONS:
			return true;
		case IP_HDRINCL:
			return proto == CORDON_RAW;
		}
		return false;
	}
	return false;
}

/* Lets the socket have an address that is not of this machine. */
static bool may_be_foreign(enum cordon_proto proto, int family, int level,
			   int optname)
{
	if (level == SOL_IPV6)
		return optname == IPV6_FREEBIND || optname == IPV6_TRANSPARENT;
	if (level != SOL_IP)
		return false;
	/* IPv4 does not send from such a one, but SCTP names it to its peer. */
	return optname == IP_TRANSPARENT ||
	       (optname == IP_FREEBIND &&
		(family == AF_INET6 || proto == CORDON_SCTP));
}

/* Another thread's send may have looked for it before, and find it after. */
static bool may_cork(enum cordon_proto proto, int level, int optname)
{
	return (proto == CORDON_UDP || proto == CORDON_UDPLITE) &&
	       (level == SOL_UDP || level == SOL_UDPLITE) &&
	       optname == UDP_CORK;
}

static int hook_socket_setsockopt(struct socket *sock, int level, int optname)
{
	const struct sock *sk = sock->sk;
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	enum cordon_proto proto;
	struct cordon_call call = {
		.op = CORDON_CALL_SETSOCKOPT,
		.wait = CORDON_WAIT_ASK,
	};
	int err, family;
	u8 flag;

	if (!sk || (current->flags & PF_KTHREAD))
		return 0;
	proto = cordon_sk_proto(sk);
	/*
	 * TIPC announces to all nodes what group is joined, as it does for bind;
	 * vsock tells its peer what buffer it is given, at once.
	 */
	if (!(CORDON_PROTO_BIT(proto) & CORDON_PROTOS_ADDRESSED))
		return level == SOL_SOCKET ?
			       0 :
			       cordon_mediate_use(sk, CORDON_CALL_SETSOCKOPT);
	if (may_cork(proto, level, optname)) {
		cordon_sock_set_flag(cordon_sock(sk), CORDON_SK_CORKED);
		return 0;
	}
	family = READ_ONCE(sk->sk_family);
	if (may_divert(proto, level, optname))
		flag = CORDON_SK_SRCROUTE;
	else if (may_be_foreign(proto, family, level, optname))
		flag = CORDON_SK_FOREIGN;
	else
		return 0;
	cordon_current_sender(&call.sender);
	call.sock = cordon_sock(sk);
	call.target.family = family;
	call.target.proto = proto;
	cordon_target_set_unknown(&call.target);
	err = cordon_mediate(&call, &decision, &outcome);
	if (!err)
		cordon_sock_set_flag(call.sock, flag);
	return err;
}

static struct security_hook_list srcroute_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(socket_setsockopt, hook_socket_setsockopt),
};

void __init cordon_add_srcroute_hooks(void)
{
	security_add_hooks(srcroute_hooks, ARRAY_SIZE(srcroute_hooks),
			   &cordon_lsmid);
}
