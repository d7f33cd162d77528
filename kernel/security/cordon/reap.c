// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - questions that nobody is held by come to their end, too
 *
 * Waiters have clocks of their own.
 */

#include <kunit/visibility.h>
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/workqueue.h>

#include "question.h"

static void reap_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(reaper, reap_work);

static bool has_ended(struct pid *process)
{
	struct task_struct *task;
	bool ended;

	rcu_read_lock();
	task = pid_task(process, PIDTYPE_TGID);
	ended = !task || !atomic_read(&task->signal->live);
	rcu_read_unlock();
	return ended;
}

/*
 * Whoever waited was interrupted, and will not be back: a signal that dumps
 * core, or one that killed it while it was stopped.
 */
static bool is_deserted(const struct cordon_question *question)
{
	return question->state == CORDON_Q_OPEN && !question->n_waiters &&
	       question->left && has_ended(question->left);
}

/*
 * What is due: questions whose state has ended, held by nobody's clock, and
 * those that nobody waits for any more.
 */
VISIBLE_IF_KUNIT void cordon_questions_reap(void)
{
	struct list_head *questions;
	struct cordon_question *question, *next;

	mutex_lock(&cordon_question_lock);
	questions = cordon_question_list();
	list_for_each_entry_safe(question, next, questions, list) {
		if (is_deserted(question))
			cordon_question_settle(question, CORDON_SETTLED_GONE,
					       question->unanswered, false, 0);
		else if (time_before(jiffies, question->deadline))
			continue;
		else if (question->state == CORDON_Q_OPEN)
			cordon_question_lapse(question, CORDON_SETTLED_TIMEOUT);
		else
			cordon_question_drop(question);
	}
	if (!list_empty(questions))
		mod_delayed_work(system_wq, &reaper, HZ);
	mutex_unlock(&cordon_question_lock);
}

static void reap_work(struct work_struct *work)
{
	cordon_questions_reap();
}

/**
 * cordon_questions_reap_later - there is a question
 *
 * Context: holds cordon_question_lock.
 */
void cordon_questions_reap_later(void)
{
	if (!delayed_work_pending(&reaper))
		mod_delayed_work(system_wq, &reaper, HZ);
}
