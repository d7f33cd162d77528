// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of calls that ask, and are not held
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/sched/mm.h>

#include "asking.h"

/* clang-format off */
#define OPEN		CORDON_Q_OPEN
#define TIMEOUT		CORDON_Q_TIMEOUT
#define LOST		CORDON_Q_LOST
#define ANSWERED	CORDON_Q_ANSWERED
#define GONE		CORDON_ASKING_GONE

#define A		0
#define B		1
#define SAME		CORDON_ASKING_SAME
#define OTHER		CORDON_ASKING_OTHER
#define ON(event)	CORDON_ASKING_##event

#define NEVER		CORDON_WAIT_NEVER
#define ASK		CORDON_WAIT_ASK
#define HOLD		CORDON_WAIT_HOLD

#define WHY(why)	CORDON_WHY_##why
#define ALLOW		CORDON_ALLOW
#define DENY		CORDON_DENY

#define SETTINGS(hold)	"default allow\nunanswered deny after=600 hold=" hold  \
			"\nask exe=/kunit/a\nask exe=/kunit/b\n"
/* clang-format on */

/* Who has "queue" open. */
enum responder {
	THERE,
	NOBODY,
	SELF, /* and somebody else */
};

/* Which question a call is about. */
enum about {
	NONE,
	THIS, /* the one that is there */
	FRESH, /* a new one */
};

/**
 * struct join_row - a call that is not held
 * @name: what it shows
 * @from: state of the question of the first program and user about SAME
 * @subject: who calls: program
 * @user: who calls: user
 * @target: where to
 * @wait: enum cordon_wait
 * @responder: enum responder
 * @why: what comes of it: enum cordon_why
 * @about: enum about
 * @to: state of the question afterwards
 * @verdict: what comes of it
 */
struct join_row {
	const char *name;
	u8 from;
	u8 subject, user, target;
	u8 wait;
	u8 responder;
	u8 why;
	u8 about;
	u8 to;
	u8 verdict;
};

/* clang-format off */
static const struct join_row joins[] = {
	/* Nobody can be asked, or the call cannot. */
	{ "no responder", GONE, A, A, SAME, HOLD, NOBODY,
	  WHY(NO_RESPONDER), NONE, GONE, DENY },
	{ "the responder itself", GONE, A, A, SAME, HOLD, SELF,
	  WHY(NOT_HELD), NONE, GONE, DENY },
	{ "may not sleep", GONE, A, A, SAME, NEVER, THERE,
	  WHY(NOT_HELD), NONE, GONE, DENY },
	{ "lost, no responder", LOST, A, A, SAME, HOLD, NOBODY,
	  WHY(NO_RESPONDER), NONE, LOST, DENY },
	{ "open, the responder itself", OPEN, A, A, SAME, HOLD, SELF,
	  WHY(NOT_HELD), NONE, OPEN, DENY },
	{ "answered, may not sleep", ANSWERED, A, A, SAME, NEVER, THERE,
	  WHY(NOT_HELD), NONE, ANSWERED, DENY },
	/* A question for each program and user. */
	{ "first", GONE, A, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, GONE, DENY },
	{ "same", OPEN, A, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), THIS, OPEN, DENY },
	{ "other target", OPEN, A, A, OTHER, ASK, THERE,
	  WHY(NOT_HELD), THIS, OPEN, DENY },
	{ "other user", OPEN, A, B, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, OPEN, DENY },
	{ "other program", OPEN, B, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, OPEN, DENY },
	/* Nobody answered: at once. */
	{ "timeout", TIMEOUT, A, A, SAME, HOLD, THERE,
	  WHY(TIMEOUT), THIS, TIMEOUT, DENY },
	{ "timeout, other target", TIMEOUT, A, A, OTHER, HOLD, THERE,
	  WHY(TIMEOUT), THIS, TIMEOUT, DENY },
	{ "timeout, other user", TIMEOUT, A, B, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, TIMEOUT, DENY },
	{ "timeout, other program", TIMEOUT, B, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, TIMEOUT, DENY },
	/* A responder is back. */
	{ "lost", LOST, A, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), THIS, OPEN, DENY },
	{ "lost, other target", LOST, A, A, OTHER, ASK, THERE,
	  WHY(NOT_HELD), THIS, OPEN, DENY },
	{ "lost, other user", LOST, A, B, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, LOST, DENY },
	/* An answer is collected by the very call. */
	{ "answered", ANSWERED, A, A, SAME, ASK, THERE,
	  WHY(ANSWER), THIS, GONE, ALLOW },
	{ "answered, may be held", ANSWERED, A, A, SAME, HOLD, THERE,
	  WHY(ANSWER), THIS, GONE, ALLOW },
	{ "answered, other target", ANSWERED, A, A, OTHER, ASK, THERE,
	  WHY(NOT_HELD), FRESH, ANSWERED, DENY },
	{ "answered, other user", ANSWERED, A, B, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, ANSWERED, DENY },
	{ "answered, other program", ANSWERED, B, A, SAME, ASK, THERE,
	  WHY(NOT_HELD), FRESH, ANSWERED, DENY },
};

/* clang-format on */

KUNIT_ARRAY_PARAM_DESC(join, joins, name);

/* Asks as the policy in force says. */
static int ask(struct cordon_call *call, struct cordon_outcome *outcome)
{
	struct cordon_decision decision;
	int err;

	*outcome = (struct cordon_outcome){};
	cordon_preview(&call->sender, &call->target, &decision);
	err = cordon_ask(call, &decision, outcome);
	cordon_decision_put(&decision);
	return err;
}

static int ask_of(struct cordon_asking *asking, u8 responder,
		  struct cordon_call *call, struct cordon_outcome *outcome)
{
	struct cordon_responder *self = NULL;
	int err;

	if (responder == NOBODY)
		cordon_asking_close(asking);
	else if (!asking->responder)
		asking->responder = cordon_asking_responder(asking->test);
	if (responder == SELF)
		self = cordon_responder_open();
	err = ask(call, outcome);
	if (self)
		cordon_responder_close(self);
	return err;
}

static void test_join(struct kunit *test)
{
	const struct join_row *row = test->param_value;
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, row->from);
	struct cordon_outcome outcome;
	struct cordon_call call;

	cordon_asking_call(asking, &call, row->subject, row->user, row->target);
	call.wait = row->wait;
	KUNIT_EXPECT_EQ(test, 0,
			ask_of(asking, row->responder, &call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, row->why);
	KUNIT_EXPECT_EQ(test, outcome.verdict, row->verdict);
	KUNIT_EXPECT_EQ(test, outcome.once, row->why == CORDON_WHY_ANSWER);
	if (row->about == FRESH) {
		KUNIT_EXPECT_GT(test, outcome.question, id);
		KUNIT_EXPECT_EQ(test, cordon_asking_state(outcome.question),
				OPEN);
	} else {
		KUNIT_EXPECT_EQ(test, outcome.question,
				row->about == THIS ? id : 0);
	}
	if (id)
		KUNIT_EXPECT_EQ(test, cordon_asking_state(id), row->to);
	cordon_asking_expect(test, (row->to != GONE) + (row->about == FRESH),
			     0);
}

/* An answer is collected once. The next call asks. */
static void test_once(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	u64 id = cordon_asking_in_state(asking, TIMEOUT);
	struct cordon_outcome outcome;

	KUNIT_EXPECT_EQ(test, 0, cordon_question_answer(id, DENY));
	KUNIT_EXPECT_EQ(test, 0, ask(&asking->call[OTHER], &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(NOT_HELD));
	KUNIT_EXPECT_EQ(test, 0, ask(call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(ANSWER));
	KUNIT_EXPECT_EQ(test, outcome.verdict, DENY);
	KUNIT_EXPECT_EQ(test, outcome.question, id);
	KUNIT_EXPECT_EQ(test, 0, ask(call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(NOT_HELD));
	KUNIT_EXPECT_GT(test, outcome.question, id);
	cordon_asking_expect(test, 1, 0);
}

/* hold= says who may be held; the question is asked all the same. */
static void test_hold(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	struct cordon_outcome outcome;
	u64 id;

	call->wait = HOLD;
	cordon_asking_policy(test, SETTINGS("none"));
	KUNIT_EXPECT_EQ(test, 0, ask(call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(NOT_HELD));
	id = outcome.question;
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), OPEN);
	cordon_asking_policy(test, SETTINGS("blocking"));
	call->nonblock = true;
	KUNIT_EXPECT_EQ(test, 0, ask(call, &outcome));
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(NOT_HELD));
	KUNIT_EXPECT_EQ(test, outcome.question, id);
	cordon_asking_expect(test, 1, 0);
}

/* A task that frees memory must neither wait nor allocate. */
static void test_memalloc(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_outcome outcome;
	unsigned int flags;
	int err;

	asking->call[SAME].wait = HOLD;
	flags = memalloc_noreclaim_save();
	err = ask(&asking->call[SAME], &outcome);
	memalloc_noreclaim_restore(flags);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, outcome.why, WHY(NOT_HELD));
	KUNIT_EXPECT_EQ(test, outcome.verdict, DENY);
	cordon_asking_expect(test, 0, 0);
}

/* A decision that is out of date does not ask. */
static void test_stale_decision(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call *call = &asking->call[SAME];
	struct cordon_outcome outcome = {};
	struct cordon_decision decision;

	call->wait = HOLD;
	cordon_preview(&call->sender, &call->target, &decision);
	cordon_asking_happens(asking, 0, ON(RELOAD));
	KUNIT_EXPECT_EQ(test, -EAGAIN, cordon_ask(call, &decision, &outcome));
	cordon_decision_put(&decision);
	cordon_asking_happens(asking, 0, ON(PERMISSIVE));
	KUNIT_EXPECT_EQ(test, -EAGAIN, ask(call, &outcome));
	cordon_asking_expect(test, 0, 0);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_join, join_gen_params),
	KUNIT_CASE(test_once),
	KUNIT_CASE(test_hold),
	KUNIT_CASE(test_memalloc),
	KUNIT_CASE(test_stale_decision),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_ask",
	.init = cordon_asking_init,
	.exit = cordon_asking_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
