// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of calls that are held
 *
 * The test is the task that calls. A worker lets happen what releases it,
 * once it is held.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "asking.h"

/* clang-format off */
#define OPEN		CORDON_Q_OPEN
#define TIMEOUT		CORDON_Q_TIMEOUT
#define GONE		CORDON_ASKING_GONE

#define SAME		CORDON_ASKING_SAME
#define OTHER		CORDON_ASKING_OTHER
#define ON(event)	CORDON_ASKING_##event

#define WHY(why)	CORDON_WHY_##why
#define ALLOW		CORDON_ALLOW
#define DENY		CORDON_DENY
/* clang-format on */

/* Asks as the policy in force says, and may be held. */
static int ask(struct cordon_call *call, struct cordon_outcome *outcome)
{
	struct cordon_decision decision;
	int err;

	*outcome = (struct cordon_outcome){};
	call->wait = CORDON_WAIT_HOLD;
	cordon_preview(&call->sender, &call->target, &decision);
	err = cordon_ask(call, &decision, outcome);
	cordon_decision_put(&decision);
	return err;
}

/**
 * struct held_row - what becomes of a call that is held
 * @event: what happens to the question about SAME that holds it
 * @target: where to
 * @err: -EAGAIN to judge again
 * @why: enum cordon_why, if not
 * @verdict: the verdict, if not
 * @policy: put in force before that; NULL for none
 */
struct held_row {
	u8 event;
	u8 target;
	int err;
	u8 why;
	u8 verdict;
	const char *policy;
};

/* Still asks, but says something else for who gets no answer. */
#define NOW_ALLOWS                                   \
	"default allow\nunanswered allow after=60\n" \
	"ask exe=/kunit/a\n"

/* clang-format off */
static const struct held_row helds[] = {
	{ ON(ALLOW), SAME, 0, WHY(ANSWER), ALLOW },
	{ ON(DENY), SAME, 0, WHY(ANSWER), DENY },
	{ ON(ALLOW), OTHER, -EAGAIN },
	{ ON(DENY), OTHER, -EAGAIN },
	{ ON(DUE), SAME, 0, WHY(TIMEOUT), DENY },
	{ ON(DUE), OTHER, 0, WHY(TIMEOUT), DENY },
	{ ON(ALL_CLOSE), SAME, 0, WHY(NO_RESPONDER), DENY },
	{ ON(RULE), SAME, -EAGAIN },
	{ ON(RULE_SAME), OTHER, -EAGAIN },
	{ ON(RULE_OTHER), OTHER, -EAGAIN },
	{ ON(RULE_CGROUP), SAME, -EAGAIN },
	{ ON(PERMISSIVE), SAME, -EAGAIN },
	{ ON(SEAL), SAME, 0, WHY(SEALED), DENY },
	{ ON(DUE), SAME, 0, WHY(TIMEOUT), ALLOW, NOW_ALLOWS },
	{ ON(ALL_CLOSE), OTHER, 0, WHY(NO_RESPONDER), ALLOW, NOW_ALLOWS },
	{ ON(SEAL), SAME, 0, WHY(SEALED), ALLOW, NOW_ALLOWS },
	{ ON(DENY), SAME, 0, WHY(ANSWER), DENY, NOW_ALLOWS },
};

/* clang-format on */

static void describe_held(const struct held_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s%s%s", (u32)(row - helds),
		 row->target == SAME ? "" : "other target, ",
		 row->policy ? "other policy, " : "",
		 cordon_asking_events[row->event]);
}

KUNIT_ARRAY_PARAM(held, helds, describe_held);

/* What shall happen once a task is held. */
struct later {
	struct delayed_work work;
	struct cordon_asking *asking;
	const char *policy;
	u64 id;
	u8 event;
};

static void happen_later(struct work_struct *work)
{
	struct later *later =
		container_of(to_delayed_work(work), struct later, work);
	struct cordon_question_stats stats;

	cordon_question_stats(&stats);
	if (!stats.held) {
		schedule_delayed_work(&later->work, 1);
		return;
	}
	if (later->policy)
		cordon_asking_policy(later->asking->test, later->policy);
	cordon_asking_happens(later->asking, later->id, later->event);
}

static void test_held(struct kunit *test)
{
	const struct held_row *row = test->param_value;
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[row->target];
	struct cordon_outcome outcome;
	struct later later = {
		.asking = asking,
		.policy = row->policy,
		.event = row->event,
	};

	/* Should nothing release it, then at least the clock. */
	cordon_asking_policy(test, "default allow\nunanswered deny after=60\n"
				   "ask exe=/kunit/a\n");
	later.id = cordon_asking_in_state(asking, OPEN);
	INIT_DELAYED_WORK_ONSTACK(&later.work, happen_later);
	schedule_delayed_work(&later.work, 1);
	KUNIT_EXPECT_EQ(test, row->err, ask(call, &outcome));
	cancel_delayed_work_sync(&later.work);
	destroy_delayed_work_on_stack(&later.work);
	KUNIT_EXPECT_EQ(test, outcome.question, later.id);
	if (!row->err) {
		KUNIT_EXPECT_EQ(test, outcome.why, row->why);
		KUNIT_EXPECT_EQ(test, outcome.verdict, row->verdict);
		KUNIT_EXPECT_EQ(test, outcome.once, row->why == WHY(ANSWER));
	}
}

/* The clock of a question ends the wait, and the question times out. */
static void test_clock(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[OTHER];
	u64 id = cordon_asking_in_state(asking, OPEN);
	struct cordon_outcome outcome;

	cordon_asking_hold(asking, id, SAME);
	cordon_asking_past_deadline(id);
	KUNIT_EXPECT_EQ(test, 0, ask(call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(TIMEOUT));
	KUNIT_EXPECT_EQ(test, outcome.verdict, DENY);
	KUNIT_EXPECT_EQ(test, outcome.question, id);
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), TIMEOUT);
	KUNIT_EXPECT_EQ(test, cordon_asking_released(&asking->waiter[SAME]),
			CORDON_RELEASE_TIMEOUT);
	cordon_asking_expect(test, 1, 0);
}

/* Asks, with a signal on its way. */
static int ask_signalled(struct cordon_call *call, int sig)
{
	struct cordon_outcome outcome;
	int err;

	allow_signal(sig);
	send_sig(sig, current, 1);
	err = ask(call, &outcome);
	flush_signals(current);
	disallow_signal(sig);
	return err;
}

static unsigned long deadline_of(u64 id)
{
	struct cordon_question *question;
	unsigned long deadline = 0;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		deadline = question->deadline;
	mutex_unlock(&cordon_question_lock);
	return deadline;
}

/* A signal ends the wait; the question and its clock go on. */
static void test_signal(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	u64 id = cordon_asking_in_state(asking, OPEN);
	unsigned long deadline = deadline_of(id);
	u64 changes = cordon_question_changes();
	u32 i;

	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_EQ(test, -ERESTARTSYS,
				ask_signalled(call, SIGUSR1));
		KUNIT_EXPECT_EQ(test, cordon_asking_state(id), OPEN);
		cordon_asking_expect(test, 1, 0);
	}
	KUNIT_EXPECT_EQ(test, deadline_of(id), deadline);
	KUNIT_EXPECT_EQ(test, cordon_question_changes(), changes);
}

/* Who is killed takes the question along, unless others wait. */
static void test_killed(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	u64 id = cordon_asking_in_state(asking, OPEN);

	cordon_asking_hold(asking, id, OTHER);
	KUNIT_EXPECT_EQ(test, -ERESTARTSYS, ask_signalled(call, SIGKILL));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), OPEN);
	KUNIT_EXPECT_EQ(test, cordon_asking_released(&asking->waiter[OTHER]),
			CORDON_ASKING_HELD);
	cordon_asking_expect(test, 1, 1);
	KUNIT_EXPECT_EQ(test, 0, cordon_question_answer(id, ALLOW));
	id = cordon_asking_in_state(asking, OPEN);
	KUNIT_EXPECT_EQ(test, -ERESTARTSYS,
			ask_signalled(&asking->call[OTHER], SIGKILL));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), GONE);
	cordon_asking_expect(test, 1, 0);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_held, held_gen_params),
	KUNIT_CASE(test_clock),
	KUNIT_CASE(test_signal),
	KUNIT_CASE(test_killed),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_held",
	.init = cordon_asking_init,
	.exit = cordon_asking_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
