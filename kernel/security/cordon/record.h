/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - audit records, and the same fields in "queue"
 */

#ifndef _SECURITY_CORDON_RECORD_H
#define _SECURITY_CORDON_RECORD_H

#include <linux/sched.h>
#include <linux/types.h>
#include <linux/uidgid.h>

#include "call.h"
#include "mode.h"
#include "policy.h"

struct cordon_question;

/**
 * struct cordon_who - a task, as records show it
 * @known: false when the kernel acts on behalf of a socket's owner
 * @pid: thread group id, initial pid namespace
 * @ppid: of the parent
 * @auid: login uid
 * @ses: audit session
 * @comm: its name for itself
 */
struct cordon_who {
	bool known;
	pid_t pid;
	pid_t ppid;
	kuid_t auid;
	unsigned int ses;
	char comm[TASK_COMM_LEN];
};

/**
 * struct cordon_fields - the fields that records and "queue" share
 * @op: word
 * @verdict: enum cordon_verdict
 * @question: id, or 0
 * @rule_id: id, or 0 for the default
 * @label: or NULL
 * @gen: generation
 * @subject: who
 * @target: where to
 * @uid: that was judged
 * @cgroup: path, or NULL
 * @who: the task
 */
struct cordon_fields {
	const char *op;
	u8 verdict;
	u64 question;
	u64 rule_id;
	const char *label;
	u64 gen;
	struct cordon_subject *subject;
	const struct cordon_target *target;
	u32 uid;
	const char *cgroup;
	const struct cordon_who *who;
};

/* enum cordon_settled - how a question ended, as records say it */
enum cordon_settled {
	CORDON_SETTLED_ALLOW,
	CORDON_SETTLED_DENY,
	CORDON_SETTLED_RULE,
	CORDON_SETTLED_TIMEOUT,
	CORDON_SETTLED_LOST,
	CORDON_SETTLED_GONE,
	CORDON_SETTLED_SEALED,
	CORDON_SETTLED_COUNT
};

/* enum cordon_change_op - what was changed, as records say it */
enum cordon_change_op {
	CORDON_CHANGE_LOAD,
	CORDON_CHANGE_BOOT,
	CORDON_CHANGE_RULES,
	CORDON_CHANGE_EXPIRE,
	CORDON_CHANGE_MODE,
	CORDON_CHANGE_SEAL,
	CORDON_CHANGE_COUNT
};

const char *cordon_op_name(enum cordon_call_op op);
void cordon_who_is_current(struct cordon_who *who);

int cordon_record_verdict_slow(const struct cordon_call *call,
			       const struct cordon_decision *decision,
			       const struct cordon_outcome *outcome);
void cordon_record_question(const struct cordon_fields *fields, u32 after);
void cordon_record_answer(const struct cordon_fields *fields,
			  enum cordon_settled settled, bool by_current,
			  u32 held);
void cordon_record_change(enum cordon_change_op op,
			  const struct cordon_change *change, int err);

/**
 * cordon_record_verdict - count and record what came of a call
 * @call: the call
 * @decision: what was decided
 * @outcome: what came of it
 *
 * Context: any but hard interrupt; never waits for the audit daemon.
 * Return: what the hook has to return: 0, or a negative errno.
 */
static inline int cordon_record_verdict(const struct cordon_call *call,
					const struct cordon_decision *decision,
					const struct cordon_outcome *outcome)
{
	if (likely(outcome->verdict == CORDON_ALLOW &&
		   outcome->why <= CORDON_WHY_ANSWER &&
		   decision->log != CORDON_LOG_YES)) {
		cordon_count(CORDON_COUNT_ALLOWED);
		return 0;
	}
	return cordon_record_verdict_slow(call, decision, outcome);
}

#endif /* _SECURITY_CORDON_RECORD_H */
