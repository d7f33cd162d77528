// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the calls that most calls are: IPv6, and rules with lists
 */

#include "judge.h"
#include "quick.h"

/* As cordon_quick_sock(), for both families. */
static bool is_plain(const struct sock *sk)
{
	int family = READ_ONCE(sk->sk_family);

	if (cordon_quick_sock(sk))
		return true;
	return !READ_ONCE(cordon_sock(sk)->flags) &&
	       (family == AF_INET || family == AF_INET6) &&
	       !cordon_sk_srcrouted(sk);
}

/* Is what @rule says an allow that needs no more than to be counted? */
static bool take(const struct cordon_policy *policy, struct cordon_rule *rule)
{
	if (!rule)
		return policy->settings.def == CORDON_ALLOW;
	if (!cordon_rule_is_quiet(rule))
		return false;
	atomic64_inc(&rule->hits);
	return true;
}

static bool search(const struct cordon_policy *policy,
		   const struct cordon_binding *binding,
		   const struct cordon_target *target)
{
	struct cordon_sender sender;

	if (!binding || binding->quick_gen != policy->gen)
		return false;
	cordon_current_sender(&sender);
	return take(policy,
		    cordon_judge_bound(policy, binding, &sender, target));
}

/* As cordon_quick_allows(), for whatever address and rules. */
static bool allows(const struct cordon_task *task, const struct sock *sk,
		   const struct sockaddr *addr, int len,
		   enum cordon_proto proto, u64 *mark)
{
	const struct cordon_policy *policy;
	struct cordon_target target;
	bool allowed;

	if (cordon_target_from_sockaddr(&target, proto, addr, len) ||
	    target.any)
		return false;
	target.sport = READ_ONCE(inet_sk(sk)->inet_num);
	rcu_read_lock();
	policy = rcu_dereference(cordon_policy);
	*mark = policy->mark ^ task->clear_id;
	allowed = search(policy, rcu_dereference(task->subject->binding),
			 &target);
	rcu_read_unlock();
	if (allowed)
		cordon_count(CORDON_COUNT_ALLOWED);
	return allowed;
}

/**
 * cordon_quick_connect_rest - cordon_quick_connect() for whatever address
 * @sock: the socket
 * @addr: as given to the hook
 * @len: as given to the hook
 *
 * Context: process context.
 * Return: true if it is allowed: the socket has been told.
 */
bool cordon_quick_connect_rest(const struct socket *sock,
			       const struct sockaddr *addr, int len)
{
	const struct cordon_task *task = cordon_task(current);
	const struct sock *sk = sock->sk;
	enum cordon_proto proto;
	u64 mark;

	if (!task->clear_id || !sk || !is_plain(sk))
		return false;
	if (cordon_sk_is_tcp(sk))
		proto = CORDON_TCP;
	else if (cordon_sk_is_udp(sk))
		proto = CORDON_UDP;
	else
		return false;
	if (!allows(task, sk, addr, len, proto, &mark))
		return false;
	cordon_sock_connected_quick(cordon_sock(sk), mark);
	return true;
}

/**
 * cordon_quick_send_rest - cordon_quick_send() for whatever address
 * @sk: the socket
 * @msg: the message; it has an address
 *
 * Context: any but hard interrupt.
 * Return: true if it is allowed.
 */
bool cordon_quick_send_rest(const struct sock *sk, const struct msghdr *msg)
{
	const struct cordon_task *task = cordon_task(current);
	u64 mark;

	return task->subject && is_plain(sk) && cordon_sk_is_udp(sk) &&
	       cordon_quick_datagram(sk, msg) &&
	       allows(task, sk, msg->msg_name, msg->msg_namelen, CORDON_UDP,
		      &mark);
}
