/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the calls that most calls are
 *
 * A TCP connect, a UDP connect or a datagram that names its target, of a task
 * whose rules are bound, on a socket without options, and the answer is an
 * allow that nobody wants to hear of. Everything else, and everything that is
 * in doubt, is "no" here, has changed nothing, and is judged from the beginning
 * by the hooks themselves.
 */

#ifndef _SECURITY_CORDON_QUICK_H
#define _SECURITY_CORDON_QUICK_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/udp.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>

#include "bind.h"
#include "mode.h"
#include "peer.h"
#include "policy.h"
#include "sock.h"
#include "subject.h"

bool cordon_quick_rest(const struct cordon_policy *policy,
		       const struct cordon_bound *bound, const struct sock *sk,
		       const struct sockaddr *addr, enum cordon_proto proto);

/*
 * An address that is there as far as it is read, and not 0.0.0.0 or ::, whose
 * meaning the socket decides.
 */
static inline bool cordon_quick_addr(const struct sockaddr *addr, int len)
{
	if (len < (int)sizeof(struct sockaddr_in))
		return false;
	if (addr->sa_family == AF_INET)
		return ((const struct sockaddr_in *)addr)->sin_addr.s_addr;
	return addr->sa_family == AF_INET6 &&
	       len >= (int)sizeof(struct sockaddr_in6) &&
	       !ipv6_addr_any(&((const struct sockaddr_in6 *)addr)->sin6_addr);
}

/* An IP socket on which nothing but the address says where packets go. */
static inline bool cordon_quick_sock(const struct sock *sk)
{
	int family = READ_ONCE(sk->sk_family);

	if (READ_ONCE(cordon_sock(sk)->flags))
		return false;
	if (family == AF_INET)
		return !rcu_access_pointer(inet_sk(sk)->inet_opt) ||
		       !cordon_sk_srcrouted(sk);
	return family == AF_INET6 && !cordon_sk_srcrouted(sk);
}

/* Is what @rule says an allow that needs no more than to be counted? */
static inline bool cordon_quick_take(const struct cordon_policy *policy,
				     struct cordon_rule *rule)
{
	if (!rule)
		return policy->settings.def == CORDON_ALLOW;
	if (rule->verdict != CORDON_ALLOW || rule->log == CORDON_LOG_YES)
		return false;
	atomic64_inc(&rule->hits);
	return true;
}

static inline bool cordon_quick_search(const struct cordon_policy *policy,
				       const struct cordon_binding *binding,
				       const struct sock *sk,
				       const struct sockaddr *addr,
				       enum cordon_proto proto)
{
	const struct cordon_bound *bound = binding->bound;
	const struct sockaddr_in *sin;
	u32 class;

	if (addr->sa_family == AF_INET) {
		sin = (const struct sockaddr_in *)addr;
		class = cordon_key_class(proto, ntohs(sin->sin_port));
		bound = cordon_scan_v4(
			bound,
			cordon_key_v4(ntohl(sin->sin_addr.s_addr), class));
		if (likely(!bound->flags))
			return cordon_quick_take(policy, bound->rule);
	}
	return cordon_quick_rest(policy, bound, sk, addr, proto);
}

/**
 * cordon_quick_allows - may the current task send there, and that is all?
 * @subject: its subject
 * @sk: the socket: TCP or UDP, without options
 * @addr: where to, see cordon_quick_addr()
 * @proto: class of the socket
 * @gen: receives the generation that allowed it
 *
 * Preemption is off meanwhile, which is less than rcu_read_lock() takes, for
 * as long as it takes to look at CORDON_QUICK_RULES.
 *
 * Context: any but hard interrupt.
 * Return: true if it is allowed; it has been counted.
 */
static inline bool cordon_quick_allows(const struct cordon_subject *subject,
				       const struct sock *sk,
				       const struct sockaddr *addr,
				       enum cordon_proto proto, u64 *gen)
{
	const struct cordon_binding *binding;
	const struct cordon_policy *policy;
	bool allowed = false;

	rcu_read_lock_sched();
	policy = rcu_dereference_sched(cordon_policy);
	binding = rcu_dereference_sched(subject->binding);
	*gen = policy->gen;
	if (likely(binding && binding->quick_gen == policy->gen))
		allowed = cordon_quick_search(policy, binding, sk, addr, proto);
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
	enum cordon_proto proto;
	u64 gen;

	if (!task->subject || !sk || !cordon_quick_sock(sk))
		return false;
	if (cordon_sk_is_tcp(sk))
		proto = CORDON_TCP;
	else if (cordon_sk_is_udp(sk))
		proto = CORDON_UDP;
	else
		return false;
	if (!cordon_quick_addr(addr, len) ||
	    !cordon_quick_allows(task->subject, sk, addr, proto, &gen))
		return false;
	cordon_sock_connected_quick(cordon_sock(sk), gen, task->clear_id);
	return true;
}

/* No datagram is put together from several sends, and none will be. */
static inline bool cordon_quick_datagram(const struct sock *sk,
					 const struct msghdr *msg)
{
	return !(msg->msg_flags & (MSG_MORE | MSG_BATCH)) &&
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
	u64 gen;

	return task->subject && cordon_quick_sock(sk) && cordon_sk_is_udp(sk) &&
	       !msg->msg_controllen && cordon_quick_datagram(sk, msg) &&
	       cordon_quick_addr(msg->msg_name, msg->msg_namelen) &&
	       cordon_quick_allows(task->subject, sk, msg->msg_name, CORDON_UDP,
				   &gen);
}

#endif /* _SECURITY_CORDON_QUICK_H */
