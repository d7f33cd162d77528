// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of marks
 */

#include <kunit/test.h>
#include <linux/kernel.h>

#include "../mark.h"

static const u64 gens[] = {
	1,
	2,
	CORDON_MARK_GEN_MAX - 1,
	CORDON_MARK_GEN_MAX,
	CORDON_MARK_GEN_MAX + 1,
	CORDON_MARK_GEN_MAX + 2,
	CORDON_MARK_GEN_MAX + 3,
	U64_MAX,
};

static const u64 ids[] = { 1, 2, BIT_ULL(CORDON_MARK_ID_BITS) - 1 };

/* Is a socket that was marked for one cleared for the other? */
static bool is_cleared(u64 gen, u64 id, u64 now, u64 by)
{
	return (cordon_mark_of(gen) ^ id) == (cordon_mark_in_force(now) ^ by);
}

/* A mark is equal to no other; one that there is not is equal to none. */
static void test_equal(struct kunit *test)
{
	u32 gen, id, now, by;

	for (gen = 0; gen < ARRAY_SIZE(gens); gen++)
		for (id = 0; id < ARRAY_SIZE(ids); id++)
			for (now = 0; now < ARRAY_SIZE(gens); now++)
				for (by = 0; by < ARRAY_SIZE(ids); by++) {
					bool same = gen == now && id == by &&
						    gens[gen] <=
							    CORDON_MARK_GEN_MAX;

					KUNIT_EXPECT_EQ(
						test, same,
						is_cleared(gens[gen], ids[id],
							   gens[now], ids[by]));
				}
}

/* What is no mark clears nobody, not even a task without a clear id. */
static void test_none(struct kunit *test)
{
	static const u64 none[] = { CORDON_UNMARKED, CORDON_MARK_MIXED,
				    CORDON_MARK_FLAGGED };
	u32 i, now, by;

	for (i = 0; i < ARRAY_SIZE(none); i++)
		for (now = 0; now < ARRAY_SIZE(gens); now++) {
			u64 mark = cordon_mark_in_force(gens[now]);

			KUNIT_EXPECT_NE(test, none[i], mark);
			for (by = 0; by < ARRAY_SIZE(ids); by++)
				KUNIT_EXPECT_NE(test, none[i], mark ^ ids[by]);
		}
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_equal),
	KUNIT_CASE(test_none),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_mark",
	.test_cases = cases,
};

kunit_test_suite(suite);
