// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - what else than the address says where a call goes
 *
 * Options of the socket, control data, a datagram that is being put together, a
 * source address. Where they leave no known address, there is none.
 */

#include <linux/capability.h>
#include <linux/skbuff.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>

#include "control.h"
#include "peer.h"
#include "sock.h"
#include "where.h"

/**
 * cordon_where_address - read an address that was given to a call
 * @call: the call; receives the target
 * @proto: class of the socket, an addressed one
 * @sk: the socket
 * @addr: the address
 * @len: bytes of @addr
 *
 * Context: any; no lock.
 * Return: 0 or the negative errno that the protocol itself has for it.
 */
int cordon_where_address(struct cordon_call *call, enum cordon_proto proto,
			 const struct sock *sk, const struct sockaddr *addr,
			 int len)
{
	bool v6 = READ_ONCE(sk->sk_family) == AF_INET6;
	int least = v6 ? SIN6_LEN_RFC2133 : sizeof(struct sockaddr_in);
	int err = cordon_target_from_sockaddr(&call->target, proto, addr, len);

	if (err != -EAFNOSUPPORT)
		return err;
	if (len < least || proto == CORDON_SCTP)
		return -EINVAL;
	if (v6 && call->op == CORDON_CALL_SENDMSG &&
	    (proto == CORDON_UDP || proto == CORDON_UDPLITE))
		return -EINVAL;
	return err;
}

static void set_bound_port(struct cordon_call *call, const struct sock *sk)
{
	if (CORDON_PROTO_BIT(call->target.proto) & CORDON_PROTOS_PORTS)
		call->target.sport = READ_ONCE(inet_sk(sk)->inet_num);
}

/* What the options of the socket may divert has no known address. */
static void apply_options(const struct sock *sk, struct cordon_call *call)
{
	bool connected;

	if ((cordon_sock_state(call->sock, &connected) & CORDON_SK_DIVERTED) ||
	    cordon_sk_srcrouted(sk))
		cordon_target_set_unknown(&call->target);
}

/**
 * cordon_where_pin - write into an address what it is judged as
 * @target: the address as it was read; it was 0.0.0.0, :: or ::ffff:0.0.0.0
 * @addr: where it was read: receives the loopback address
 */
void cordon_where_pin(struct cordon_target *target, struct sockaddr *addr)
{
	struct in6_addr *v6 = &((struct sockaddr_in6 *)addr)->sin6_addr;
	__be32 v4 = htonl(INADDR_LOOPBACK);

	if (target->family == AF_INET)
		((struct sockaddr_in *)addr)->sin_addr.s_addr = v4;
	else if (target->kind == CORDON_ADDR_V4)
		ipv6_addr_set_v4mapped(v4, v6);
	else
		*v6 = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	target->any = false;
}

/*
 * 0.0.0.0 and :: are the loopback address only as long as nothing else says
 * where the packet comes from: the source address, or that of the interface,
 * is where it goes to then. Another thread may bind the socket after this look,
 * or while the call is held, and sendmmsg() does not ask again for the same
 * address: so the address that was judged takes its place, in the kernel's copy
 * (which UDPv6 writes to as well). SCTP has no such addresses: it refuses them.
 */
static void apply_source(const struct sock *sk, struct cordon_call *call,
			 struct sockaddr *addr, const struct msghdr *msg)
{
	if (!call->target.any || call->target.proto == CORDON_SCTP)
		return;
	/* The kernel's own may be no copy. */
	if (cordon_sk_has_source(sk) || sk->sk_kern_sock ||
	    (msg && msg->msg_controllen))
		cordon_target_set_unknown(&call->target);
	else
		cordon_where_pin(&call->target, addr);
}

/**
 * cordon_where_applies - apply to an address what the socket and the call say
 * @call: the call; its target is what the address says
 * @sk: the socket
 * @addr: the address, in memory of the call's own; may be changed
 * @msg: the message, or NULL for a connect
 *
 * Context: any but hard interrupt.
 */
void cordon_where_applies(struct cordon_call *call, const struct sock *sk,
			  struct sockaddr *addr, const struct msghdr *msg)
{
	set_bound_port(call, sk);
	apply_options(sk, call);
	apply_source(sk, call, addr, msg);
}

/* A routing header or source route for this one message. */
static bool is_route(const struct cmsghdr *cmsg)
{
	if (cmsg->cmsg_level == SOL_IPV6)
		return cmsg->cmsg_type == IPV6_RTHDR ||
		       cmsg->cmsg_type == IPV6_2292RTHDR;
	return cmsg->cmsg_level == SOL_IP && cmsg->cmsg_type == IP_RETOPTS;
}

/*
 * sendmmsg() does not call the hook again for the same address, so the
 * control data of the later messages is never seen. What it could divert has
 * no known target: an IPv4 source route of who may have one, on IPv6 sockets
 * for mapped addresses, and a type 2 routing header with Mobile IPv6.
 */
static bool batch_may_divert(const struct sock *sk, const struct msghdr *msg)
{
	if (!msg->msg_name || !(msg->msg_flags & MSG_BATCH))
		return false;
	if (IS_ENABLED(CONFIG_IPV6_MIP6) &&
	    READ_ONCE(sk->sk_family) == AF_INET6)
		return true;
	return ns_capable_noaudit(sock_net(sk)->user_ns, CAP_NET_RAW);
}

/**
 * cordon_where_diverts - may control data send this message elsewhere?
 * @sk: the socket
 * @msg: the message
 *
 * Context: any; no lock.
 * Return: true if so: its target is unknown then.
 */
bool cordon_where_diverts(const struct sock *sk, const struct msghdr *msg)
{
	return cordon_any_control(msg, is_route) || batch_may_divert(sk, msg);
}

/**
 * cordon_where_pending - where a datagram goes that is being put together
 * @proto: class of the socket, an addressed one
 * @sk: the socket
 * @target: receives its destination
 *
 * Raw IPv4 sends to where the last piece goes. Raw IPv6 does not tell, and has
 * a queue for a moment in every send: that counts only where a piece was sent
 * before.
 *
 * Context: any; no lock.
 * Return: false when there is none.
 */
bool cordon_where_pending(enum cordon_proto proto, const struct sock *sk,
			  struct cordon_target *target)
{
	if (cordon_cork_of(sk, proto, target))
		return true;
	if (!cordon_where_untold(proto, sk) ||
	    !(READ_ONCE(cordon_sock(sk)->flags) & CORDON_SK_CORKED) ||
	    skb_queue_empty_lockless(&sk->sk_write_queue))
		return false;
	*target = (struct cordon_target){ .family = AF_INET6, .proto = proto };
	cordon_target_set_unknown(target);
	return true;
}

/**
 * cordon_where_connected - where a send without an address goes
 * @proto: class of the socket, an addressed one
 * @sk: the socket
 * @flags: cordon_sock_state() of it
 * @target: receives it
 *
 * Context: any; no lock.
 * Return: false when it goes nowhere.
 */
bool cordon_where_connected(enum cordon_proto proto, const struct sock *sk,
			    u8 flags, struct cordon_target *target)
{
	/* Its peer may have named more; sk_daddr is not kept up to date. */
	bool many = (flags & (CORDON_SK_MULTI | CORDON_SK_DIVERTED)) ||
		    proto == CORDON_SCTP;

	/* A datagram that is being put together goes where it began to go. */
	if (!cordon_where_pending(proto, sk, target) &&
	    !cordon_peer_of(sk, proto, target) && !many)
		return false;
	if (many || cordon_sk_srcrouted(sk))
		cordon_target_set_unknown(target);
	return true;
}
