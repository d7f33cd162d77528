// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - answers to questions
 */

#include "bind.h"
#include "question.h"
#include "subject.h"

static struct cordon_question *find_id(u64 id)
{
	struct cordon_question *question;

	list_for_each_entry(question, cordon_question_list(), list)
		if (question->id == id)
			return question;
	return NULL;
}

/* Those held for the very target that was asked about. */
static u32 release_same(struct cordon_question *question, u8 how)
{
	struct cordon_waiter *waiter, *next;
	u32 n = 0;

	list_for_each_entry_safe(waiter, next, &question->waiters, node) {
		if (!cordon_target_same(&waiter->call->target,
					&question->target))
			continue;
		cordon_waiter_release(question, waiter, how);
		n++;
	}
	return n;
}

/**
 * cordon_question_answer - answer once
 * @id: of a question
 * @verdict: CORDON_ALLOW or CORDON_DENY
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOENT when there is no such question or it was answered,
 * -EPERM when sealed.
 */
int cordon_question_answer(u64 id, enum cordon_verdict verdict)
{
	bool allow = verdict == CORDON_ALLOW;
	struct cordon_question *question;
	int err = 0;
	u32 n;

	mutex_lock(&cordon_question_lock);
	question = find_id(id);
	if (cordon_policy_sealed()) {
		err = -EPERM;
	} else if (!question || question->state == CORDON_Q_ANSWERED) {
		err = -ENOENT;
	} else {
		n = release_same(question, allow ? CORDON_RELEASE_ALLOW :
						   CORDON_RELEASE_DENY);
		if (n)
			cordon_question_settle(question,
					       allow ? CORDON_SETTLED_ALLOW :
						       CORDON_SETTLED_DENY,
					       verdict, true, n);
		else
			cordon_question_keep(question, verdict);
	}
	mutex_unlock(&cordon_question_lock);
	return err;
}

/*
 * Release those for whom the new policy no longer asks. The cgroup of a
 * waiter is not known here: where it matters, let it judge itself.
 */
static u32 recheck_waiters(struct cordon_question *question)
{
	struct cordon_waiter *waiter, *next;
	struct cordon_decision decision;
	u32 n = 0;

	list_for_each_entry_safe(waiter, next, &question->waiters, node) {
		const struct cordon_call *call = waiter->call;

		cordon_preview(&call->sender, &call->target, &decision);
		cordon_decision_put(&decision);
		if (decision.verdict == CORDON_ASK && decision.keep)
			continue;
		cordon_waiter_release(question, waiter, CORDON_RELEASE_AGAIN);
		n++;
	}
	return n;
}

static void recheck(struct cordon_question *question, bool by_current)
{
	struct cordon_sender sender = {
		.subject = question->subject,
		.cred = question->cred,
		.cgroup = question->cgroup ?: "",
	};
	struct cordon_decision decision;
	u32 n;

	cordon_bind(question->subject);
	n = recheck_waiters(question);
	cordon_preview(&sender, &question->target, &decision);
	if (decision.verdict != CORDON_ASK) {
		question->rule_id = decision.rule_id;
		cordon_question_settle(question, CORDON_SETTLED_RULE,
				       decision.verdict, by_current, n);
	} else {
		cordon_question_take(question, &decision);
	}
	cordon_decision_put(&decision);
}

/**
 * cordon_questions_recheck - the policy has changed
 * @by_current: by the current task; false when time did it
 *
 * Questions that it settles are closed, tasks that it concerns are released
 * to judge their calls again. The rest sleep on.
 *
 * Context: process context, may sleep; the new generation is in force.
 */
void cordon_questions_recheck(bool by_current)
{
	struct cordon_question *question, *next;

	mutex_lock(&cordon_question_lock);
	list_for_each_entry_safe(question, next, cordon_question_list(), list) {
		recheck(question, by_current);
		cond_resched();
	}
	mutex_unlock(&cordon_question_lock);
}

/**
 * cordon_questions_seal - nobody can answer any more
 *
 * Context: process context, may sleep; the seal is set.
 */
void cordon_questions_seal(void)
{
	struct cordon_question *question, *next;

	mutex_lock(&cordon_question_lock);
	list_for_each_entry_safe(question, next, cordon_question_list(), list)
		cordon_question_settle(question, CORDON_SETTLED_SEALED,
				       question->unanswered, true, 0);
	mutex_unlock(&cordon_question_lock);
}

/**
 * cordon_questions_release - nothing is denied any more: hold nobody
 *
 * Context: process context, may sleep; permissive mode is set.
 */
void cordon_questions_release(void)
{
	struct cordon_question *question, *next;

	mutex_lock(&cordon_question_lock);
	list_for_each_entry_safe(question, next, cordon_question_list(), list)
		cordon_question_settle(question, CORDON_SETTLED_RULE,
				       CORDON_ALLOW, true, 0);
	mutex_unlock(&cordon_question_lock);
}
