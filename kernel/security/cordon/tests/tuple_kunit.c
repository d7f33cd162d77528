// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of finding the first of many rules
 *
 * What is found must be what looking at them one by one finds.
 */

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "../bind.h"
#include "../tuple.h"

#define RULES 512

/* Deterministic, and without a period that the rules could have. */
static u32 draw(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* Of @masks kinds; few values, so that many keys pass several. */
static void make_rules(struct cordon_bound *bound, u32 n, u32 masks)
{
	u32 i, state = n + masks;

	memset(bound, 0, (n + 1) * sizeof(*bound));
	for (i = 0; i < n; i++) {
		u32 kind = draw(&state) % masks;
		u64 mask = ((U64_MAX << (32 + kind % 8)) | (kind / 8) << 4) &
			   ~(1ULL << 63);

		bound[i].v4.mask = mask;
		bound[i].v4.value = ((u64)(draw(&state) % 64) << 36 |
				     (draw(&state) % 4) << 4) &
				    mask;
		/* As one that no IPv4 target passes. */
		if (!(draw(&state) % 16)) {
			bound[i].v4.mask = 0;
			bound[i].v4.value = 1;
		}
	}
}

static void try_keys(struct kunit *test, const struct cordon_tuples *tuples,
		     const struct cordon_bound *bound)
{
	u32 address, port, wrong = 0, found = 0;

	for (address = 0; address < 80; address++)
		for (port = 0; port < 6; port++) {
			u64 key = (u64)address << 36 | port << 4 | 1;
			const struct cordon_bound *is, *want;

			want = cordon_scan_v4(bound, key);
			is = cordon_tuples_find(tuples, bound, key);
			wrong += is != want;
			found += want != &bound[tuples->rules];
		}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_GT(test, found, 0);
}

static void test_finds_the_first(struct kunit *test)
{
	struct cordon_bound *bound;
	struct cordon_tuples *tuples;
	u32 n, masks;

	bound = kunit_kcalloc(test, RULES + 1, sizeof(*bound), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bound);
	for (n = CORDON_TUPLE_RULES_MIN; n <= RULES; n += 29)
		for (masks = 1; masks <= 9; masks++) {
			make_rules(bound, n, masks);
			tuples = cordon_tuples_build(bound, n);
			KUNIT_ASSERT_NOT_NULL(test, tuples);
			try_keys(test, tuples, bound);
			kvfree(tuples);
		}
}

/* Where it does not pay there are none. */
static void test_pays(struct kunit *test)
{
	struct cordon_bound *bound;
	struct cordon_tuples *tuples;
	u32 i;

	bound = kunit_kcalloc(test, RULES + 1, sizeof(*bound), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, bound);
	KUNIT_EXPECT_NULL(
		test, cordon_tuples_build(bound, CORDON_TUPLE_RULES_MIN - 1));
	for (i = 0; i < RULES; i++)
		bound[i].v4.mask = i % CORDON_TUPLES_MAX;
	tuples = cordon_tuples_build(bound, RULES);
	KUNIT_ASSERT_NOT_NULL(test, tuples);
	KUNIT_EXPECT_EQ(test, tuples->n, CORDON_TUPLES_MAX);
	kvfree(tuples);
	bound[RULES - 1].v4.mask = CORDON_TUPLES_MAX;
	KUNIT_EXPECT_NULL(test, cordon_tuples_build(bound, RULES));
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_finds_the_first),
	KUNIT_CASE(test_pays),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_tuple",
	.test_cases = cases,
};

kunit_test_suite(suite);
