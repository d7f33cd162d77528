// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of the life of a question
 *
 * Each state with each event. Calls are events of their own, in ask_kunit.c.
 * That nothing can be answered once sealed is left to the self tests: the
 * seal cannot be broken again for the tests that follow.
 */

#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/string.h>

#include "asking.h"

/**
 * struct step_row - what an event makes of a question
 * @from: its state before
 * @held: tasks it holds before, BIT() of their targets
 * @event: what happens
 * @to: its state after
 * @release: what becomes of the tasks, by target
 * @err: returned by an answer
 */
struct step_row {
	u8 from;
	u8 held;
	u8 event;
	u8 to;
	u8 release[CORDON_ASKING_TARGETS];
	int err;
};

/* clang-format off */
#define OPEN		CORDON_Q_OPEN
#define TIMEOUT		CORDON_Q_TIMEOUT
#define LOST		CORDON_Q_LOST
#define ANSWERED	CORDON_Q_ANSWERED
#define GONE		CORDON_ASKING_GONE

#define SAME		BIT(CORDON_ASKING_SAME)
#define OTHER		BIT(CORDON_ASKING_OTHER)
#define BOTH		(SAME | OTHER)

#define ON(event)	CORDON_ASKING_##event
#define TO(how)		CORDON_RELEASE_##how
#define HELD		CORDON_ASKING_HELD

static const struct step_row steps[] = {
	/* Time. */
	{ OPEN, 0, ON(EARLY), OPEN },
	{ OPEN, BOTH, ON(EARLY), OPEN, { HELD, HELD } },
	{ OPEN, 0, ON(DUE), TIMEOUT },
	{ OPEN, BOTH, ON(DUE), TIMEOUT, { TO(TIMEOUT), TO(TIMEOUT) } },
	{ TIMEOUT, 0, ON(EARLY), TIMEOUT },
	{ TIMEOUT, 0, ON(DUE), GONE },
	{ LOST, 0, ON(EARLY), LOST },
	{ LOST, 0, ON(DUE), GONE },
	{ ANSWERED, 0, ON(EARLY), ANSWERED },
	{ ANSWERED, 0, ON(DUE), GONE },
	/* Responders. */
	{ OPEN, 0, ON(ONE_CLOSES), OPEN },
	{ OPEN, BOTH, ON(ONE_CLOSES), OPEN, { HELD, HELD } },
	{ OPEN, 0, ON(ALL_CLOSE), LOST },
	{ OPEN, BOTH, ON(ALL_CLOSE), LOST, { TO(LOST), TO(LOST) } },
	{ TIMEOUT, 0, ON(ALL_CLOSE), TIMEOUT },
	{ LOST, 0, ON(ONE_CLOSES), LOST },
	{ ANSWERED, 0, ON(ALL_CLOSE), ANSWERED },
	/* Answers: kept when nobody was held for the target. */
	{ OPEN, 0, ON(ALLOW), ANSWERED },
	{ OPEN, 0, ON(DENY), ANSWERED },
	{ OPEN, SAME, ON(ALLOW), GONE, { TO(ALLOW) } },
	{ OPEN, SAME, ON(DENY), GONE, { TO(DENY) } },
	{ OPEN, OTHER, ON(ALLOW), ANSWERED, { 0, TO(AGAIN) } },
	{ OPEN, OTHER, ON(DENY), ANSWERED, { 0, TO(AGAIN) } },
	{ OPEN, BOTH, ON(ALLOW), GONE, { TO(ALLOW), TO(AGAIN) } },
	{ OPEN, BOTH, ON(DENY), GONE, { TO(DENY), TO(AGAIN) } },
	{ TIMEOUT, 0, ON(ALLOW), ANSWERED },
	{ TIMEOUT, 0, ON(DENY), ANSWERED },
	{ LOST, 0, ON(ALLOW), ANSWERED },
	{ LOST, 0, ON(DENY), ANSWERED },
	{ ANSWERED, 0, ON(ALLOW), ANSWERED, {}, -ENOENT },
	{ ANSWERED, 0, ON(DENY), ANSWERED, {}, -ENOENT },
	/* Rules. */
	{ OPEN, 0, ON(RULE), GONE },
	{ OPEN, BOTH, ON(RULE), GONE, { TO(AGAIN), TO(AGAIN) } },
	{ OPEN, BOTH, ON(RULE_SAME), GONE, { TO(AGAIN), TO(AGAIN) } },
	{ OPEN, BOTH, ON(RULE_OTHER), OPEN, { HELD, TO(AGAIN) } },
	{ OPEN, OTHER, ON(RULE_OTHER), OPEN, { 0, TO(AGAIN) } },
	{ OPEN, BOTH, ON(RULE_CGROUP), OPEN, { TO(AGAIN), TO(AGAIN) } },
	{ OPEN, 0, ON(RELOAD), OPEN },
	{ OPEN, BOTH, ON(RELOAD), OPEN, { HELD, HELD } },
	{ TIMEOUT, 0, ON(RULE), GONE },
	{ TIMEOUT, 0, ON(RULE_OTHER), TIMEOUT },
	{ TIMEOUT, 0, ON(RELOAD), TIMEOUT },
	{ LOST, 0, ON(RULE), GONE },
	{ LOST, 0, ON(RULE_OTHER), LOST },
	{ LOST, 0, ON(RELOAD), LOST },
	{ ANSWERED, 0, ON(RULE), GONE },
	{ ANSWERED, 0, ON(RULE_OTHER), ANSWERED },
	{ ANSWERED, 0, ON(RELOAD), ANSWERED },
	/* Mode and seal. */
	{ OPEN, 0, ON(PERMISSIVE), GONE },
	{ OPEN, BOTH, ON(PERMISSIVE), GONE, { TO(AGAIN), TO(AGAIN) } },
	{ TIMEOUT, 0, ON(PERMISSIVE), GONE },
	{ LOST, 0, ON(PERMISSIVE), GONE },
	{ ANSWERED, 0, ON(PERMISSIVE), GONE },
	{ OPEN, 0, ON(SEAL), GONE },
	{ OPEN, BOTH, ON(SEAL), GONE, { TO(SEALED), TO(SEALED) } },
	{ TIMEOUT, 0, ON(SEAL), GONE },
	{ LOST, 0, ON(SEAL), GONE },
	{ ANSWERED, 0, ON(SEAL), GONE },
	/* What was answered is gone, and what is gone cannot be answered. */
	{ GONE, 0, ON(ALLOW), GONE, {}, -ENOENT },
	{ GONE, 0, ON(DENY), GONE, {}, -ENOENT },
};

/* clang-format on */

static void describe_step(const struct step_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s%s%s: %s",
		 (u32)(row - steps), cordon_asking_states[row->from],
		 row->held & SAME ? " same" : "",
		 row->held & OTHER ? " other" : "",
		 cordon_asking_events[row->event]);
}

KUNIT_ARRAY_PARAM(step, steps, describe_step);

/* Returns the id of the question, or one that is stale. */
static u64 arrange(struct cordon_asking *asking, const struct step_row *row)
{
	u64 id;
	u32 i;

	if (row->from == GONE) {
		id = cordon_asking_in_state(asking, TIMEOUT);
		cordon_asking_happens(asking, id, ON(DUE));
		return id;
	}
	id = cordon_asking_in_state(asking, row->from);
	for (i = 0; i < CORDON_ASKING_TARGETS; i++)
		if (row->held & BIT(i))
			cordon_asking_hold(asking, id, i);
	return id;
}

static void test_step(struct kunit *test)
{
	const struct step_row *row = test->param_value;
	struct cordon_asking *asking = test->priv;
	u64 id = arrange(asking, row);
	u64 changes = cordon_question_changes();
	u32 moves = row->to != row->from;
	u32 wakes = asking->wakes;
	u32 i, held = 0;

	cordon_asking_expect(test, row->from != GONE, hweight8(row->held));
	KUNIT_EXPECT_EQ(test, row->err,
			cordon_asking_happens(asking, id, row->event));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), row->to);
	/* Whoever polls the queue hears of it, once. */
	KUNIT_EXPECT_EQ(test, cordon_question_changes(), changes + moves);
	KUNIT_EXPECT_EQ(test, asking->wakes, wakes + moves);
	for (i = 0; i < CORDON_ASKING_TARGETS; i++) {
		if (!(row->held & BIT(i)))
			continue;
		KUNIT_EXPECT_EQ_MSG(test, row->release[i],
				    cordon_asking_released(&asking->waiter[i]),
				    "target %u", i);
		held += row->release[i] == HELD;
	}
	cordon_asking_expect(test, row->to != GONE, held);
}

/* The members of a question, for a look without the lock. */
static struct cordon_question copy_of(u64 id)
{
	struct cordon_question *question, copy = { .state = GONE };

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		copy = *question;
	mutex_unlock(&cordon_question_lock);
	return copy;
}

/* The deadline is that of a state entered since @since. */
static void expect_deadline(struct kunit *test, u64 id, unsigned long since)
{
	struct cordon_question copy = copy_of(id);
	unsigned long after = copy.after * HZ;

	KUNIT_EXPECT_FALSE(test, time_before(copy.deadline, since + after));
	KUNIT_EXPECT_FALSE(test, time_after(copy.deadline, jiffies + after));
}

/* Each state lasts as long as the policy says, from when it was entered. */
static void test_deadlines(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	unsigned long now = jiffies;
	u64 id = cordon_asking_in_state(asking, OPEN);

	KUNIT_EXPECT_EQ(test, copy_of(id).after, CORDON_ASKING_AFTER);
	expect_deadline(test, id, now);
	now = jiffies;
	cordon_asking_happens(asking, id, ON(DUE));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), TIMEOUT);
	expect_deadline(test, id, now);
	cordon_asking_past_deadline(id);
	now = jiffies;
	cordon_asking_happens(asking, id, ON(ALLOW));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), ANSWERED);
	expect_deadline(test, id, now);

	id = cordon_asking_in_state(asking, OPEN);
	cordon_asking_past_deadline(id);
	now = jiffies;
	cordon_asking_happens(asking, id, ON(ALL_CLOSE));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), LOST);
	expect_deadline(test, id, now);
}

/* An answer is kept as it was given. */
static void test_answer(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u64 allow = cordon_asking_in_state(asking, OPEN);
	u64 deny = cordon_asking_in_state(asking, OPEN);

	cordon_asking_happens(asking, allow, ON(ALLOW));
	cordon_asking_happens(asking, deny, ON(DENY));
	/* A second answer is refused, and does not replace the first. */
	cordon_asking_happens(asking, allow, ON(DENY));
	cordon_asking_happens(asking, deny, ON(ALLOW));
	KUNIT_EXPECT_EQ(test, copy_of(allow).answer, CORDON_ALLOW);
	KUNIT_EXPECT_EQ(test, copy_of(deny).answer, CORDON_DENY);
}

static void reopen(u64 id, const struct cordon_decision *decision)
{
	struct cordon_question *question;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		cordon_question_reopen(question, decision);
	mutex_unlock(&cordon_question_lock);
}

/* A lost question is asked again: as the rule of that call says, and anew. */
static void test_reopen(struct kunit *test)
{
	static const struct cordon_rule rule = { .label = "why" };
	const struct cordon_decision decision = {
		.rule = (struct cordon_rule *)&rule,
		.rule_id = 4711,
		.gen = 815,
		.settings.unanswered = CORDON_ALLOW,
		.settings.after = 2 * CORDON_ASKING_AFTER,
	};
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, LOST);
	struct cordon_question copy;
	unsigned long now = jiffies;
	u64 changes = cordon_question_changes();

	reopen(id, &decision);
	copy = copy_of(id);
	KUNIT_EXPECT_EQ(test, copy.state, OPEN);
	KUNIT_EXPECT_EQ(test, copy.unanswered, CORDON_ALLOW);
	KUNIT_EXPECT_EQ(test, copy.after, 2 * CORDON_ASKING_AFTER);
	KUNIT_EXPECT_EQ(test, copy.rule_id, 4711);
	KUNIT_EXPECT_EQ(test, copy.gen, 815);
	KUNIT_EXPECT_STREQ(test, copy.label, "why");
	expect_deadline(test, id, now);
	KUNIT_EXPECT_EQ(test, cordon_question_changes(), changes + 1);
	/* It is a question as any other again. */
	cordon_asking_hold(asking, id, CORDON_ASKING_SAME);
	KUNIT_EXPECT_EQ(test, 0, cordon_asking_happens(asking, id, ON(DENY)));
	KUNIT_EXPECT_EQ(test, cordon_asking_released(&asking->waiter[0]),
			TO(DENY));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), GONE);
}

/* A question that a new policy asks too stands on it, but keeps its clock. */
static void test_recheck(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, OPEN);
	struct cordon_question before = copy_of(id), after;

	KUNIT_EXPECT_EQ(test, before.unanswered, CORDON_DENY);
	KUNIT_EXPECT_STREQ(test, before.label, "");
	cordon_asking_policy(test, "default allow\nunanswered allow after=700\n"
				   "allow exe=/kunit/a dport=2\n"
				   "ask exe=/kunit/a label=why\n");
	after = copy_of(id);
	KUNIT_EXPECT_EQ(test, after.state, OPEN);
	KUNIT_EXPECT_EQ(test, after.unanswered, CORDON_ALLOW);
	KUNIT_EXPECT_EQ(test, after.after, 700);
	KUNIT_EXPECT_STREQ(test, after.label, "why");
	KUNIT_EXPECT_EQ(test, after.gen, cordon_generation);
	KUNIT_EXPECT_GT(test, after.rule_id, before.rule_id);
	KUNIT_EXPECT_EQ(test, after.deadline, before.deadline);
	/* The default may ask as well. */
	cordon_asking_policy(test, "default ask\n");
	KUNIT_EXPECT_EQ(test, copy_of(id).state, OPEN);
	KUNIT_EXPECT_EQ(test, copy_of(id).rule_id, 0);
	KUNIT_EXPECT_STREQ(test, copy_of(id).label, "");
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_step, step_gen_params),
	KUNIT_CASE(test_deadlines),
	KUNIT_CASE(test_answer),
	KUNIT_CASE(test_reopen),
	KUNIT_CASE(test_recheck),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_question",
	.init = cordon_asking_init,
	.exit = cordon_asking_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
