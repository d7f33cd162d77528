// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - who answers: the processes that have "queue" open
 */

#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "question.h"

/* Protected by cordon_question_lock. */
static LIST_HEAD(responders);

/**
 * cordon_responder_open - the current process is a responder from now on
 *
 * Context: process context, may sleep.
 * Return: to be given to cordon_responder_close(), or NULL without memory.
 */
struct cordon_responder *cordon_responder_open(void)
{
	struct cordon_responder *responder;

	responder = kzalloc(sizeof(*responder), GFP_KERNEL_ACCOUNT);
	if (!responder)
		return NULL;
	responder->tgid = get_pid(task_tgid(current));
	mutex_lock(&cordon_question_lock);
	list_add(&responder->node, &responders);
	mutex_unlock(&cordon_question_lock);
	return responder;
}

/**
 * cordon_responder_reads - the current process reads a "queue" file
 * @responder: of the file
 *
 * The file may have been handed on: who reads it is who answers, and must not
 * have to wait for itself.
 *
 * Context: process context, may sleep.
 */
void cordon_responder_reads(struct cordon_responder *responder)
{
	mutex_lock(&cordon_question_lock);
	if (responder->tgid != task_tgid(current)) {
		put_pid(responder->tgid);
		responder->tgid = get_pid(task_tgid(current));
	}
	mutex_unlock(&cordon_question_lock);
}

/**
 * cordon_responder_close - the last descriptor of a "queue" file is closed
 * @responder: gone afterwards
 *
 * With the last responder goes the hope for an answer: held tasks are
 * released to the unanswered verdict. The questions stay for the next one.
 *
 * Context: process context, may sleep.
 */
void cordon_responder_close(struct cordon_responder *responder)
{
	struct cordon_question *question;

	mutex_lock(&cordon_question_lock);
	list_del(&responder->node);
	if (list_empty(&responders))
		list_for_each_entry(question, cordon_question_list(), list)
			if (question->state == CORDON_Q_OPEN)
				cordon_question_lapse(question,
						      CORDON_SETTLED_LOST);
	mutex_unlock(&cordon_question_lock);
	put_pid(responder->tgid);
	kfree(responder);
}

/**
 * cordon_responder_present - is there anybody to ask?
 *
 * Context: holds cordon_question_lock, or wants a snapshot.
 * Return: true if so.
 */
bool cordon_responder_present(void)
{
	return !list_empty(&responders);
}

/**
 * cordon_responder_is_current - would the current task ask itself?
 *
 * Context: holds cordon_question_lock.
 * Return: true if it belongs to a process that is a responder.
 */
bool cordon_responder_is_current(void)
{
	struct cordon_responder *responder;

	lockdep_assert_held(&cordon_question_lock);
	list_for_each_entry(responder, &responders, node)
		if (responder->tgid == task_tgid(current))
			return true;
	return false;
}
