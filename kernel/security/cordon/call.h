/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - a call that is mediated
 */

#ifndef _SECURITY_CORDON_CALL_H
#define _SECURITY_CORDON_CALL_H

#include <linux/types.h>

#include "judge.h"
#include "target.h"

struct cordon_sock;

/* enum cordon_call_op - what the task does, as records say it */
enum cordon_call_op {
	CORDON_CALL_CONNECT,
	CORDON_CALL_SENDMSG,
	CORDON_CALL_CREATE,
	CORDON_CALL_BIND,
	CORDON_CALL_MMAP,
	CORDON_CALL_SETSOCKOPT,
	CORDON_CALL_SCTP,
	CORDON_CALL_SUBFLOW,
	CORDON_CALL_COUNT
};

/* enum cordon_wait - what may be done when the verdict is ask */
enum cordon_wait {
	CORDON_WAIT_HOLD, /* hold the task */
	CORDON_WAIT_ASK, /* ask, but do not hold: locks are held */
	CORDON_WAIT_NEVER, /* neither: not allowed to sleep at all */
};

/* enum cordon_why - what a verdict rests on, as records say it */
enum cordon_why {
	CORDON_WHY_RULE,
	CORDON_WHY_DEFAULT,
	CORDON_WHY_ANSWER,
	CORDON_WHY_TIMEOUT,
	CORDON_WHY_NO_RESPONDER,
	CORDON_WHY_BOUND,
	CORDON_WHY_NOT_HELD,
	CORDON_WHY_SEALED,
	CORDON_WHY_INTERNAL,
	CORDON_WHY_COUNT
};

/**
 * struct cordon_call - a call that is mediated
 * @op: enum cordon_call_op
 * @wait: enum cordon_wait
 * @nonblock: the socket or the call is non-blocking
 * @sender: who
 * @target: where to
 * @sock: blob of the socket; NULL when it does not exist yet
 */
struct cordon_call {
	u8 op;
	u8 wait;
	bool nonblock;
	struct cordon_sender sender;
	struct cordon_target target;
	struct cordon_sock *sock;
};

/**
 * struct cordon_outcome - what came of a call
 * @verdict: CORDON_ALLOW or CORDON_DENY
 * @why: enum cordon_why
 * @question: id of the question that was asked, or 0
 * @once: the verdict is an answer for this target only: to be remembered
 */
struct cordon_outcome {
	u8 verdict;
	u8 why;
	bool once;
	u64 question;
};

int cordon_mediate(struct cordon_call *call, struct cordon_decision *decision,
		   struct cordon_outcome *outcome);

#endif /* _SECURITY_CORDON_CALL_H */
