// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - questions
 *
 * One per subject and user, however many threads and targets. What is done
 * with them is in ask.c (the tasks), answer.c (the answers) and responder.c.
 */

#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <linux/wait.h>

#include "cgroup.h"
#include "question.h"
#include "subject.h"

DEFINE_MUTEX(cordon_question_lock); /* see question.h */
DECLARE_WAIT_QUEUE_HEAD(cordon_question_wait);

#define TABLE_BITS 10

/* All protected by cordon_question_lock. */
static DEFINE_HASHTABLE(table, TABLE_BITS);
static LIST_HEAD(questions); /* ascending ids */
static u64 last_id;
static u32 n_questions;
static u32 n_held;

/* Counts changes of the set of open questions; read without the lock. */
static atomic64_t changes = ATOMIC64_INIT(1);

static void changed(void)
{
	atomic64_inc(&changes);
	wake_up_interruptible(&cordon_question_wait);
}

/**
 * cordon_question_changes - counter of changes to the set of questions
 *
 * Return: never 0.
 */
u64 cordon_question_changes(void)
{
	return atomic64_read(&changes);
}

/**
 * cordon_question_list - the questions by id
 *
 * Context: holds cordon_question_lock.
 * Return: list of &struct cordon_question.list.
 */
struct list_head *cordon_question_list(void)
{
	lockdep_assert_held(&cordon_question_lock);
	return &questions;
}

static u32 key_of(u64 subject, u32 uid)
{
	return hash_64(subject ^ (u64)uid << 32, 32);
}

static u32 uid_of(const struct cordon_question *question)
{
	return __kuid_val(question->cred->euid);
}

/*
 * Who is behind a user: root of a user namespace has many uids, but somebody
 * made the namespace.
 */
static kuid_t owner_of(const struct cred *cred)
{
	const struct user_namespace *ns = cred->user_ns;

	if (ns == &init_user_ns)
		return cred->euid;
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	return ns->owner;
}

static bool is_of(const struct cordon_question *question,
		  const struct cordon_call *call)
{
	return question->subject == call->sender.subject &&
	       uid_of(question) == cordon_sender_uid(&call->sender);
}

/**
 * cordon_question_find - the question of a subject and user
 * @call: the call
 *
 * Context: holds cordon_question_lock.
 * Return: the one that is not answered, or NULL.
 */
struct cordon_question *cordon_question_find(const struct cordon_call *call)
{
	u32 key = key_of(call->sender.subject->id,
			 cordon_sender_uid(&call->sender));
	struct cordon_question *question;

	lockdep_assert_held(&cordon_question_lock);
	hash_for_each_possible(table, question, node, key)
		if (question->state != CORDON_Q_ANSWERED &&
		    is_of(question, call))
			return question;
	return NULL;
}

/**
 * cordon_question_find_answer - an answer that waits for this very call
 * @call: the call
 *
 * Context: holds cordon_question_lock.
 * Return: a question in state CORDON_Q_ANSWERED, or NULL.
 */
struct cordon_question *
cordon_question_find_answer(const struct cordon_call *call)
{
	u32 key = key_of(call->sender.subject->id,
			 cordon_sender_uid(&call->sender));
	struct cordon_question *question;

	lockdep_assert_held(&cordon_question_lock);
	hash_for_each_possible(table, question, node, key)
		if (question->state == CORDON_Q_ANSWERED &&
		    is_of(question, call) &&
		    cordon_target_same(&question->target, &call->target))
			return question;
	return NULL;
}

static u32 count_of_user(kuid_t owner)
{
	struct cordon_question *question;
	u32 n = 0;

	list_for_each_entry(question, &questions, list)
		n += uid_eq(owner_of(question->cred), owner);
	return n;
}

static bool bound_reached(const struct cred *cred)
{
	if (n_questions >= CORDON_QUESTIONS_MAX)
		return true;
	/* Below the bound of one user there is nothing to count. */
	return n_questions >= CORDON_QUESTIONS_UID_MAX &&
	       count_of_user(owner_of(cred)) >= CORDON_QUESTIONS_UID_MAX;
}

/**
 * cordon_question_state_fields - describe a question
 * @question: the question
 * @fields: to be filled; borrows from @question
 *
 * Context: holds cordon_question_lock for as long as @fields is used.
 */
void cordon_question_state_fields(const struct cordon_question *question,
				  struct cordon_fields *fields)
{
	*fields = (struct cordon_fields){
		.op = cordon_op_name(question->op),
		.verdict = CORDON_ASK,
		.question = question->id,
		.rule_id = question->rule_id,
		.label = *question->label ? question->label : NULL,
		.gen = question->gen,
		.subject = question->subject,
		.target = &question->target,
		.uid = uid_of(question),
		.cgroup = question->cgroup,
		.who = &question->who,
	};
}

static void set_deadline(struct cordon_question *question)
{
	question->deadline = jiffies + question->after * HZ;
	cordon_questions_reap_later();
}

/**
 * cordon_question_take - a question stands on a decision
 * @question: the question
 * @decision: to ask, under the policy in force
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_take(struct cordon_question *question,
			  const struct cordon_decision *decision)
{
	question->unanswered = decision->settings.unanswered;
	question->after = decision->settings.after;
	question->rule_id = decision->rule_id;
	question->gen = decision->gen;
	*question->label = '\0';
	if (decision->rule && decision->rule->label)
		strscpy(question->label, decision->rule->label,
			sizeof(question->label));
}

/**
 * cordon_question_open - ask
 * @call: the first call
 * @d: the decision to ask
 *
 * Context: holds cordon_question_lock; process context of the task that asks.
 * Return: the question, or an ERR_PTR(): -EOVERFLOW past a bound, -ENOMEM.
 */
struct cordon_question *cordon_question_open(const struct cordon_call *call,
					     const struct cordon_decision *d)
{
	struct cordon_cgroup_path *path;
	struct cordon_question *question;
	struct cordon_fields fields;
	u32 uid = cordon_sender_uid(&call->sender);

	lockdep_assert_held(&cordon_question_lock);
	if (bound_reached(call->sender.cred))
		return ERR_PTR(-EOVERFLOW);
	question = kzalloc(sizeof(*question), GFP_KERNEL_ACCOUNT);
	path = kmalloc(sizeof(*path), GFP_KERNEL);
	if (!question || !path) {
		kfree(question);
		kfree(path);
		return ERR_PTR(-ENOMEM);
	}
	if (cordon_cgroup_of(NULL, path))
		question->cgroup = kstrdup(path->text, GFP_KERNEL_ACCOUNT);
	kfree(path);
	question->id = ++last_id;
	question->op = call->op;
	question->subject = cordon_subject_get(call->sender.subject);
	question->cred = get_cred(call->sender.cred);
	question->target = call->target;
	INIT_LIST_HEAD(&question->waiters);
	cordon_who_is_current(&question->who);
	cordon_question_take(question, d);
	list_add_tail(&question->list, &questions);
	hash_add(table, &question->node, key_of(question->subject->id, uid));
	n_questions++;
	set_deadline(question);
	cordon_count(CORDON_COUNT_ASKED);
	cordon_question_state_fields(question, &fields);
	cordon_record_question(&fields, question->after);
	changed();
	return question;
}

/**
 * cordon_question_reopen - a responder is back, and a task asks again
 * @question: in state CORDON_Q_LOST
 * @decision: the decision to ask
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_reopen(struct cordon_question *question,
			    const struct cordon_decision *decision)
{
	question->state = CORDON_Q_OPEN;
	cordon_question_take(question, decision);
	set_deadline(question);
	changed();
}

static void release(struct cordon_question *question,
		    struct cordon_waiter *waiter, u8 how)
{
	list_del_init(&waiter->node);
	question->n_waiters--;
	n_held--;
	waiter->release = how;
	waiter->unanswered = question->unanswered;
	complete(&waiter->done); /* the waiter may be gone after this */
}

/**
 * cordon_waiter_add - hold a task
 * @question: open
 * @waiter: the task
 *
 * Context: holds cordon_question_lock.
 * Return: false when too many tasks are held.
 */
bool cordon_waiter_add(struct cordon_question *question,
		       struct cordon_waiter *waiter)
{
	if (n_held >= CORDON_HELD_MAX)
		return false;
	list_add_tail(&waiter->node, &question->waiters);
	question->n_waiters++;
	n_held++;
	return true;
}

/**
 * cordon_waiter_remove - the current task leaves before it was released
 * @question: that held it
 * @waiter: the task
 *
 * Context: holds cordon_question_lock.
 */
void cordon_waiter_remove(struct cordon_question *question,
			  struct cordon_waiter *waiter)
{
	list_del_init(&waiter->node);
	question->n_waiters--;
	n_held--;
	put_pid(question->left);
	question->left = get_pid(task_tgid(current));
}

/**
 * cordon_waiter_release - release one held task
 * @question: that holds it
 * @waiter: the task
 * @how: enum cordon_release
 *
 * Context: holds cordon_question_lock.
 */
void cordon_waiter_release(struct cordon_question *question,
			   struct cordon_waiter *waiter, u8 how)
{
	release(question, waiter, how);
}

static u32 release_all(struct cordon_question *question, u8 how)
{
	struct cordon_waiter *waiter, *next;
	u32 n = question->n_waiters;

	list_for_each_entry_safe(waiter, next, &question->waiters, node)
		release(question, waiter, how);
	return n;
}

static void record_end(struct cordon_question *question,
		       enum cordon_settled settled, u8 verdict, bool by_current,
		       u32 held)
{
	struct cordon_fields fields;

	cordon_question_state_fields(question, &fields);
	fields.verdict = verdict;
	cordon_record_answer(&fields, settled, by_current, held);
}

/**
 * cordon_question_lapse - nobody answers: release to the unanswered verdict
 * @question: open
 * @settled: CORDON_SETTLED_TIMEOUT or CORDON_SETTLED_LOST
 *
 * The question stays, and can still be answered.
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_lapse(struct cordon_question *question,
			   enum cordon_settled settled)
{
	bool lost = settled == CORDON_SETTLED_LOST;
	u32 held;

	question->state = lost ? CORDON_Q_LOST : CORDON_Q_TIMEOUT;
	set_deadline(question);
	held = release_all(question,
			   lost ? CORDON_RELEASE_LOST : CORDON_RELEASE_TIMEOUT);
	if (!lost)
		cordon_count(CORDON_COUNT_TIMEOUTS);
	record_end(question, settled, question->unanswered, false, held);
	changed();
}

/**
 * cordon_question_drop - a question is over, nobody need hear of it
 * @question: gone afterwards
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_drop(struct cordon_question *question)
{
	lockdep_assert_held(&cordon_question_lock);
	release_all(question, CORDON_RELEASE_AGAIN);
	hash_del(&question->node);
	list_del(&question->list);
	n_questions--;
	cordon_subject_put(question->subject);
	put_cred(question->cred);
	put_pid(question->left);
	kfree(question->cgroup);
	kfree(question);
	changed();
}

/**
 * cordon_question_settle - a question is settled
 * @question: gone afterwards, unless the answer is kept for a later call
 * @settled: how
 * @verdict: what the task that asked gets
 * @by_current: the current task settled it
 * @held: tasks released before, to be counted with those released now
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_settle(struct cordon_question *question,
			    enum cordon_settled settled, u8 verdict,
			    bool by_current, u32 held)
{
	held += release_all(question, settled == CORDON_SETTLED_SEALED ?
					      CORDON_RELEASE_SEALED :
					      CORDON_RELEASE_AGAIN);
	record_end(question, settled, verdict, by_current, held);
	if (by_current && settled != CORDON_SETTLED_SEALED)
		cordon_count(CORDON_COUNT_ANSWERED);
	cordon_question_drop(question);
}

/**
 * cordon_question_keep - keep an answer for the next call
 * @question: answered while nobody was held for its target
 * @verdict: the answer
 *
 * Context: holds cordon_question_lock.
 */
void cordon_question_keep(struct cordon_question *question, u8 verdict)
{
	record_end(question,
		   verdict == CORDON_ALLOW ? CORDON_SETTLED_ALLOW :
					     CORDON_SETTLED_DENY,
		   verdict, true, release_all(question, CORDON_RELEASE_AGAIN));
	cordon_count(CORDON_COUNT_ANSWERED);
	question->state = CORDON_Q_ANSWERED;
	question->answer = verdict;
	set_deadline(question);
	changed();
}

/**
 * cordon_question_stats - numbers for "status"
 * @stats: to be filled, but for the responders
 *
 * Context: process context, may sleep.
 */
void cordon_question_stats(struct cordon_question_stats *stats)
{
	mutex_lock(&cordon_question_lock);
	stats->questions = n_questions;
	stats->held = n_held;
	mutex_unlock(&cordon_question_lock);
}
