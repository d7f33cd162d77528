// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of sets of prefixes
 */

#include <kunit/test.h>
#include <linux/in.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../addrset.h"
#include "../parse.h"

/* Prefixes as they are added, and the minimal list that they make. */
struct row {
	const char *in;
	const char *out;
};

static const struct row rows[] = {
	{ "", "" },
	{ "10.0.0.0/8", "10.0.0.0/8" },
	{ "0.0.0.0/0", "0.0.0.0/0" },
	{ "::/0", "::/0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	/* The same, inside, overlapping. */
	{ "10.0.0.1 10.0.0.1", "10.0.0.1" },
	{ "10.1.2.3 10.0.0.0/8", "10.0.0.0/8" },
	{ "0.0.0.0/0 1.2.3.4 255.255.255.255", "0.0.0.0/0" },
	{ "::/0 2001:db8::/32", "::/0" },
	{ "2001:db8::1 2001:db8::/32", "2001:db8::/32" },
	/* Adjacent. */
	{ "0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0" },
	{ "::/1 8000::/1", "::/0" },
	{ "10.0.0.1 10.0.0.0", "10.0.0.0/31" },
	{ "10.0.0.255 10.0.1.0", "10.0.0.255 10.0.1.0" },
	{ "10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4",
	  "10.0.0.1 10.0.0.2/31 10.0.0.4" },
	{ "2001:db8:0:0:ffff:ffff:ffff:ffff 2001:db8:0:1::",
	  "2001:db8::ffff:ffff:ffff:ffff 2001:db8:0:1::" },
	{ "2001:db8::/64 2001:db8:0:1::/64", "2001:db8::/63" },
	{ "1::/128 1::1/128", "1::/127" },
	/* Apart by one address. */
	{ "10.0.0.0 10.0.0.2", "10.0.0.0 10.0.0.2" },
	{ "::1 ::3", "::1 ::3" },
	/* Around the middle and at the end of each family. */
	{ "127.255.255.255 128.0.0.0", "127.255.255.255 128.0.0.0" },
	{ "255.255.255.254 255.255.255.255 0.0.0.0",
	  "0.0.0.0 255.255.255.254/31" },
	{ "ffff::/16 8000::/1", "8000::/1" },
	{ "0:0:0:1::/64 ::/64", "::/63" },
	/* Order of the families. */
	{ "::1 10.0.0.1 ::2 9.0.0.1", "9.0.0.1 10.0.0.1 ::1 ::2" },
	{ "192.168.0.0/16 172.16.0.0/12 10.0.0.0/8",
	  "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16" },
};

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - rows),
		 row->in);
}

KUNIT_ARRAY_PARAM(merge, rows, describe);

/* Reads a set through the parser, which is the one way to make one. */
static struct cordon_set *make_set(struct kunit *test, const char *prefixes)
{
	struct cordon_draft draft;
	struct cordon_set *set;
	char text[512];
	int len;

	len = snprintf(text, sizeof(text), "default deny\nset s %s", prefixes);
	KUNIT_ASSERT_LT(test, len, (int)sizeof(text));
	KUNIT_ASSERT_EQ(test, 0, cordon_parse_policy(text, len, &draft, NULL));
	set = draft.sets[0];
	refcount_inc(&set->ref);
	cordon_draft_destroy(&draft);
	return set;
}

static void test_merge(struct kunit *test)
{
	const struct row *row = test->param_value;
	struct cordon_set *set = make_set(test, row->in);
	struct cordon_prefix_iter iter = {};
	struct cordon_prefix prefix;
	char text[512] = "";
	size_t len = 0;

	while (cordon_addrset_next_prefix(&set->addrs, &iter, &prefix)) {
		if (len)
			text[len++] = ' ';
		len += cordon_print_prefix(text + len, sizeof(text) - len,
					   &prefix);
	}
	KUNIT_EXPECT_STREQ(test, text, row->out);
	cordon_set_put(set);
}

static bool has6(const struct cordon_set *set, u64 hi, u64 lo)
{
	struct in6_addr addr;
	u32 i;

	for (i = 0; i < 8; i++) {
		addr.s6_addr[i] = hi >> (56 - 8 * i);
		addr.s6_addr[8 + i] = lo >> (56 - 8 * i);
	}
	return cordon_addrset_has6(&set->addrs, &addr);
}

static void test_has4(struct kunit *test)
{
	struct cordon_set *set = make_set(
		test, "10.0.0.0/8 192.0.2.7 192.0.2.9 255.255.255.255 0.0.0.0");
	static const struct {
		u32 addr;
		bool in;
	} edges[] = {
		{ 0x00000000, true },  { 0x00000001, false },
		{ 0x09ffffff, false }, { 0x0a000000, true },
		{ 0x0affffff, true },  { 0x0b000000, false },
		{ 0xc0000206, false }, { 0xc0000207, true },
		{ 0xc0000208, false }, { 0xc0000209, true },
		{ 0xc000020a, false }, { 0xfffffffe, false },
		{ 0xffffffff, true },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(edges); i++)
		KUNIT_EXPECT_EQ_MSG(test, edges[i].in,
				    cordon_addrset_has4(&set->addrs,
							edges[i].addr),
				    "%08x", edges[i].addr);
	KUNIT_EXPECT_FALSE(test, has6(set, 0, 0));
	cordon_set_put(set);
}

static void test_has6(struct kunit *test)
{
	struct cordon_set *set = make_set(
		test, "2001:db8::/32 ::1 fe80::/64 ffff:ffff:ffff:ffff::/64");

	KUNIT_EXPECT_FALSE(test, has6(set, 0, 0));
	KUNIT_EXPECT_TRUE(test, has6(set, 0, 1));
	KUNIT_EXPECT_FALSE(test, has6(set, 0, 2));
	KUNIT_EXPECT_FALSE(test, has6(set, 0x20010db7ffffffff, ~0ULL));
	KUNIT_EXPECT_TRUE(test, has6(set, 0x20010db800000000, 0));
	KUNIT_EXPECT_TRUE(test, has6(set, 0x20010db8ffffffff, ~0ULL));
	KUNIT_EXPECT_FALSE(test, has6(set, 0x20010db900000000, 0));
	KUNIT_EXPECT_TRUE(test, has6(set, 0xfe80ULL << 48, ~0ULL));
	KUNIT_EXPECT_FALSE(test, has6(set, (0xfe80ULL << 48) + 1, 0));
	KUNIT_EXPECT_TRUE(test, has6(set, ~0ULL, ~0ULL));
	KUNIT_EXPECT_FALSE(test, cordon_addrset_has4(&set->addrs, 1));
	cordon_set_put(set);
}

static void test_all(struct kunit *test)
{
	struct cordon_set *set = make_set(test, "0.0.0.0/0 ::/0");

	KUNIT_EXPECT_TRUE(test, cordon_addrset_has4(&set->addrs, 0));
	KUNIT_EXPECT_TRUE(test, cordon_addrset_has4(&set->addrs, 0xffffffff));
	KUNIT_EXPECT_TRUE(test, has6(set, 0, 0));
	KUNIT_EXPECT_TRUE(test, has6(set, ~0ULL, ~0ULL));
	cordon_set_put(set);
}

/* Every second address: nothing merges, and each lookup has one answer. */
static void test_many(struct kunit *test)
{
	const u32 n = 20000;
	struct cordon_addrset set = {};
	u32 i, net, wrong = 0;

	for (i = 0; i < n; i++) {
		net = (n - i) * 7919 % n * 2;
		KUNIT_ASSERT_EQ(test, 0, cordon_addrset_add4(&set, net, 32));
	}
	KUNIT_ASSERT_EQ(test, 0, cordon_addrset_seal(&set));
	for (i = 0; i < 2 * n; i++)
		wrong += cordon_addrset_has4(&set, i) == i % 2;
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, set.n4, n);
	cordon_addrset_destroy(&set);
	KUNIT_EXPECT_TRUE(test, !set.v4 && !set.n4);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_merge, merge_gen_params),
	KUNIT_CASE(test_has4),
	KUNIT_CASE(test_has6),
	KUNIT_CASE(test_all),
	KUNIT_CASE(test_many),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_addrset",
	.test_cases = cases,
};

kunit_test_suite(suite);
