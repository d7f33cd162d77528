// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of what is counted about questions, and bounded
 */

#include <kunit/resource.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "../limits.h"
#include "../mode.h"
#include "asking.h"

/* clang-format off */
#define ON(event)	CORDON_ASKING_##event
#define SAME		CORDON_ASKING_SAME
#define OTHER		CORDON_ASKING_OTHER
/* clang-format on */

static u32 waiters_of(u64 id)
{
	struct cordon_question *question;
	u32 n = 0;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		n = question->n_waiters;
	mutex_unlock(&cordon_question_lock);
	return n;
}

/* Each question knows how many it holds, and the status how many are held. */
static void test_accounting(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_question *question;
	u64 id, other;

	id = cordon_asking_in_state(asking, CORDON_Q_OPEN);
	other = cordon_asking_in_state(asking, CORDON_Q_OPEN);
	cordon_asking_hold(asking, id, SAME);
	cordon_asking_hold(asking, other, OTHER);
	KUNIT_EXPECT_EQ(test, waiters_of(id), 1);
	KUNIT_EXPECT_EQ(test, waiters_of(other), 1);
	cordon_asking_expect(test, 2, 2);

	/* One leaves of itself: it is not told anything. */
	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		cordon_waiter_remove(question, &asking->waiter[SAME]);
	mutex_unlock(&cordon_question_lock);
	KUNIT_EXPECT_TRUE(test, list_empty(&asking->waiter[SAME].node));
	KUNIT_EXPECT_FALSE(test, completion_done(&asking->waiter[SAME].done));
	KUNIT_EXPECT_EQ(test, waiters_of(id), 0);
	cordon_asking_expect(test, 2, 1);

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(other);
	if (question)
		cordon_waiter_release(question, &asking->waiter[OTHER],
				      CORDON_RELEASE_DENY);
	mutex_unlock(&cordon_question_lock);
	KUNIT_EXPECT_EQ(test, cordon_asking_released(&asking->waiter[OTHER]),
			CORDON_RELEASE_DENY);
	KUNIT_EXPECT_EQ(test, waiters_of(other), 0);
	cordon_asking_expect(test, 2, 0);
}

struct counts {
	u64 asked, answered, timeouts;
};

static void expect_counts(struct kunit *test, struct counts *last, u32 asked,
			  u32 answered, u32 timeouts)
{
	struct counts now = {
		.asked = cordon_counter_sum(CORDON_COUNT_ASKED),
		.answered = cordon_counter_sum(CORDON_COUNT_ANSWERED),
		.timeouts = cordon_counter_sum(CORDON_COUNT_TIMEOUTS),
	};

	KUNIT_EXPECT_EQ(test, now.asked - last->asked, asked);
	KUNIT_EXPECT_EQ(test, now.answered - last->answered, answered);
	KUNIT_EXPECT_EQ(test, now.timeouts - last->timeouts, timeouts);
	*last = now;
}

static void test_counters(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct counts last = {
		.asked = cordon_counter_sum(CORDON_COUNT_ASKED),
		.answered = cordon_counter_sum(CORDON_COUNT_ANSWERED),
		.timeouts = cordon_counter_sum(CORDON_COUNT_TIMEOUTS),
	};
	u64 id = cordon_asking_in_state(asking, CORDON_Q_OPEN);

	expect_counts(test, &last, 1, 0, 0);
	cordon_asking_happens(asking, id, ON(DUE));
	expect_counts(test, &last, 0, 0, 1);
	cordon_asking_happens(asking, id, ON(DUE)); /* forgotten */
	expect_counts(test, &last, 0, 0, 0);
	id = cordon_asking_in_state(asking, CORDON_Q_OPEN);
	cordon_asking_happens(asking, id, ON(ALLOW));
	expect_counts(test, &last, 1, 1, 0);
	cordon_asking_happens(asking, id, ON(ALLOW)); /* refused */
	cordon_asking_happens(asking, id, ON(DUE)); /* forgotten */
	expect_counts(test, &last, 0, 0, 0);
	id = cordon_asking_in_state(asking, CORDON_Q_OPEN);
	cordon_asking_hold(asking, id, SAME);
	cordon_asking_happens(asking, id, ON(DENY));
	expect_counts(test, &last, 1, 1, 0);
	cordon_asking_in_state(asking, CORDON_Q_OPEN);
	cordon_asking_happens(asking, 0, ON(RULE_SAME));
	expect_counts(test, &last, 1, 1, 0);
	cordon_asking_happens(asking, 0, ON(RELOAD));
	cordon_asking_in_state(asking, CORDON_Q_OPEN);
	cordon_asking_happens(asking, 0, ON(SEAL));
	expect_counts(test, &last, 1, 0, 0);
	cordon_asking_in_state(asking, CORDON_Q_LOST);
	expect_counts(test, &last, 1, 0, 0);
}

/* Adds as many as are taken, up to @n. Returns their number. */
static u32 hold_many(u64 id, struct cordon_waiter *waiters,
		     const struct cordon_call *call, u32 n)
{
	struct cordon_question *question;
	u32 i;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	for (i = 0; question && i < n; i++) {
		init_completion(&waiters[i].done);
		waiters[i].call = call;
		waiters[i].release = CORDON_ASKING_HELD;
		if (!cordon_waiter_add(question, &waiters[i]))
			break;
	}
	mutex_unlock(&cordon_question_lock);
	return i;
}

KUNIT_DEFINE_ACTION_WRAPPER(free_waiters, kvfree, const void *);

/* The bound on held tasks is one for all questions. */
static void test_held_max(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	struct cordon_outcome outcome = {};
	struct cordon_decision decision;
	struct cordon_waiter *waiters;
	u64 id, other, overflows;
	u32 i, released = 0;

	/* Freed after everything else: see cordon_asking_exit(). */
	waiters = kvcalloc(CORDON_HELD_MAX + 1, sizeof(*waiters), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, waiters);
	KUNIT_ASSERT_EQ(test, 0,
			kunit_add_action_or_reset(test, free_waiters, waiters));
	other = cordon_asking_open(asking, call);
	cordon_asking_hold(asking, other, OTHER);
	id = cordon_asking_open(asking, call);
	KUNIT_EXPECT_EQ(test, CORDON_HELD_MAX - 1,
			hold_many(id, waiters, call, CORDON_HELD_MAX + 1));
	cordon_asking_expect(test, 2, CORDON_HELD_MAX);
	KUNIT_EXPECT_EQ(test, waiters_of(id), CORDON_HELD_MAX - 1);

	/* One too many is not held, but answered at once. */
	overflows = cordon_counter_sum(CORDON_COUNT_OVERFLOW);
	call->wait = CORDON_WAIT_HOLD;
	cordon_preview(&call->sender, &call->target, &decision);
	KUNIT_EXPECT_EQ(test, 0, cordon_ask(call, &decision, &outcome));
	cordon_decision_put(&decision);
	KUNIT_EXPECT_EQ(test, outcome.why, CORDON_WHY_BOUND);
	KUNIT_EXPECT_EQ(test, outcome.verdict, CORDON_DENY);
	KUNIT_EXPECT_EQ(test, cordon_counter_sum(CORDON_COUNT_OVERFLOW),
			overflows + 1);

	/* Where one leaves there is room for one. */
	KUNIT_EXPECT_EQ(test, 0, cordon_question_answer(other, CORDON_DENY));
	KUNIT_EXPECT_EQ(test, 1,
			hold_many(id, waiters + CORDON_HELD_MAX - 1, call, 2));
	KUNIT_EXPECT_EQ(test, 0, cordon_question_answer(id, CORDON_ALLOW));
	for (i = 0; i < CORDON_HELD_MAX; i++)
		released += cordon_asking_released(&waiters[i]) ==
			    CORDON_RELEASE_ALLOW;
	KUNIT_EXPECT_EQ(test, released, CORDON_HELD_MAX);
	cordon_asking_expect(test, 1, 0);
}

/* Opens up to @n questions. Returns how many, and the error that ended it. */
static u32 open_many(const struct cordon_call *call, u32 n, long *err)
{
	struct cordon_question *question;
	struct cordon_decision decision;
	u32 i;

	*err = 0;
	cordon_preview(&call->sender, &call->target, &decision);
	mutex_lock(&cordon_question_lock);
	for (i = 0; i < n; i++) {
		question = cordon_question_open(call, &decision);
		if (IS_ERR(question)) {
			*err = PTR_ERR(question);
			break;
		}
		cond_resched();
	}
	mutex_unlock(&cordon_question_lock);
	cordon_decision_put(&decision);
	return i;
}

/* A user cannot take all questions; all users together have a bound, too. */
static void test_questions_max(struct kunit *test)
{
	u32 rest = CORDON_QUESTIONS_MAX - CORDON_QUESTIONS_UID_MAX;
	struct cordon_asking *asking = test->priv;
	struct cordon_outcome outcome = {};
	struct cordon_decision decision;
	struct cordon_call other;
	long err;

	cordon_asking_call(asking, &other, 1, 1, SAME);
	KUNIT_EXPECT_EQ(test, CORDON_QUESTIONS_UID_MAX,
			open_many(&asking->call[SAME],
				  CORDON_QUESTIONS_UID_MAX + 1, &err));
	KUNIT_EXPECT_EQ(test, err, -EOVERFLOW);
	KUNIT_EXPECT_EQ(test, rest, open_many(&other, rest + 1, &err));
	KUNIT_EXPECT_EQ(test, err, -EOVERFLOW);
	cordon_asking_expect(test, CORDON_QUESTIONS_MAX, 0);
	cordon_asking_call(asking, &other, 1, 0, SAME);
	cordon_preview(&other.sender, &other.target, &decision);
	KUNIT_EXPECT_EQ(test, 0, cordon_ask(&other, &decision, &outcome));
	cordon_decision_put(&decision);
	KUNIT_EXPECT_EQ(test, outcome.why, CORDON_WHY_BOUND);
	KUNIT_EXPECT_EQ(test, outcome.verdict, CORDON_DENY);
	KUNIT_EXPECT_EQ(test, outcome.question, 0);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_accounting),
	KUNIT_CASE(test_counters),
	KUNIT_CASE(test_held_max),
	KUNIT_CASE(test_questions_max),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_question_bound",
	.init = cordon_asking_init,
	.exit = cordon_asking_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
