// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of names, and of addresses as the kernel prints them
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/in6.h>
#include <linux/string.h>

#include "../parse.h"

static void test_protos(struct kunit *test)
{
	const char *name;
	int i;

	for (i = 0; i < CORDON_PROTO_COUNT; i++) {
		name = cordon_proto_name(i);
		KUNIT_EXPECT_EQ(test, i, cordon_proto_find(name, strlen(name)));
		KUNIT_EXPECT_EQ(test, -1,
				cordon_proto_find(name, strlen(name) - 1));
		KUNIT_EXPECT_EQ(test, -1,
				cordon_proto_find(name, strlen(name) + 1));
	}
	KUNIT_EXPECT_STREQ(test, cordon_proto_name(CORDON_PROTO_COUNT), "?");
	KUNIT_EXPECT_EQ(test, -1, cordon_proto_find("", 0));
	KUNIT_EXPECT_EQ(test, -1, cordon_proto_find("?", 1));
}

static void test_verdicts(struct kunit *test)
{
	const char *name;
	int i;

	for (i = 0; i < CORDON_VERDICT_COUNT; i++) {
		name = cordon_verdict_name(i);
		KUNIT_EXPECT_EQ(test, i,
				cordon_verdict_find(name, strlen(name)));
	}
	for (i = 0; i < CORDON_HOLD_COUNT; i++) {
		name = cordon_hold_name(i);
		KUNIT_EXPECT_EQ(test, i, cordon_hold_find(name, strlen(name)));
	}
	KUNIT_EXPECT_STREQ(test, cordon_verdict_name(CORDON_VERDICT_COUNT),
			   "?");
	KUNIT_EXPECT_STREQ(test, cordon_hold_name(CORDON_HOLD_COUNT), "?");
}

static void test_errnos(struct kunit *test)
{
	const char *name;
	int err, n = 0;

	/* All fit in the byte that a rule has for them. */
	for (err = 1; err < 256; err++) {
		name = cordon_errno_name(err);
		if (!name)
			continue;
		KUNIT_EXPECT_EQ(test, err,
				cordon_errno_find(name, strlen(name)));
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 10);
	KUNIT_EXPECT_TRUE(test, !cordon_errno_name(0));
	KUNIT_EXPECT_TRUE(test, !cordon_errno_name(EINTR));
	KUNIT_EXPECT_EQ(test, -1, cordon_errno_find("EINTR", 5));
}

#ifdef __KERNEL__
static void expect_same_print(struct kunit *test, u64 hi, u64 lo)
{
	const struct cordon_prefix prefix = {
		.is_v6 = true,
		.len = 128,
		.v6 = { .hi = hi, .lo = lo },
	};
	const __be64 raw[2] = { cpu_to_be64(hi), cpu_to_be64(lo) };
	char ours[CORDON_PREFIX_MAX], theirs[CORDON_PREFIX_MAX];

	cordon_print_prefix(ours, sizeof(ours), &prefix);
	snprintf(theirs, sizeof(theirs), "%pI6c", raw);
	KUNIT_EXPECT_STREQ(test, ours, theirs);
}

/* Every pattern of zero groups, and the two kinds with a dotted end. */
static void test_like_kernel(struct kunit *test)
{
	u64 half[16];
	u32 i, j;

	for (i = 0; i < 16; i++)
		half[i] = (i & 8 ? 0xabcdULL << 48 : 0) |
			  (i & 4 ? 0x12ULL << 32 : 0) |
			  (i & 2 ? 0xf00ULL << 16 : 0) | (i & 1 ? 9 : 0);
	for (i = 0; i < 16; i++) {
		for (j = 0; j < 16; j++)
			expect_same_print(test, half[i], half[j]);
		expect_same_print(test, half[i], 0x5efec0000201ULL);
		expect_same_print(test, half[i], 0x02005efec0000201ULL);
		expect_same_print(test, half[i], 0xffffc0000201ULL);
	}
}
#endif

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_protos),
	KUNIT_CASE(test_verdicts),
	KUNIT_CASE(test_errnos),
#ifdef __KERNEL__
	KUNIT_CASE(test_like_kernel),
#endif
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_names",
	.test_cases = cases,
};

kunit_test_suite(suite);
