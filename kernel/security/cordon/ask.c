// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - a task asks, and is held
 *
 * The wait is interruptible and has a deadline: signals, exec and exit of
 * another thread, ring teardown, SIGSTOP, ptrace, the freezer and suspend
 * all end it, and the restarted call joins its question and its clock again.
 */

#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "question.h"

/* A kernel side poller of io_uring serves many requests: it must not stop. */
static bool is_sqpoll(void)
{
	return (current->flags & PF_IO_WORKER) && !current->worker_private;
}

/* Opening a question takes a mutex and allocates. */
static bool may_ask(const struct cordon_call *call)
{
	return call->wait != CORDON_WAIT_NEVER &&
	       !(current->flags & (PF_MEMALLOC | PF_EXITING));
}

static bool may_hold(const struct cordon_call *call,
		     const struct cordon_settings *settings)
{
	if (call->wait != CORDON_WAIT_HOLD || is_sqpoll() ||
	    is_global_init(current))
		return false;
	switch (settings->hold) {
	case CORDON_HOLD_ALL:
		return true;
	case CORDON_HOLD_BLOCKING:
		return !call->nonblock;
	default:
		return false;
	}
}

/* An answer that waited for this very call is used up by it. */
static bool collect(const struct cordon_call *call,
		    struct cordon_outcome *outcome)
{
	struct cordon_question *question = cordon_question_find_answer(call);

	if (!question)
		return false;
	outcome->verdict = question->answer;
	outcome->why = CORDON_WHY_ANSWER;
	outcome->question = question->id;
	outcome->once = true;
	cordon_question_drop(question);
	return true;
}

/* Returns the question to be asked or joined, or NULL: @outcome says why not. */
static struct cordon_question *
question_for(const struct cordon_call *call,
	     const struct cordon_decision *decision,
	     struct cordon_outcome *outcome)
{
	struct cordon_question *question = cordon_question_find(call);

	if (!question) {
		question = cordon_question_open(call, decision);
		if (IS_ERR(question)) {
			cordon_count(CORDON_COUNT_OVERFLOW);
			outcome->why = PTR_ERR(question) == -EOVERFLOW ?
					       CORDON_WHY_BOUND :
					       CORDON_WHY_INTERNAL;
			return NULL;
		}
	}
	if (question->state == CORDON_Q_LOST)
		cordon_question_reopen(question, decision);
	outcome->question = question->id;
	if (question->state == CORDON_Q_TIMEOUT) {
		outcome->why = CORDON_WHY_TIMEOUT;
		return NULL;
	}
	return question;
}

/*
 * Returns the question that now holds @waiter, or NULL: @outcome is final.
 */
static struct cordon_question *join(const struct cordon_call *call,
				    const struct cordon_decision *decision,
				    struct cordon_outcome *outcome,
				    struct cordon_waiter *waiter)
{
	struct cordon_question *question;

	lockdep_assert_held(&cordon_question_lock);
	outcome->verdict = decision->settings.unanswered;
	if (cordon_policy_sealed()) {
		outcome->why = CORDON_WHY_SEALED;
		return NULL;
	}
	if (!cordon_responder_present()) {
		outcome->why = CORDON_WHY_NO_RESPONDER;
		return NULL;
	}
	if (cordon_responder_is_current()) {
		outcome->why = CORDON_WHY_NOT_HELD;
		return NULL;
	}
	if (collect(call, outcome))
		return NULL;
	question = question_for(call, decision, outcome);
	if (!question)
		return NULL;
	if (!may_hold(call, &decision->settings)) {
		outcome->why = CORDON_WHY_NOT_HELD;
		return NULL;
	}
	if (!cordon_waiter_add(question, waiter)) {
		cordon_count(CORDON_COUNT_OVERFLOW);
		outcome->why = CORDON_WHY_BOUND;
		return NULL;
	}
	return question;
}

/* Nobody is left who waits, and the one who did is being killed. */
static void leave(struct cordon_question *question,
		  struct cordon_waiter *waiter)
{
	cordon_waiter_remove(question, waiter);
	if (fatal_signal_pending(current) && !question->n_waiters)
		cordon_question_settle(question, CORDON_SETTLED_GONE,
				       question->unanswered, false, 0);
}

static int released(const struct cordon_waiter *waiter,
		    struct cordon_outcome *outcome)
{
	switch (waiter->release) {
	case CORDON_RELEASE_AGAIN:
		return -EAGAIN;
	case CORDON_RELEASE_ALLOW:
	case CORDON_RELEASE_DENY:
		outcome->verdict = waiter->release == CORDON_RELEASE_ALLOW ?
					   CORDON_ALLOW :
					   CORDON_DENY;
		outcome->why = CORDON_WHY_ANSWER;
		outcome->once = true;
		return 0;
	case CORDON_RELEASE_TIMEOUT:
		outcome->why = CORDON_WHY_TIMEOUT;
		break;
	case CORDON_RELEASE_LOST:
		outcome->why = CORDON_WHY_NO_RESPONDER;
		break;
	case CORDON_RELEASE_SEALED:
		outcome->why = CORDON_WHY_SEALED;
		break;
	default:
		WARN_ON_ONCE(1);
		outcome->verdict = CORDON_DENY;
		outcome->why = CORDON_WHY_INTERNAL;
		return 0;
	}
	outcome->verdict = waiter->unanswered;
	return 0;
}

/*
 * @question is valid for as long as @waiter is in its list: whoever ends it
 * releases its waiters first.
 */
static int wait_for_answer(struct cordon_question *question,
			   struct cordon_waiter *waiter,
			   struct cordon_outcome *outcome)
{
	unsigned long deadline = question->deadline;
	long left = 1;
	int err = 0;

	mutex_unlock(&cordon_question_lock);
	if (time_before(jiffies, deadline))
		left = deadline - jiffies;
	left = wait_for_completion_interruptible_timeout(&waiter->done, left);
	mutex_lock(&cordon_question_lock);
	if (!list_empty(&waiter->node)) {
		if (left < 0) {
			leave(question, waiter);
			err = -ERESTARTSYS;
		} else {
			cordon_question_lapse(question, CORDON_SETTLED_TIMEOUT);
		}
	}
	return err ?: released(waiter, outcome);
}

/**
 * cordon_ask - the policy says to ask
 * @call: the call
 * @decision: the decision to ask
 * @outcome: receives the verdict
 *
 * Context: process context; sleeps, unless &cordon_call.wait forbids it.
 * Return: 0, -EAGAIN to judge the call again, or -ERESTARTSYS.
 */
int cordon_ask(struct cordon_call *call, const struct cordon_decision *decision,
	       struct cordon_outcome *outcome)
{
	struct cordon_question *question;
	struct cordon_waiter waiter;
	int err = 0;

	outcome->verdict = decision->settings.unanswered;
	outcome->why = CORDON_WHY_NOT_HELD;
	if (!may_ask(call))
		return 0;

	might_sleep();
	INIT_LIST_HEAD(&waiter.node);
	init_completion(&waiter.done);
	waiter.call = call;
	mutex_lock(&cordon_question_lock);
	/*
	 * Whoever changes the policy or the mode looks at all who wait, under this lock,
	 * after the new generation is to be seen: none is overlooked.
	 */
	if (decision->gen != READ_ONCE(cordon_generation) ||
	    cordon_permissive()) {
		err = -EAGAIN;
		goto out;
	}
	question = join(call, decision, outcome, &waiter);
	if (question)
		err = wait_for_answer(question, &waiter, outcome);
out:
	mutex_unlock(&cordon_question_lock);
	return err;
}
