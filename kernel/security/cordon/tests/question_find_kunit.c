// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of which question is whose
 */

#include <kunit/test.h>
#include <linux/errno.h>

#include "asking.h"

/* clang-format off */
#define ON(event)	CORDON_ASKING_##event
#define SAME		CORDON_ASKING_SAME
#define OTHER		CORDON_ASKING_OTHER
/* clang-format on */

/* The id of what one of the functions to find questions finds, or 0. */
static u64 found(struct cordon_question *(*find)(const struct cordon_call *),
		 const struct cordon_call *call)
{
	struct cordon_question *question;
	u64 id;

	mutex_lock(&cordon_question_lock);
	question = find(call);
	id = question ? question->id : 0;
	mutex_unlock(&cordon_question_lock);
	return id;
}

static u64 found_open(const struct cordon_call *call)
{
	return found(cordon_question_find, call);
}

static u64 found_answer(const struct cordon_call *call)
{
	return found(cordon_question_find_answer, call);
}

static void forget(struct cordon_asking *asking, u64 id)
{
	cordon_asking_happens(asking, id, ON(DUE));
	cordon_asking_happens(asking, id, ON(DUE));
	KUNIT_EXPECT_EQ(asking->test, cordon_asking_state(id),
			CORDON_ASKING_GONE);
}

/* Ids ascend, in the order of the queue, and none comes twice. */
static void test_ids(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_question *question;
	u64 ids[8], last = 0;
	u32 i, n = 0;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		ids[i] = cordon_asking_open(asking, &asking->call[SAME]);
		KUNIT_EXPECT_GT(test, ids[i], last);
		last = ids[i];
		if (i == 2)
			forget(asking, ids[2]); /* the latest */
		if (i == 5)
			forget(asking, ids[4]); /* one in between */
	}
	last = 0;
	mutex_lock(&cordon_question_lock);
	list_for_each_entry(question, cordon_question_list(), list) {
		KUNIT_EXPECT_GT(test, question->id, last);
		last = question->id;
		n++;
	}
	mutex_unlock(&cordon_question_lock);
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(ids) - 2);
	cordon_asking_expect(test, n, 0);
}

/* Neither an id that is used up nor one that is to come can be answered. */
static void test_stale_ids(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, CORDON_Q_OPEN);

	KUNIT_EXPECT_EQ(test, -ENOENT, cordon_question_answer(0, CORDON_ALLOW));
	KUNIT_EXPECT_EQ(test, -ENOENT,
			cordon_question_answer(id - 1, CORDON_ALLOW));
	KUNIT_EXPECT_EQ(test, -ENOENT,
			cordon_question_answer(id + 1, CORDON_ALLOW));
	KUNIT_EXPECT_EQ(test, -ENOENT,
			cordon_question_answer(id | 1ULL << 32, CORDON_ALLOW));
	KUNIT_EXPECT_EQ(test, cordon_asking_state(id), CORDON_Q_OPEN);
	cordon_asking_hold(asking, id, SAME);
	KUNIT_EXPECT_EQ(test, 0, cordon_question_answer(id, CORDON_ALLOW));
	KUNIT_EXPECT_EQ(test, -ENOENT,
			cordon_question_answer(id, CORDON_ALLOW));
	/* The same call once more: another question. */
	KUNIT_EXPECT_GT(test, cordon_asking_in_state(asking, CORDON_Q_OPEN),
			id);
	KUNIT_EXPECT_EQ(test, -ENOENT,
			cordon_question_answer(id, CORDON_ALLOW));
	cordon_asking_expect(test, 1, 0);
}

/* One question of a program and user, whatever the target. */
static void test_one_each(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	struct cordon_call call;
	u32 subject, user, target;
	u64 id[2][2] = {};

	for (subject = 0; subject < 2; subject++) {
		for (user = 0; user < 2; user++) {
			cordon_asking_call(asking, &call, subject, user, SAME);
			KUNIT_EXPECT_EQ(test, found_open(&call), 0);
			id[subject][user] = cordon_asking_open(asking, &call);
		}
	}
	for (subject = 0; subject < 2; subject++) {
		for (user = 0; user < 2; user++) {
			for (target = SAME; target <= OTHER; target++) {
				cordon_asking_call(asking, &call, subject, user,
						   target);
				KUNIT_EXPECT_EQ(test, found_open(&call),
						id[subject][user]);
				KUNIT_EXPECT_EQ(test, found_answer(&call), 0);
			}
		}
	}
	cordon_asking_expect(test, 4, 0);
}

/* An answer is for one program, one user and one target. */
static void test_find_answer(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, CORDON_Q_ANSWERED);
	u32 subject, user, target;
	struct cordon_call call;

	for (subject = 0; subject < 2; subject++) {
		for (user = 0; user < 2; user++) {
			for (target = SAME; target <= OTHER; target++) {
				bool same = !subject && !user && !target;

				cordon_asking_call(asking, &call, subject, user,
						   target);
				KUNIT_EXPECT_EQ(test, found_answer(&call),
						same ? id : 0);
				KUNIT_EXPECT_EQ(test, found_open(&call), 0);
			}
		}
	}
	/* The local port does not matter: the next socket has another. */
	asking->call[SAME].target.sport = 1024;
	KUNIT_EXPECT_EQ(test, found_answer(&asking->call[SAME]), id);
}

/* In each state but the last it is found by the next call. */
static void test_find_in_state(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u64 id = cordon_asking_in_state(asking, CORDON_Q_TIMEOUT);

	KUNIT_EXPECT_EQ(test, found_open(&asking->call[OTHER]), id);
	cordon_asking_happens(asking, id, ON(ALLOW));
	KUNIT_EXPECT_EQ(test, found_open(&asking->call[OTHER]), 0);
	id = cordon_asking_in_state(asking, CORDON_Q_LOST);
	KUNIT_EXPECT_EQ(test, found_open(&asking->call[OTHER]), id);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_ids),
	KUNIT_CASE(test_stale_ids),
	KUNIT_CASE(test_one_each),
	KUNIT_CASE(test_find_answer),
	KUNIT_CASE(test_find_in_state),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_question_find",
	.init = cordon_asking_init,
	.exit = cordon_asking_exit,
	.test_cases = cases,
};

kunit_test_suite(suite);
