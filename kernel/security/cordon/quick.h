/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the calls that most calls are
 *
 * A TCP connect, a UDP connect or a datagram that names its target, of a task
 * whose rules are bound, on a socket without options, and the answer is an
 * allow that nobody wants to hear of. Everything else, and everything that is
 * in doubt, is "no" here, has changed nothing, and is judged from the beginning
 * by the hooks themselves.
 *
 * In two steps. What is inline here is for IPv4 and rules that are decided by
 * their quick tests, and calls nothing: the hooks then have no registers to
 * save, which would take as long as a fifth of the rest. A socket that somebody
 * can connect, or send on, has a sock. quick.c is for what else there is.
 */

#ifndef _SECURITY_CORDON_QUICK_H
#define _SECURITY_CORDON_QUICK_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/udp.h>
#include <net/inet_sock.h>

#include "bind.h"
#include "mode.h"
#include "peer.h"
#include "policy.h"
#include "sock.h"
#include "subject.h"

bool cordon_quick_connect_rest(const struct socket *sock,
			       const struct sockaddr *addr, int len);
bool cordon_quick_send_rest(const struct sock *sk, const struct msghdr *msg);

/*
 * An IPv4 socket of a program, on which nothing but the address says where
 * packets go.
 */
static inline bool cordon_quick_sock(const struct sock *sk)
{
	return !READ_ONCE(cordon_sock(sk)->flags) &&
	       READ_ONCE(sk->sk_family) == AF_INET &&
	       !rcu_access_pointer(inet_sk(sk)->inet_opt);
}

/**
 * cordon_quick_allows - may the current task send there, and that is all?
 * @task: the current task; it has a subject
 * @addr: where to, as given to the hook
 * @len: bytes of @addr
 * @class: cordon_key_class() of the socket: TCP or UDP, without the port
 * @mark: receives the mark under which it is allowed
 *
 * 0.0.0.0 is not for here: what it means the socket decides.
 *
 * Preemption is off meanwhile, which is less than rcu_read_lock() takes, for
 * as long as it takes to look at CORDON_QUICK_RULES.
 *
 * Context: any but hard interrupt.
 * Return: true if it is allowed; it has been counted.
 */
static inline bool cordon_quick_allows(const struct cordon_task *task,
				       const struct sockaddr *addr, int len,
				       u32 class, u64 *mark)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)addr;
	const struct cordon_binding *binding;
	const struct cordon_policy *policy;
	const struct cordon_bound *bound;
	bool allowed = false;
	u64 key;

	if (len < (int)sizeof(*sin) || sin->sin_family != AF_INET ||
	    !sin->sin_addr.s_addr)
		return false;
	key = cordon_key_v4(ntohl(sin->sin_addr.s_addr),
			    class | ntohs(sin->sin_port));
	rcu_read_lock_sched();
	policy = rcu_dereference_sched(cordon_policy);
	binding = rcu_dereference_sched(task->subject->binding);
	*mark = policy->mark ^ task->clear_id;
	if (likely(binding && binding->scan_gen == policy->gen)) {
		bound = cordon_scan_v4(binding->bound, key);
		if (likely(!bound->flags)) {
			if (bound->rule)
				atomic64_inc(&bound->rule->hits);
			allowed = true;
		}
	}
	rcu_read_unlock_sched();
	if (likely(allowed))
		cordon_count(CORDON_COUNT_ALLOWED);
	return allowed;
}

/**
 * cordon_quick_connect - is this connect one of those, and allowed?
 * @sock: the socket
 * @addr: as given to the hook
 * @len: as given to the hook
 *
 * Context: process context.
 * Return: true if so: the socket knows of it.
 */
static inline bool cordon_quick_connect(const struct socket *sock,
					const struct sockaddr *addr, int len)
{
	const struct cordon_task *task = cordon_task(current);
	const struct sock *sk = sock->sk;
	struct cordon_sock *blob = cordon_sock(sk);
	u32 class;
	u64 mark;

	/* Who has a clear id has a subject. */
	if (!task->clear_id || !cordon_quick_sock(sk))
		return false;
	if (cordon_sk_is_tcp(sk))
		class = cordon_key_class(CORDON_TCP, 0);
	else if (cordon_sk_is_udp(sk))
		class = cordon_key_class(CORDON_UDP, 0);
	else
		return false;
	if (!cordon_quick_allows(task, addr, len, class, &mark))
		return false;
	cordon_sock_connected_quick(blob, mark);
	return true;
}

/*
 * Nothing but the name says where to, and no datagram is put together from
 * several sends, nor will be.
 */
static inline bool cordon_quick_datagram(const struct sock *sk,
					 const struct msghdr *msg)
{
	return !msg->msg_controllen &&
	       !(msg->msg_flags & (MSG_MORE | MSG_BATCH)) &&
	       !READ_ONCE(udp_sk(sk)->pending) && !udp_test_bit(CORK, sk);
}

/**
 * cordon_quick_send - is this send one of those, and allowed?
 * @sk: the socket
 * @msg: the message; it has an address
 *
 * Context: any but hard interrupt.
 * Return: true if so.
 */
static inline bool cordon_quick_send(const struct sock *sk,
				     const struct msghdr *msg)
{
	const struct cordon_task *task = cordon_task(current);
	u64 mark;

	return task->subject && cordon_quick_sock(sk) && cordon_sk_is_udp(sk) &&
	       cordon_quick_datagram(sk, msg) &&
	       cordon_quick_allows(task, msg->msg_name, msg->msg_namelen,
				   cordon_key_class(CORDON_UDP, 0), &mark);
}

#endif /* _SECURITY_CORDON_QUICK_H */
