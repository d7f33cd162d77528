// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the calls that most calls are
 */

#include "judge.h"
#include "quick.h"

/**
 * cordon_quick_rest - when the quick tests of the rules are not enough
 * @policy: in force, under RCU
 * @bound: where to begin, in a binding to @policy
 * @sk: the socket: TCP or UDP, without options
 * @addr: where to, see cordon_quick_addr()
 * @proto: class of the socket
 *
 * Context: any but hard interrupt.
 * Return: true if it is allowed; the hit is counted.
 */
bool cordon_quick_rest(const struct cordon_policy *policy,
		       const struct cordon_bound *bound, const struct sock *sk,
		       const struct sockaddr *addr, enum cordon_proto proto)
{
	int len = addr->sa_family == AF_INET ? sizeof(struct sockaddr_in) :
					       sizeof(struct sockaddr_in6);
	struct cordon_target target;
	struct cordon_sender sender;

	if (cordon_target_from_sockaddr(&target, proto, addr, len) ||
	    target.any)
		return false;
	target.sport = READ_ONCE(inet_sk(sk)->inet_num);
	cordon_current_sender(&sender);
	return cordon_quick_take(policy, cordon_judge_bound(policy, bound,
							    &sender, &target));
}
