// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - audit records
 *
 * Hooks never wait for the audit daemon: with GFP_ATOMIC a record that finds
 * the backlog full is lost, and counted by audit. "queue", not the records,
 * is the truth about questions.
 */

#include <linux/audit.h>
#include <linux/jhash.h>

#include "cgroup.h"
#include "fields.h"
#include "record.h"
#include "subject.h"

static const char *const why_names[] = {
	[CORDON_WHY_RULE] = "rule",
	[CORDON_WHY_DEFAULT] = "default",
	[CORDON_WHY_ANSWER] = "answer",
	[CORDON_WHY_TIMEOUT] = "timeout",
	[CORDON_WHY_NO_RESPONDER] = "no-responder",
	[CORDON_WHY_BOUND] = "bound",
	[CORDON_WHY_NOT_HELD] = "not-held",
	[CORDON_WHY_SEALED] = "sealed",
	[CORDON_WHY_INTERNAL] = "internal",
};

static_assert(ARRAY_SIZE(why_names) == CORDON_WHY_COUNT);

static const char *const settled_names[] = {
	[CORDON_SETTLED_ALLOW] = "allow",
	[CORDON_SETTLED_DENY] = "deny",
	[CORDON_SETTLED_RULE] = "rule",
	[CORDON_SETTLED_TIMEOUT] = "timeout",
	[CORDON_SETTLED_LOST] = "lost",
	[CORDON_SETTLED_GONE] = "gone",
	[CORDON_SETTLED_SEALED] = "sealed",
};

static_assert(ARRAY_SIZE(settled_names) == CORDON_SETTLED_COUNT);

static const struct {
	const char *name;
	int type;
} changes[] = {
	[CORDON_CHANGE_LOAD] = { "load", AUDIT_MAC_POLICY_LOAD },
	[CORDON_CHANGE_BOOT] = { "boot", AUDIT_MAC_POLICY_LOAD },
	[CORDON_CHANGE_RULES] = { "rules", AUDIT_MAC_CONFIG_CHANGE },
	[CORDON_CHANGE_EXPIRE] = { "expire", AUDIT_MAC_CONFIG_CHANGE },
	[CORDON_CHANGE_MODE] = { "mode", AUDIT_MAC_STATUS },
	[CORDON_CHANGE_SEAL] = { "seal", AUDIT_MAC_STATUS },
};

static_assert(ARRAY_SIZE(changes) == CORDON_CHANGE_COUNT);

static struct audit_buffer *start(int type, bool of_current)
{
	return audit_log_start(of_current ? audit_context() : NULL,
			       GFP_ATOMIC | __GFP_NOWARN, type);
}

static void end(struct cordon_out *out)
{
	cordon_out_flush(out);
	audit_log_end(out->ab);
}

/* What makes two verdicts "the same" to a reader. */
static u32 verdict_hash(const struct cordon_call *call,
			const struct cordon_decision *decision,
			const struct cordon_outcome *outcome)
{
	const struct cordon_target *target = &call->target;
	u32 hash =
		jhash_3words(call->op | outcome->verdict << 8 |
				     outcome->why << 16 | target->proto << 24,
			     target->dport | target->kind << 16, target->v4,
			     (u32)decision->rule_id);

	return jhash(&target->v6, sizeof(target->v6), hash);
}

/*
 * One record of a kind in a window, if none of another kind comes between, and
 * not more than a burst in a second.
 * Returns whether to write, and how many were left out before.
 */
static bool throttle(struct cordon_throttle *throttle, u32 hash, u32 *missed)
{
	unsigned long window = CORDON_RECORD_WINDOW * HZ;
	unsigned long flags;
	bool pass;

	spin_lock_irqsave(&throttle->lock, flags);
	pass = !throttle->written || throttle->last != hash ||
	       time_after(jiffies, throttle->start + window);
	if (pass && (!throttle->written ||
		     time_after(jiffies, throttle->second + HZ))) {
		throttle->second = jiffies;
		throttle->written = 0;
	}
	pass = pass && throttle->written < CORDON_RECORD_BURST;
	if (pass) {
		throttle->start = jiffies;
		throttle->last = hash;
		throttle->written++;
		*missed = throttle->missed;
		throttle->missed = 0;
	} else {
		throttle->missed++;
	}
	spin_unlock_irqrestore(&throttle->lock, flags);
	return pass;
}

static void write_verdict(const struct cordon_call *call,
			  const struct cordon_decision *decision,
			  const struct cordon_outcome *outcome, u32 missed)
{
	bool of_current = !call->sender.sk;
	struct cordon_cgroup_path cgroup;
	struct cordon_who who = {};
	struct cordon_fields fields = {
		.op = cordon_op_name(call->op),
		.verdict = outcome->verdict,
		.question = outcome->question,
		.rule_id = decision->rule_id,
		.label = decision->rule ? decision->rule->label : NULL,
		.gen = decision->gen,
		.subject = call->sender.subject,
		.target = &call->target,
		.uid = cordon_sender_uid(&call->sender),
		.who = &who,
	};
	struct cordon_out out;

	cordon_out_start(&out, start(AUDIT_CORDON_VERDICT, of_current), NULL);
	if (!out.ab)
		return;
	if (of_current)
		cordon_who_is_current(&who);
	fields.cgroup = cordon_cgroup_of(call->sender.sk, &cgroup);
	cordon_out_fields(&out, &fields);
	cordon_out_format(&out, " errno=%u reason=%s permissive=%u missed=%u",
			  outcome->verdict == CORDON_DENY ? decision->err : 0,
			  why_names[outcome->why], cordon_permissive(), missed);
	audit_log_end(out.ab);
}

/**
 * cordon_record_verdict_slow - cordon_record_verdict() for all but plain allows
 * @call: the call
 * @decision: what was decided
 * @outcome: what came of it
 *
 * Context: any but hard interrupt.
 * Return: 0, or a negative errno.
 */
int cordon_record_verdict_slow(const struct cordon_call *call,
			       const struct cordon_decision *decision,
			       const struct cordon_outcome *outcome)
{
	bool allowed = outcome->verdict == CORDON_ALLOW;
	u32 missed;

	cordon_count(allowed ? CORDON_COUNT_ALLOWED : CORDON_COUNT_DENIED);
	if (decision->log != CORDON_LOG_NO) {
		if (throttle(&call->sender.subject->throttle,
			     verdict_hash(call, decision, outcome), &missed))
			write_verdict(call, decision, outcome, missed);
		else
			cordon_count(CORDON_COUNT_MISSED);
	}
	if (allowed || cordon_permissive())
		return 0;
	return -(int)decision->err;
}

/**
 * cordon_record_question - a question was opened
 * @fields: what it is about
 * @after: seconds until the unanswered verdict
 *
 * Context: process context, of the task that asks.
 */
void cordon_record_question(const struct cordon_fields *fields, u32 after)
{
	struct cordon_out out;

	cordon_out_start(&out, start(AUDIT_CORDON_QUESTION, true), NULL);
	if (!out.ab)
		return;
	cordon_out_fields(&out, fields);
	cordon_out_number(&out, " after=", after);
	end(&out);
}

/**
 * cordon_record_answer - a question was settled
 * @fields: what it was about; op is taken from @settled
 * @settled: how
 * @by_current: the current task did it
 * @held: number of tasks that were released
 *
 * Context: process context.
 */
void cordon_record_answer(const struct cordon_fields *fields,
			  enum cordon_settled settled, bool by_current,
			  u32 held)
{
	struct cordon_fields copy = *fields;
	struct cordon_out out;
	struct cordon_who by;

	cordon_out_start(&out, start(AUDIT_CORDON_ANSWER, by_current), NULL);
	if (!out.ab)
		return;
	copy.op = settled_names[settled];
	cordon_out_fields(&out, &copy);
	if (by_current) {
		cordon_who_is_current(&by);
		cordon_out_number(&out, " by-pid=", by.pid);
		cordon_out_number(&out, " by-uid=",
				  from_kuid(&init_user_ns, current_uid()));
		cordon_out_number(
			&out, " by-auid=", from_kuid(&init_user_ns, by.auid));
		cordon_out_number(&out, " by-ses=", by.ses);
		cordon_out_untrusted(&out, " by-comm=", by.comm);
	} else {
		cordon_out_literal(&out, " by-pid=? by-uid=? by-auid=?");
		cordon_out_literal(&out, " by-ses=? by-comm=?");
	}
	cordon_out_number(&out, " held=", held);
	end(&out);
}

/**
 * cordon_record_change - policy, mode or seal were changed, or not
 * @op: what
 * @change: the generations
 * @err: 0, or the negative errno with which it failed
 *
 * Context: process context, no locks: may wait for the audit daemon.
 */
void cordon_record_change(enum cordon_change_op op,
			  const struct cordon_change *change, int err)
{
	char comm[TASK_COMM_LEN];
	struct cordon_out out;

	cordon_out_start(&out,
			 audit_log_start(audit_context(), GFP_KERNEL,
					 changes[op].type),
			 NULL);
	if (!out.ab)
		return;
	cordon_out_format(
		&out,
		"lsm=cordon op=%s auid=%u ses=%u old-gen=%llu new-gen=%llu",
		changes[op].name,
		from_kuid(&init_user_ns, audit_get_loginuid(current)),
		audit_get_sessionid(current), change->old_gen, change->new_gen);
	if (op == CORDON_CHANGE_MODE)
		cordon_out_format(&out, " mode=%s",
				  cordon_permissive() ? "permissive" :
							"enforcing");
	cordon_out_format(&out, " pid=%d uid=%u", task_tgid_nr(current),
			  from_kuid(&init_user_ns, current_uid()));
	cordon_out_untrusted(&out, " comm=", get_task_comm(comm, current));
	cordon_out_format(&out, " res=%d", !err);
	audit_log_end(out.ab);
}
