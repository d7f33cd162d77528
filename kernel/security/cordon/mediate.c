// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - from a call to its outcome
 */

#include <linux/errno.h>

#include "bind.h"
#include "call.h"
#include "mode.h"
#include "question.h"
#include "record.h"
#include "sock.h"

/* What a rule, the default or an earlier answer says; false: ask somebody. */
static bool settled(const struct cordon_call *call,
		    const struct cordon_decision *decision,
		    struct cordon_outcome *outcome)
{
	*outcome = (struct cordon_outcome){
		.verdict = decision->verdict,
		.why = decision->rule_id ? CORDON_WHY_RULE : CORDON_WHY_DEFAULT,
	};
	if (decision->verdict != CORDON_ASK)
		return true;
	if (call->sock &&
	    cordon_sock_remembers(call->sock, call, &outcome->verdict)) {
		outcome->why = CORDON_WHY_ANSWER;
		return true;
	}
	/* Nobody is asked while nothing is denied. */
	return cordon_permissive();
}

/**
 * cordon_mediate - judge a call, ask if need be, record it
 * @call: the call
 * @decision: receives what was decided; its @keep says whether an allow may
 *	be remembered on the socket
 * @outcome: receives what came of it
 *
 * Context: as &cordon_call.wait says.
 * Return: 0, a negative errno for the caller of the hook, or -ERESTARTSYS
 * when a signal ended the wait for an answer.
 */
int cordon_mediate(struct cordon_call *call, struct cordon_decision *decision,
		   struct cordon_outcome *outcome)
{
	int err;

	/* Cannot be: every user task came through an exec. */
	if (WARN_ON_ONCE(!call->sender.subject))
		return -EACCES;
	for (;;) {
		if (call->wait != CORDON_WAIT_NEVER)
			cordon_bind(call->sender.subject);
		else
			cordon_bind_later(call->sender.subject);
		cordon_judge(&call->sender, &call->target, decision);
		if (settled(call, decision, outcome))
			break;
		err = cordon_ask(call, decision, outcome);
		if (!err)
			break;
		cordon_decision_put(decision);
		if (err != -EAGAIN)
			return err;
		/* The policy has changed while the task was held: again. */
	}
	if (outcome->once && call->sock)
		cordon_sock_remember(call->sock, call, outcome->verdict);
	err = cordon_record_verdict(call, decision, outcome);
	decision->keep &= outcome->verdict == CORDON_ALLOW;
	cordon_decision_put(decision);
	return err;
}
