// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - MPTCP
 *
 * The first subflow goes where the program's connect was judged to go. More
 * may be made by a kernel worker, to addresses that the peer announces; the
 * hook is not told which. Only a rule without dst= lets them be.
 */

#include <net/sock.h>
#include <net/tcp_states.h>

#include "hooks.h"
#include "sock.h"

static int hook_mptcp_add_subflow(struct sock *sk, struct sock *ssk)
{
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	struct cordon_call call = {
		.op = CORDON_CALL_SUBFLOW,
		.wait = CORDON_WAIT_NEVER, /* both sockets are locked */
		.sock = cordon_sock(sk),
	};
	int err;

	/* Before the connection is made: its first subflow. */
	if (sk->sk_state == TCP_CLOSE || sk->sk_state == TCP_LISTEN)
		return 0;
	/* Only sockets of the kernel itself have no owner. */
	if (!cordon_sock_get_owner(call.sock, &call.sender))
		return 0;
	call.sender.sk = sk;
	call.target.family = sk->sk_family;
	call.target.proto = CORDON_TCP;
	cordon_target_set_unknown(&call.target);
	err = cordon_mediate(&call, &decision, &outcome);
	/* From now on its peer says no longer where it sends to. */
	if (!err)
		cordon_sock_set_flag(call.sock, CORDON_SK_MULTI);
	cordon_sock_put_owner(&call.sender);
	return err;
}

static struct security_hook_list mptcp_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(mptcp_add_subflow, hook_mptcp_add_subflow),
};

void __init cordon_add_mptcp_hooks(void)
{
	security_add_hooks(mptcp_hooks, ARRAY_SIZE(mptcp_hooks), &cordon_lsmid);
}
