/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the verdict on one call
 */

#ifndef _SECURITY_CORDON_JUDGE_H
#define _SECURITY_CORDON_JUDGE_H

#include <linux/cred.h>
#include <linux/types.h>

#include "rule.h"
#include "target.h"

struct cordon_binding;
struct cordon_policy;
struct cordon_subject;
struct sock;

/**
 * struct cordon_sender - who is judged
 * @subject: never NULL; borrowed
 * @cred: whose ids the rules look at; borrowed
 * @sk: the socket whose cgroup counts, for calls made on behalf of its
 *	owner; NULL for the current task's
 * @cgroup: the cgroup path that counts instead of both; NULL for none such
 */
struct cordon_sender {
	struct cordon_subject *subject;
	const struct cred *cred;
	const struct sock *sk;
	const char *cgroup;
};

/**
 * struct cordon_decision - the verdict on one call
 * @verdict: enum cordon_verdict
 * @log: enum cordon_log of the rule
 * @err: positive errno for a denial
 * @keep: it holds for the same task, target and generation, and may be
 *	remembered on the socket
 * @gen: generation of the policy that was asked
 * @rule_id: the rule that decided, 0 for the default
 * @rule: that rule, with a reference; NULL for the default, and for an allow
 *	that nobody wants to hear of
 * @settings: of the policy that was asked
 */
struct cordon_decision {
	u8 verdict;
	u8 log;
	u8 err;
	bool keep;
	u64 gen;
	u64 rule_id;
	struct cordon_rule *rule;
	struct cordon_settings settings;
};

void cordon_judge(const struct cordon_sender *sender,
		  const struct cordon_target *target,
		  struct cordon_decision *decision);
struct cordon_rule *cordon_judge_bound(const struct cordon_policy *policy,
				       const struct cordon_binding *binding,
				       const struct cordon_sender *sender,
				       const struct cordon_target *target);
void cordon_preview(const struct cordon_sender *sender,
		    const struct cordon_target *target,
		    struct cordon_decision *decision);

static inline void cordon_decision_put(struct cordon_decision *decision)
{
	if (decision->rule)
		cordon_rule_put(decision->rule);
	decision->rule = NULL;
}

/* The uid that rules, questions and records speak of. */
static inline u32 cordon_sender_uid(const struct cordon_sender *sender)
{
	return __kuid_val(sender->cred->euid);
}

#endif /* _SECURITY_CORDON_JUDGE_H */
