// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of what matches
 */

#include <kunit/test.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/string.h>

#include "../match.h"
#include "../parse.h"

/* clang-format off */
#define HEX32		"0123456789abcdef0123456789abcdef"
#define OTHER32		"f123456789abcdef0123456789abcdef"
/* clang-format on */

/* One rule, and the sets that target tests refer to. */
static void read_rule(struct kunit *test, const char *rule,
		      struct cordon_draft *draft)
{
	char text[1024];
	int len;

	len = snprintf(text, sizeof(text),
		       "default deny\nset corp 10.0.0.0/8 2001:db8::/32\n"
		       "set none\n%s\n",
		       rule);
	KUNIT_ASSERT_LT(test, len, (int)sizeof(text));
	KUNIT_ASSERT_EQ(test, 0, cordon_parse_policy(text, len, draft, NULL));
	KUNIT_ASSERT_EQ(test, draft->n_rules, 1);
}

struct target_row {
	const char *rule;
	u8 proto;
	u8 kind;
	u32 v4; /* for IPv6: the last 32 bits of 2001:db8:: */
	u16 dport, sport;
	u8 want;
};

/* clang-format off */
#define NONE	CORDON_ADDR_NONE
#define UNKNOWN	CORDON_ADDR_UNKNOWN
#define V4	CORDON_ADDR_V4
#define V6	CORDON_ADDR_V6
#define NO	CORDON_NO
#define MAYBE	CORDON_MAYBE
#define YES	CORDON_YES
#define TEN	0x0a000001	/* 10.0.0.1 */
#define ELEVEN	0x0b000001
/* clang-format on */

static const struct target_row targets[] = {
	{ "deny", CORDON_TCP, V4, TEN, 443, 0, YES },
	{ "deny", CORDON_OTHER, NONE, 0, 0, 0, YES },
	{ "deny", CORDON_PACKET, UNKNOWN, 0, 0, 0, YES },
	/* proto= */
	{ "deny proto=tcp", CORDON_TCP, V4, TEN, 443, 0, YES },
	{ "deny proto=udp", CORDON_TCP, V4, TEN, 443, 0, NO },
	{ "deny proto=udp,other", CORDON_OTHER, NONE, 0, 0, 0, YES },
	{ "deny proto=udp,tcp", CORDON_PACKET, UNKNOWN, 0, 0, 0, NO },
	/* dst= */
	{ "deny dst=10.0.0.0/8", CORDON_TCP, V4, TEN, 1, 0, YES },
	{ "deny dst=10.0.0.0/8", CORDON_ICMP, V4, TEN, 0, 0, YES },
	{ "deny dst=10.0.0.0/8", CORDON_TCP, V4, ELEVEN, 1, 0, NO },
	{ "deny dst=10.0.0.0/8", CORDON_TCP, V6, TEN, 1, 0, NO },
	{ "deny dst=::/0", CORDON_TCP, V4, TEN, 1, 0, NO },
	{ "deny dst=0.0.0.0/0", CORDON_TCP, V6, TEN, 1, 0, NO },
	{ "deny dst=2001:db8::a00:1", CORDON_UDP, V6, TEN, 1, 0, YES },
	{ "deny dst=@corp", CORDON_TCP, V4, TEN, 1, 0, YES },
	{ "deny dst=@corp", CORDON_TCP, V6, TEN, 1, 0, YES },
	{ "deny dst=@corp", CORDON_TCP, V4, ELEVEN, 1, 0, NO },
	{ "deny dst=@none", CORDON_TCP, V4, TEN, 1, 0, NO },
	{ "deny dst=@none,@corp", CORDON_TCP, V4, TEN, 1, 0, YES },
	{ "deny dst=@none,11.0.0.1", CORDON_TCP, V4, ELEVEN, 1, 0, YES },
	{ "deny dst=10.0.0.0/8", CORDON_TCP, UNKNOWN, 0, 0, 0, MAYBE },
	{ "deny dst=0.0.0.0/0,::/0", CORDON_TCP, UNKNOWN, 0, 0, 0, MAYBE },
	{ "deny dst=@none", CORDON_PACKET, UNKNOWN, 0, 0, 0, MAYBE },
	{ "deny dst=10.0.0.0/8", CORDON_VSOCK, NONE, 0, 0, 0, NO },
	{ "deny proto=tcp dst=@corp", CORDON_PACKET, UNKNOWN, 0, 0, 0, NO },
	/* dport= */
	{ "deny dport=443", CORDON_TCP, V4, TEN, 443, 0, YES },
	{ "deny dport=443", CORDON_TCP, V4, TEN, 444, 0, NO },
	{ "deny dport=0-65535", CORDON_DCCP, V6, TEN, 65535, 0, YES },
	{ "deny dport=80,443,8080-8090", CORDON_TCP, V4, TEN, 8085, 0, YES },
	{ "deny dport=80,443,8080-8090", CORDON_TCP, V4, TEN, 8091, 0, NO },
	{ "deny dport=80,443,8080-8090", CORDON_TCP, V4, TEN, 80, 0, YES },
	{ "deny dport=0", CORDON_ICMP, V4, TEN, 0, 0, NO },
	{ "deny dport=0-65535", CORDON_RAW, V4, TEN, 0, 0, NO },
	{ "deny dport=0-65535", CORDON_PACKET, UNKNOWN, 0, 0, 0, NO },
	{ "deny dport=0-65535", CORDON_VSOCK, NONE, 0, 0, 0, NO },
	{ "deny dport=443", CORDON_TCP, UNKNOWN, 0, 0, 0, MAYBE },
	/* sport= */
	{ "deny sport=53", CORDON_UDP, V4, TEN, 1, 53, YES },
	{ "deny sport=53", CORDON_UDP, V4, TEN, 1, 54, NO },
	{ "deny sport=53", CORDON_UDP, V4, TEN, 1, 0, MAYBE },
	{ "deny sport=0-65535", CORDON_ICMP, V4, TEN, 0, 0, NO },
	{ "deny sport=0-65535", CORDON_PACKET, UNKNOWN, 0, 0, 0, NO },
	{ "deny sport=53", CORDON_UDP, UNKNOWN, 0, 0, 53, YES },
	/* The weakest condition counts. */
	{ "deny dst=@corp dport=443", CORDON_TCP, V4, TEN, 443, 0, YES },
	{ "deny dst=@corp dport=443", CORDON_TCP, V4, TEN, 80, 0, NO },
	{ "deny dst=@corp dport=443", CORDON_TCP, V4, ELEVEN, 443, 0, NO },
	{ "deny dst=@corp sport=53", CORDON_UDP, V4, TEN, 1, 0, MAYBE },
	{ "deny dst=@corp sport=53", CORDON_UDP, V4, ELEVEN, 1, 0, NO },
	{ "deny dst=@corp sport=53", CORDON_UDP, UNKNOWN, 0, 0, 54, NO },
	{ "deny dport=1 sport=53", CORDON_UDP, UNKNOWN, 0, 0, 53, MAYBE },
};

static void describe_target(const struct target_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - targets),
		 row->rule);
}

KUNIT_ARRAY_PARAM(target, targets, describe_target);

static void fill_target(const struct target_row *row,
			struct cordon_target *target)
{
	struct in6_addr v6 = {};

	memset(target, 0, sizeof(*target));
	target->proto = row->proto;
	target->kind = row->kind;
	target->dport = row->dport;
	target->sport = row->sport;
	if (row->kind == CORDON_ADDR_V4)
		cordon_target_set_v4(target, htonl(row->v4));
	if (row->kind != CORDON_ADDR_V6)
		return;
	v6.s6_addr32[0] = htonl(0x20010db8);
	v6.s6_addr32[3] = htonl(row->v4);
	cordon_target_set_v6(target, &v6);
}

static void test_target(struct kunit *test)
{
	const struct target_row *row = test->param_value;
	struct cordon_set_table sets;
	struct cordon_target target;
	struct cordon_draft draft;

	read_rule(test, row->rule, &draft);
	sets.n = draft.n_sets;
	sets.set = draft.sets;
	fill_target(row, &target);
	KUNIT_EXPECT_EQ(
		test, (int)cordon_match_target(draft.rules[0], &sets, &target),
		row->want);
	cordon_draft_destroy(&draft);
}

struct subject_row {
	const char *rule;
	struct cordon_facts facts;
	u8 want;
};

/* clang-format off */
#define BOTH(init, own)	{ .path = init, .own_path = own }
#define FAKE(own)	{ .own_path = own }
#define RUN(init, own)	{ .path = "/py", .own_path = "/py",		\
			  .script = init, .own_script = own }
/* clang-format on */

/* clang-format off */
static const struct subject_row subjects[] = {
	{ "deny", BOTH("/bin/x", "/bin/x"), YES },
	{ "deny", BOTH(NULL, NULL), YES },
	/* exe=, mnt= */
	{ "deny exe=/bin/x", BOTH("/bin/x", "/bin/x"), YES },
	{ "deny exe=/bin/x", BOTH("/bin/xy", "/bin/xy"), NO },
	{ "deny exe=/bin/x", BOTH(NULL, NULL), NO },
	{ "deny exe=/**", BOTH(NULL, NULL), NO },
	{ "deny exe=/bin/*", BOTH("/bin/x", "/bin/x"), YES },
	{ "deny exe=/a\\*b", BOTH("/a*b", "/a*b"), YES },
	{ "deny exe=/a\\*b", BOTH("/axb", "/axb"), NO },
	{ "deny exe=/a\\012b", BOTH("/a\nb", "/a\nb"), YES },
	{ "deny exe=\"/a b\"", BOTH("/a b", "/a b"), YES },
	{ "deny exe=/bin/x", FAKE("/bin/x"), NO },
	{ "deny exe=/**", FAKE("/bin/x"), NO },
	{ "deny exe=/bin/x mnt=init", FAKE("/bin/x"), NO },
	{ "deny exe=/bin/x mnt=any", FAKE("/bin/x"), YES },
	{ "deny exe=/bin/* mnt=any", FAKE("/bin/x"), YES },
	{ "deny exe=/bin/x mnt=any", FAKE("/bin/y"), NO },
	{ "deny exe=/bin/x mnt=any",
	  BOTH("/bin/x", "/app/x"), YES },
	{ "deny exe=/bin/x mnt=any", BOTH(NULL, NULL), NO },
	/* script= */
	{ "deny script=/s.py", RUN("/s.py", "/s.py"), YES },
	{ "deny script=/*.py", RUN("/s.py", "/s.py"), YES },
	{ "deny script=/s.py", RUN("/t.py", "/t.py"), NO },
	{ "deny script=/s.py", RUN(NULL, NULL), NO },
	{ "deny exe=/py script=/s.py", RUN("/s.py", "/s.py"), YES },
	{ "deny exe=/sh script=/s.py", RUN("/s.py", "/s.py"), NO },
	{ "deny script=/s", { .own_script = "/s" }, NO },
	{ "deny script=/s mnt=any", { .own_script = "/s" }, YES },
	{ "deny script=/s", { .script_unknown = true }, MAYBE },
	{ "deny script=/s",
	  { .own_script = "/s", .script_unknown = true }, MAYBE },
	{ "deny script=/s mnt=any",
	  { .own_script = "/s", .script_unknown = true }, YES },
	{ "deny exe=/sh script=/s",
	  { .path = "/py", .script_unknown = true }, NO },
};

/* clang-format on */

static void describe_subject(const struct subject_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - subjects),
		 row->rule);
}

KUNIT_ARRAY_PARAM(subject, subjects, describe_subject);

static void test_subject(struct kunit *test)
{
	const struct subject_row *row = test->param_value;
	struct cordon_draft draft;

	read_rule(test, row->rule, &draft);
	KUNIT_EXPECT_EQ(test,
			(int)cordon_match_subject(draft.rules[0], &row->facts),
			row->want);
	cordon_draft_destroy(&draft);
}

static void set_digest(struct cordon_measured *digest, u8 kind, u8 len)
{
	static const u8 bytes[] = { 0x01, 0x23, 0x45, 0x67,
				    0x89, 0xab, 0xcd, 0xef };
	u32 i;

	digest->kind = kind;
	digest->len = len;
	for (i = 0; i < len; i++)
		digest->bytes[i] = bytes[i % 8];
}

static void expect_subject(struct kunit *test, const char *rule,
			   const struct cordon_facts *facts, int want)
{
	struct cordon_draft draft;

	read_rule(test, rule, &draft);
	KUNIT_EXPECT_EQ_MSG(test,
			    (int)cordon_match_subject(draft.rules[0], facts),
			    want, "%s", rule);
	cordon_draft_destroy(&draft);
}

static void test_digests(struct kunit *test)
{
	static const char verity[] = "deny fsverity=sha256:" HEX32 HEX32;
	static const char whole[] = "deny sha256=" HEX32 HEX32;
	struct cordon_facts facts = {};

	expect_subject(test, whole, &facts, NO);
	expect_subject(test, verity, &facts, NO);
	expect_subject(test, "allow sha256=" HEX32 HEX32, &facts, NO);
	set_digest(&facts.sha256, CORDON_DIGEST_SHA256, 32);
	expect_subject(test, whole, &facts, YES);
	expect_subject(test, "deny sha256=" HEX32 OTHER32, &facts, NO);
	expect_subject(test, verity, &facts, NO);
	set_digest(&facts.fsverity, CORDON_DIGEST_VERITY_SHA256, 32);
	expect_subject(test, verity, &facts, YES);
	expect_subject(test, "deny fsverity=sha512:" HEX32 HEX32 HEX32 HEX32,
		       &facts, NO);
	set_digest(&facts.fsverity, CORDON_DIGEST_VERITY_SHA512, 64);
	expect_subject(test, "deny fsverity=sha512:" HEX32 HEX32 HEX32 HEX32,
		       &facts, YES);
	expect_subject(test, verity, &facts, NO);
	/* The same bytes, taken in another way, are another digest. */
	set_digest(&facts.fsverity, CORDON_DIGEST_SHA256, 32);
	expect_subject(test, verity, &facts, NO);
	set_digest(&facts.fsverity, CORDON_DIGEST_VERITY_SHA256, 31);
	expect_subject(test, verity, &facts, NO);
}

static void expect_ids(struct kunit *test, const char *rule,
		       const struct cordon_sender_ids *ids, int want)
{
	struct cordon_draft draft;

	read_rule(test, rule, &draft);
	KUNIT_EXPECT_EQ_MSG(test, (int)cordon_match_ids(draft.rules[0], ids),
			    want, "%s", rule);
	cordon_draft_destroy(&draft);
}

static void test_ids(struct kunit *test)
{
	static const u32 groups[] = { 24, 4294967294 };
	struct cordon_sender_ids ids = {
		.uid = 1000,
		.gid = 100,
		.n_groups = 2,
		.groups = groups,
		.cgroup = "/user.slice/a.scope",
	};

	expect_ids(test, "deny", &ids, YES);
	expect_ids(test, "deny uid=1000", &ids, YES);
	expect_ids(test, "deny uid=0-999,1001-4294967294", &ids, NO);
	expect_ids(test, "deny gid=100", &ids, YES);
	expect_ids(test, "deny gid=24", &ids, YES);
	expect_ids(test, "deny gid=4294967294", &ids, YES);
	expect_ids(test, "deny gid=25", &ids, NO);
	expect_ids(test, "deny uid=1000 gid=25", &ids, NO);
	expect_ids(test, "deny cgroup=/user.slice/**", &ids, YES);
	expect_ids(test, "deny cgroup=/user.slice", &ids, NO);
	expect_ids(test, "deny cgroup=/user.slice/** uid=0", &ids, NO);
	ids.cgroup = "/";
	expect_ids(test, "deny cgroup=/", &ids, YES);
	expect_ids(test, "deny cgroup=/user.slice/**", &ids, NO);
	ids.cgroup = NULL;
	expect_ids(test, "deny cgroup=/user.slice/**", &ids, MAYBE);
	expect_ids(test, "deny cgroup=/** uid=0", &ids, NO);
	ids.groups = NULL;
	ids.n_groups = 0;
	expect_ids(test, "deny gid=24", &ids, NO);
}

/* What may hold is enough to deny or to ask, and not enough to allow. */
static void test_decides(struct kunit *test)
{
	struct cordon_rule rule = { .verdict = CORDON_ALLOW };

	KUNIT_EXPECT_TRUE(test, cordon_match_decides(&rule, YES));
	KUNIT_EXPECT_FALSE(test, cordon_match_decides(&rule, MAYBE));
	KUNIT_EXPECT_FALSE(test, cordon_match_decides(&rule, NO));
	for (rule.verdict = CORDON_DENY; rule.verdict <= CORDON_ASK;
	     rule.verdict++) {
		KUNIT_EXPECT_TRUE(test, cordon_match_decides(&rule, YES));
		KUNIT_EXPECT_TRUE(test, cordon_match_decides(&rule, MAYBE));
		KUNIT_EXPECT_FALSE(test, cordon_match_decides(&rule, NO));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_target, target_gen_params),
	KUNIT_CASE_PARAM(test_subject, subject_gen_params),
	KUNIT_CASE(test_digests),
	KUNIT_CASE(test_ids),
	KUNIT_CASE(test_decides),
	{}
};

static struct kunit_suite suite = {
	.name = "cordon_match",
	.test_cases = cases,
};

kunit_test_suite(suite);
