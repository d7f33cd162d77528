// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - connect and send
 *
 * Both hooks run before any protocol code and without the socket lock. They
 * return 0 or a negative errno: a positive value from sendmsg would reach the
 * program as the number of bytes sent.
 */

#include <linux/fs.h>
#include <linux/net.h>
#include <linux/uio.h>
#include <net/inet_sock.h>

#include "create.h"
#include "hooks.h"
#include "peer.h"
#include "quick.h"
#include "sctp.h"
#include "sock.h"
#include "where.h"

/* Connections carry no address per message; SCTP has rules of its own. */
#define PROTOS_STREAM \
	(CORDON_PROTO_BIT(CORDON_TCP) | CORDON_PROTO_BIT(CORDON_DCCP))

/* What a socket can have without the program having named a peer. */
#define FLAGS_OF_NO_CONNECT \
	(CORDON_SK_ACCEPTED | CORDON_SK_FOREIGN | CORDON_SK_KERNEL)

static bool is_addressed(enum cordon_proto proto)
{
	return CORDON_PROTO_BIT(proto) & CORDON_PROTOS_ADDRESSED;
}

static void call_init(struct cordon_call *call, enum cordon_call_op op,
		      enum cordon_wait wait, const struct sock *sk)
{
	call->op = op;
	call->wait = wait;
	call->sock = cordon_sock(sk);
	cordon_current_sender(&call->sender);
}

static bool is_nonblocking(const struct socket *sock)
{
	return sock->file && (sock->file->f_flags & O_NONBLOCK);
}

/* Also for sends that connect, without socket_connect. */
static int mediate_connect(struct cordon_call *call, enum cordon_proto proto,
			   const struct sock *sk, struct sockaddr *addr,
			   int len, const struct msghdr *msg)
{
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	int err;

	err = cordon_where_address(call, proto, sk, addr, len);
	if (err)
		return err;
	cordon_where_applies(call, sk, addr, msg);
	err = cordon_mediate(call, &decision, &outcome);
	if (err)
		return err;
	if (cordon_where_untold(proto, sk))
		cordon_sock_set_flag(call->sock, CORDON_SK_RAW6);
	cordon_sock_connected(call->sock, &decision, 1);
	if (proto == CORDON_SCTP || sk->sk_protocol == IPPROTO_MPTCP)
		cordon_sock_own(call->sock, &call->sender);
	return 0;
}

/* Apart, with all that it keeps on the stack: most connects need none of it. */
static noinline int connect_slow(const struct socket *sock,
				 struct sockaddr *addr, int len)
{
	const struct sock *sk = sock->sk;
	enum cordon_proto proto;
	struct cordon_call call;

	if (cordon_quick_connect_rest(sock, addr, len))
		return 0;
	if (!sk || (current->flags & PF_KTHREAD))
		return 0;
	proto = cordon_sk_proto(sk);
	if (proto == CORDON_PROTO_LOCAL)
		return 0;
	call_init(&call, CORDON_CALL_CONNECT, CORDON_WAIT_HOLD, sk);
	call.nonblock = is_nonblocking(sock);
	if (!is_addressed(proto))
		return cordon_mediate_class(&call, proto, sk);
	/* With less, the family is not there: what lies there is stale. */
	if (len < (int)sizeof(addr->sa_family))
		return -EINVAL;
	/* Disconnects, or fails. */
	if (addr->sa_family == AF_UNSPEC)
		return 0;
	return mediate_connect(&call, proto, sk, addr, len, NULL);
}

static int hook_socket_connect(struct socket *sock, struct sockaddr *addr,
			       int len)
{
	if (likely(cordon_quick_connect(sock, addr, len)))
		return 0;
	return connect_slow(sock, addr, len);
}

/*
 * A send on a connection, in any context: neither sleeps nor needs memory.
 * Sockets that no mediated connect ever touched are left alone: accepted
 * connections reply, kernel-made ones go their way.
 */
static int mediate_peer(struct cordon_call *call, enum cordon_proto proto,
			const struct sock *sk, const struct msghdr *msg)
{
	/* Connections ignore a name, and control data that could divert. */
	bool diverts = !(CORDON_PROTO_BIT(proto) & PROTOS_STREAM) &&
		       cordon_where_diverts(sk, msg);
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	bool connected;
	u8 flags;
	int err;

	if ((msg->msg_flags & MSG_MORE) && cordon_where_untold(proto, sk))
		cordon_sock_set_flag(call->sock, CORDON_SK_CORKED);
	if (!diverts && cordon_sock_cleared(call->sock))
		return 0;
	flags = cordon_sock_state(call->sock, &connected);
	if (!connected && !(flags & ~FLAGS_OF_NO_CONNECT) && !diverts)
		return 0;
	if (!cordon_where_connected(proto, sk, flags, &call->target))
		return 0; /* the protocol will say that it is not connected */
	if (diverts)
		cordon_target_set_unknown(&call->target);
	else if (cordon_sock_peer_known(call->sock, &call->target))
		return 0;
	call->wait = CORDON_WAIT_NEVER;
	err = cordon_mediate(call, &decision, &outcome);
	if (!err && !diverts)
		cordon_sock_peer_judged(call->sock, &call->target, &decision);
	return err;
}

/* An address that goes with this one message. */
static int mediate_name(struct cordon_call *call, const struct sock *sk,
			const struct msghdr *msg)
{
	enum cordon_proto proto = call->target.proto;
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	struct cordon_target pending;
	int err;

	cordon_where_applies(call, sk, msg->msg_name, msg);
	err = cordon_mediate(call, &decision, &outcome);
	if (err)
		return err;
	if ((msg->msg_flags & MSG_MORE) || cordon_sk_corks(sk, proto))
		cordon_sock_set_flag(call->sock, CORDON_SK_CORKED);
	/* A pending datagram goes where it began to go. */
	if (cordon_where_pending(proto, sk, &pending) &&
	    !cordon_target_same(&pending, &call->target)) {
		call->target = pending;
		err = cordon_mediate(call, &decision, &outcome);
	}
	return err;
}

/*
 * UDPv4 and raw IPv4 read AF_UNSPEC as AF_INET, raw IPv6 as AF_INET6, UDPv6
 * as no address at all. IPV6_ADDRFORM can make an IPv6 UDP socket an IPv4 one
 * at any moment: all that may be meant is judged.
 */
static int mediate_unspec(struct cordon_call *call, enum cordon_proto proto,
			  const struct sock *sk, const struct msghdr *msg)
{
	bool v6 = READ_ONCE(sk->sk_family) == AF_INET6;
	int err;

	if (proto == CORDON_ICMP)
		return -EAFNOSUPPORT;
	if (proto == CORDON_RAW && v6)
		err = cordon_target_from_unspec_as_v6(
			&call->target, proto, msg->msg_name, msg->msg_namelen);
	else
		err = cordon_target_from_unspec_as_v4(
			&call->target, proto, msg->msg_name, msg->msg_namelen);
	/* An IPv6 UDP socket takes it for no address, wherever it is bound. */
	if (!err && v6 && proto != CORDON_RAW && call->target.any)
		cordon_where_pin(&call->target, msg->msg_name);
	if (!err && cordon_where_diverts(sk, msg))
		cordon_target_set_unknown(&call->target);
	if (!err)
		err = mediate_name(call, sk, msg);
	else if (v6 && proto != CORDON_RAW)
		err = 0; /* too short for what UDPv4 would take it for */
	if (err || proto == CORDON_RAW)
		return err;
	return mediate_peer(call, proto, sk, msg);
}

static int mediate_datagram(struct cordon_call *call, enum cordon_proto proto,
			    const struct sock *sk, const struct msghdr *msg)
{
	const struct sockaddr *addr = msg->msg_name;
	int err, len = msg->msg_namelen;

	if (len < (int)sizeof(addr->sa_family))
		return -EINVAL;
	if (addr->sa_family == AF_UNSPEC)
		return mediate_unspec(call, proto, sk, msg);
	err = cordon_where_address(call, proto, sk, addr, len);
	if (err)
		return err;
	if (cordon_where_diverts(sk, msg))
		cordon_target_set_unknown(&call->target);
	return mediate_name(call, sk, msg);
}

/*
 * The address may open an association, as connect does; control data may add
 * addresses to it, and in a batch that of later messages is not seen.
 */
static int mediate_sctp(struct cordon_call *call, const struct sock *sk,
			const struct msghdr *msg)
{
	int err;

	if (!(msg->msg_flags & MSG_BATCH) && !cordon_sctp_adds_peers(msg))
		return mediate_connect(call, CORDON_SCTP, sk, msg->msg_name,
				       msg->msg_namelen, msg);
	err = cordon_where_address(call, CORDON_SCTP, sk, msg->msg_name,
				   msg->msg_namelen);
	if (err)
		return err;
	cordon_sock_set_flag(call->sock, CORDON_SK_MULTI);
	cordon_target_set_unknown(&call->target);
	err = mediate_name(call, sk, msg);
	if (!err)
		cordon_sock_own(call->sock, &call->sender);
	return err;
}

/*
 * SMC that falls back puts the TCP socket that the kernel has opened for it into
 * the program's file, in its own place. Nothing else does that.
 */
static bool is_smc_fallback(const struct socket *sock)
{
	const struct file *file = READ_ONCE(sock->file);

	return file && SOCKET_I(file_inode(file)) != sock;
}

/*
 * A connection ignores the address, but for a fast open. MPTCP takes any send
 * for one after TCP_FASTOPEN_CONNECT, a connect and a disconnect, which leaves
 * DEFER_CONNECT set; another thread may do that after this look. Without a
 * family, or with none, it is an error for all of them.
 */
static bool may_open(const struct sock *sk, const struct msghdr *msg)
{
	const struct sockaddr *addr = msg->msg_name;

	return ((msg->msg_flags & MSG_FASTOPEN) ||
		sk->sk_protocol == IPPROTO_MPTCP) &&
	       msg->msg_namelen >= (int)sizeof(addr->sa_family) &&
	       addr->sa_family != AF_UNSPEC;
}

static noinline int mediate_send(const struct sock *sk,
				 const struct socket *sock, struct msghdr *msg)
{
	enum cordon_proto proto = cordon_sk_proto(sk);
	struct cordon_call call;
	int err;

	if (proto == CORDON_PROTO_LOCAL)
		return 0;
	call_init(&call, CORDON_CALL_SENDMSG,
		  msg->msg_name ? CORDON_WAIT_HOLD : CORDON_WAIT_NEVER, sk);
	call.nonblock = (msg->msg_flags & MSG_DONTWAIT) || is_nonblocking(sock);
	if (is_smc_fallback(sock)) {
		err = cordon_mediate_class(&call, CORDON_SMC, sk);
		if (err || !(msg->msg_flags & MSG_FASTOPEN))
			return err;
	}
	if (!is_addressed(proto))
		return cordon_mediate_class(&call, proto, sk);
	if (!msg->msg_name)
		return mediate_peer(&call, proto, sk, msg);
	if (proto == CORDON_SCTP) {
		err = mediate_sctp(&call, sk, msg);
		return err ?: mediate_peer(&call, proto, sk, msg);
	}
	if (!(CORDON_PROTO_BIT(proto) & PROTOS_STREAM))
		return mediate_datagram(&call, proto, sk, msg);
	if (may_open(sk, msg)) {
		err = mediate_connect(&call, proto, sk, msg->msg_name,
				      msg->msg_namelen, msg);
		if (err)
			return err;
	}
	return mediate_peer(&call, proto, sk, msg);
}

/*
 * What the kernel sends for itself on its own sockets, in the context of
 * whatever task. Not what a program sends: a socket of the kernel can get into
 * a program's hands (SMC), which then connects it, or sends from its memory.
 */
static bool is_kernels_own(const struct sock *sk, const struct socket *sock,
			   const struct msghdr *msg)
{
	bool connected;

	/* A block device on a program's socket (nbd), whoever needs the block. */
	if ((current->flags & PF_MEMALLOC) && !msg->msg_name &&
	    !user_backed_iter(&msg->msg_iter))
		return true;
	if (!sk->sk_kern_sock || user_backed_iter(&msg->msg_iter) ||
	    (msg->msg_flags & MSG_FASTOPEN) || is_smc_fallback(sock))
		return false;
	cordon_sock_state(cordon_sock(sk), &connected);
	return !connected;
}

static noinline int send_slow(const struct socket *sock, struct msghdr *msg)
{
	const struct sock *sk = sock->sk;

	if (!sk || (current->flags & PF_KTHREAD))
		return 0;
	if (is_kernels_own(sk, sock, msg))
		return 0;
	if (msg->msg_name && cordon_quick_send_rest(sk, msg))
		return 0;
	return mediate_send(sk, sock, msg);
}

static noinline int send_not_cleared(const struct socket *sock,
				     struct msghdr *msg)
{
	if (likely(msg->msg_name && cordon_quick_send(sock->sk, msg)))
		return 0;
	return send_slow(sock, msg);
}

static int hook_socket_sendmsg(struct socket *sock, struct msghdr *msg,
			       int size)
{
	/*
	 * Every instruction counts: one test for both, and none for a sock that
	 * is there for as long as somebody can send on its socket.
	 */
	unsigned long more = (unsigned long)msg->msg_name | msg->msg_controllen;

	if (likely(!more && cordon_sock_cleared(cordon_sock(sock->sk))))
		return 0;
	return send_not_cleared(sock, msg);
}

static struct security_hook_list net_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(socket_connect, hook_socket_connect),
	LSM_HOOK_INIT(socket_sendmsg, hook_socket_sendmsg),
};

void __init cordon_add_net_hooks(void)
{
	security_add_hooks(net_hooks, ARRAY_SIZE(net_hooks), &cordon_lsmid);
}
