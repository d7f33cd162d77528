// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - SCTP
 *
 * An association has many addresses: given by connectx, by control data of a
 * message, and by the peer. Each is judged; where the owner's task does not
 * run, on behalf of the owner that the socket remembers.
 */

#include <linux/sctp.h>
#include <net/sctp/structs.h>

#include "control.h"
#include "hooks.h"
#include "sctp.h"
#include "sock.h"
#include "where.h"

static bool is_address(const struct cmsghdr *cmsg)
{
	return cmsg->cmsg_level == IPPROTO_SCTP &&
	       (cmsg->cmsg_type == SCTP_DSTADDRV4 ||
		cmsg->cmsg_type == SCTP_DSTADDRV6);
}

/**
 * cordon_sctp_adds_peers - does control data add addresses?
 * @msg: a message with an address, sent on an SCTP socket
 *
 * Context: any; the control data is in kernel memory.
 * Return: true if so.
 */
bool cordon_sctp_adds_peers(const struct msghdr *msg)
{
	return cordon_any_control(msg, is_address);
}

static int judge_address(struct cordon_call *call, const struct sock *sk,
			 struct sockaddr *addr, int len,
			 struct cordon_decision *decision)
{
	struct cordon_outcome outcome;
	int err;

	err = cordon_where_address(call, CORDON_SCTP, sk, addr, len);
	if (err)
		return err;
	cordon_where_applies(call, sk, addr, NULL);
	return cordon_mediate(call, decision, &outcome);
}

/* A packed array of addresses, each as long as its family says. */
static int judge_addresses(struct cordon_call *call, const struct sock *sk,
			   struct sockaddr *addr, int len,
			   struct cordon_decision *decision, unsigned int *n)
{
	void *at = addr;
	bool keep = true;
	u64 gen = 0;
	int err, size;

	for (*n = 0; len > 0; (*n)++, at += size, len -= size) {
		struct sockaddr *one = at;

		if (len < (int)sizeof(one->sa_family))
			return -EINVAL;
		size = one->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
						   sizeof(struct sockaddr_in6);
		if (len < size)
			return -EINVAL;
		err = judge_address(call, sk, one, size, decision);
		if (err)
			return err;
		/* All by the same policy, or the next send judges again. */
		keep &= decision->keep && (!*n || gen == decision->gen);
		gen = decision->gen;
	}
	decision->keep = keep;
	return 0;
}

/* The task itself, in a system call on its socket, which is locked. */
static int by_task(struct sock *sk, struct sockaddr *addr, int len)
{
	struct cordon_decision decision = { .keep = false };
	struct cordon_call call = {
		.op = CORDON_CALL_SCTP,
		.wait = CORDON_WAIT_ASK,
		.sock = cordon_sock(sk),
	};
	unsigned int n;
	int err;

	cordon_current_sender(&call.sender);
	err = judge_addresses(&call, sk, addr, len, &decision, &n);
	if (err || !n)
		return err;
	cordon_sock_connected(call.sock, &decision, n);
	cordon_sock_own(call.sock, &call.sender);
	return 0;
}

/* The kernel, because the peer asked for it; softirq, or whose task ever. */
static int by_peer(struct sock *sk, struct sockaddr *addr, int len)
{
	struct cordon_decision decision;
	struct cordon_call call = {
		.op = CORDON_CALL_SCTP,
		.wait = CORDON_WAIT_NEVER,
		.sock = cordon_sock(sk),
	};
	unsigned int n;
	int err;
	bool connected;

	/* An inbound association may reply to whatever its peer is. */
	cordon_sock_state(call.sock, &connected);
	if (!connected || !cordon_sock_get_owner(call.sock, &call.sender))
		return 0;
	call.sender.sk = sk;
	err = judge_addresses(&call, sk, addr, len, &decision, &n);
	cordon_sock_put_owner(&call.sender);
	return err;
}

static int hook_sctp_bind_connect(struct sock *sk, int optname,
				  struct sockaddr *addr, int len)
{
	switch (optname) {
	case SCTP_SOCKOPT_CONNECTX:
	case SCTP_SENDMSG_CONNECT:
	case SCTP_PRIMARY_ADDR:
		if (current->flags & PF_KTHREAD)
			return 0;
		return by_task(sk, addr, len);
	case (__force int)SCTP_PARAM_ADD_IP:
	case (__force int)SCTP_PARAM_SET_PRIMARY:
		return by_peer(sk, addr, len);
	default:
		return 0; /* addresses of our own */
	}
}

/* The peer answered our INIT, and named all its addresses. */
static int hook_sctp_assoc_established(struct sctp_association *asoc,
				       struct sk_buff *skb)
{
	struct sctp_transport *transport;
	int err = 0;

	list_for_each_entry(transport, &asoc->peer.transport_addr_list,
			    transports) {
		err = by_peer(asoc->base.sk, &transport->ipaddr.sa,
			      transport->ipaddr.sa.sa_family == AF_INET ?
				      sizeof(struct sockaddr_in) :
				      sizeof(struct sockaddr_in6));
		if (err)
			break;
	}
	return err;
}

/*
 * An association gets a socket of its own (peeled off, or accepted on a
 * one-to-one socket): it is no less mediated than the old one was.
 */
static void hook_sctp_sk_clone(struct sctp_association *asoc, struct sock *sk,
			       struct sock *newsk)
{
	cordon_sock_inherit(cordon_sock(sk), cordon_sock(newsk));
}

static struct security_hook_list sctp_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sctp_bind_connect, hook_sctp_bind_connect),
	LSM_HOOK_INIT(sctp_assoc_established, hook_sctp_assoc_established),
	LSM_HOOK_INIT(sctp_sk_clone, hook_sctp_sk_clone),
};

void __init cordon_add_sctp_hooks(void)
{
	security_add_hooks(sctp_hooks, ARRAY_SIZE(sctp_hooks), &cordon_lsmid);
}
