// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of the statements of a policy text
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "../parse.h"

/* A text, and what the parser says about it. */
struct row {
	const char *text;
	int err;
	u32 line;
	u32 column;
	const char *reason;
};

/* clang-format off */
#define GOOD(text)			{ text, 0, 0, 0, "" }
#define BAD(text, line, column, why)	{ text, -EINVAL, line, column, why }
/* clang-format on */

/* clang-format off */
#define NO_DEFAULT	"a policy needs a \"default\" line"
#define STATEMENT	"allow, deny, ask, set, default or unanswered is expected"
#define VERDICT		"allow, deny or ask is expected"
#define NO_NAME		"the name of a set is missing"
#define NAME_BYTES	"the name of a set is made of A-Z a-z 0-9 _ . -"
#define CR		"carriage return: save the file with Unix line ends"
#define NAME64		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
/* clang-format on */

/* clang-format off */
static const struct row rows[] = {
	/* Lines, blanks, comments. */
	GOOD("default allow"),
	GOOD("default allow\n"),
	GOOD("default deny\n\n\n"),
	GOOD("\n\ndefault ask\n"),
	GOOD(" \tdefault\t allow \t\n"),
	GOOD("# comment\ndefault allow\n"),
	GOOD("   # comment\ndefault allow\n"),
	GOOD("default allow # comment\n"),
	GOOD("default allow #comment"),
	GOOD("#\n#\ndefault allow\n#"),
	GOOD("default allow\ndeny # exe=relative\n"),
	GOOD("default allow\n# \xc3\xa9\xff\n"),
	BAD("", 1, 0, NO_DEFAULT),
	BAD("\n", 1, 0, NO_DEFAULT),
	BAD("\n\n", 2, 0, NO_DEFAULT),
	BAD("# default allow", 1, 0, NO_DEFAULT),
	BAD("deny\nallow\n", 2, 0, NO_DEFAULT),
	BAD("default allow\r\n", 1, 14, CR),
	BAD("default allow\n# comment\r\n", 2, 10, CR),
	BAD("default allow\n\r\n", 2, 1, CR),
	BAD("default allow\n\x01\n", 2, 1, "control character"),
	BAD("default allow\ndeny exe=/a\x1b[0m\n", 2, 12, "control character"),
	BAD("default allow\ndeny \x7f\n", 2, 6, "control character"),
	BAD("default allow\n\x0b\n", 2, 1, "control character"),
	BAD("default allow\n\x0c\n", 2, 1, "control character"),
	/* The first word. */
	BAD("permit\n", 1, 1, STATEMENT),
	BAD("default deny\n  Allow\n", 2, 3, STATEMENT),
	BAD("default deny\nallowed\n", 2, 1, STATEMENT),
	BAD("default deny\nallo\n", 2, 1, STATEMENT),
	BAD("default deny\nappend deny\n", 2, 1, STATEMENT),
	BAD("default deny\ndelete 1\n", 2, 1, STATEMENT),
	BAD("default deny\nexe=/bin/x\n", 2, 1, STATEMENT),
	BAD("default deny\n\"allow\"\n", 2, 1, STATEMENT),
	/* default */
	BAD("default", 1, 8, VERDICT),
	BAD("default # deny", 1, 8, VERDICT),
	BAD("default block", 1, 9, VERDICT),
	BAD("default DENY", 1, 9, VERDICT),
	BAD("default deny#x", 1, 9, VERDICT),
	BAD("default deny deny", 1, 14, "nothing may follow here"),
	BAD("default deny after=3", 1, 14, "nothing may follow here"),
	BAD("default deny\ndefault deny", 2, 1, "default is given twice"),
	BAD("default deny\n\n default allow", 3, 2, "default is given twice"),
	/* unanswered */
	GOOD("default ask\nunanswered deny"),
	GOOD("unanswered allow\ndefault ask"),
	GOOD("default ask\nunanswered deny after=1"),
	GOOD("default ask\nunanswered deny after=86400 hold=none"),
	GOOD("default ask\nunanswered deny hold=blocking after=5 # x"),
	BAD("unanswered deny", 1, 0, NO_DEFAULT),
	BAD("default ask\nunanswered", 2, 11, "allow or deny is expected"),
	BAD("default ask\nunanswered ask", 2, 12, "allow or deny is expected"),
	BAD("default ask\nunanswered after=3", 2, 12,
	    "allow or deny is expected"),
	BAD("default ask\nunanswered deny\nunanswered deny", 3, 1,
	    "unanswered is given twice"),
	BAD("default ask\nunanswered deny after=0", 2, 23,
	    "a number from 1 to 86400 is expected"),
	BAD("default ask\nunanswered deny after=86401", 2, 23,
	    "a number from 1 to 86400 is expected"),
	BAD("default ask\nunanswered deny after=", 2, 23,
	    "a number is missing"),
	BAD("default ask\nunanswered deny after=30s", 2, 25,
	    "not a decimal number"),
	BAD("default ask\nunanswered deny after=+1", 2, 23,
	    "not a decimal number"),
	BAD("default ask\nunanswered deny after=030", 2, 23,
	    "a number with a leading 0"),
	BAD("default ask\nunanswered deny after=1 after=1", 2, 25,
	    "after= is given twice"),
	BAD("default ask\nunanswered deny hold=all hold=all", 2, 26,
	    "hold= is given twice"),
	BAD("default ask\nunanswered deny hold=some", 2, 22,
	    "all, blocking or none is expected"),
	BAD("default ask\nunanswered deny hold", 2, 17,
	    "expected KEY=VALUE"),
	BAD("default ask\nunanswered deny errno=EPERM", 2, 17,
	    "unknown key"),
	/* set */
	GOOD("default deny\nset a"),
	GOOD("default deny\nset a # 10.0.0.1"),
	GOOD("default deny\nset a 10.0.0.0/8 192.0.2.7 2001:db8::/32"),
	GOOD("default deny\nset a 10.0.0.1\nset b ::1\nset a 10.0.0.1"),
	GOOD("default deny\nset " NAME64 "\ndeny dst=@" NAME64),
	GOOD("default deny\nset A-Za_z.0-9\n"),
	GOOD("default deny\ndeny dst=@late\nset late 10.0.0.0/8\n"),
	BAD("default deny\nset", 2, 0, NO_NAME),
	BAD("default deny\nset # a", 2, 0, NO_NAME),
	BAD("default deny\nset a,b", 2, 6, NAME_BYTES),
	BAD("default deny\nset @a", 2, 5, NAME_BYTES),
	BAD("default deny\nset caf\xc3\xa9", 2, 8, NAME_BYTES),
	BAD("default deny\nset " NAME64 "x", 2, 5,
	    "the name of a set has more than 64 bytes"),
	BAD("default deny\nset a b", 2, 7, "not an IPv4 or IPv6 address"),
	BAD("default deny\nset a 10.0.0.0/8,11.0.0.0/8", 2, 17,
	    "not a decimal number"),
	BAD("default deny\nset a 10.0.0.1,10.0.0.2", 2, 7,
	    "not an IPv4 or IPv6 address"),
	BAD("default deny\nset a @b", 2, 7, "not an IPv4 or IPv6 address"),
	BAD("default deny\nset a 10.0.0.1/8", 2, 7,
	    "host bits are set; the prefix is 10.0.0.0/8"),
	BAD("default deny\nset a ::1 fe80::1/10", 2, 11,
	    "host bits are set; the prefix is fe80::/10"),
	/* Names that nothing defines: said where they are used first. */
	BAD("default deny\ndeny dst=@x\nallow dst=@x\n", 2, 11,
	    "no set is named x"),
	BAD("default deny\nset y\n\nallow dst=@y,10.0.0.1,@z\n", 4, 24,
	    "no set is named z"),
	BAD("default deny\nallow dst=@b\nallow dst=@a\n", 2, 12,
	    "no set is named b"),
};

/* clang-format on */

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - rows),
		 *row->reason ? row->reason : "accepted");
}

KUNIT_ARRAY_PARAM(statement, rows, describe);

static void test_statement(struct kunit *test)
{
	const struct row *row = test->param_value;
	const size_t len = strlen(row->text);
	struct cordon_reason reason;
	struct cordon_draft draft;
	int err;

	err = cordon_parse_policy(row->text, len, &draft, &reason);
	KUNIT_EXPECT_EQ(test, err, row->err);
	KUNIT_EXPECT_STREQ(test, reason.text, row->reason);
	KUNIT_EXPECT_EQ(test, reason.line, row->line);
	KUNIT_EXPECT_EQ(test, reason.column, row->column);
	if (err)
		KUNIT_EXPECT_TRUE(test, !draft.rules && !draft.sets);
	cordon_draft_destroy(&draft);

	/* Who does not care for the reason gets the same answer. */
	err = cordon_parse_policy(row->text, len, &draft, NULL);
	KUNIT_EXPECT_EQ(test, err, row->err);
	cordon_draft_destroy(&draft);
}

static void expect_nul(struct kunit *test, const char *text, size_t len,
		       u32 line, u32 column)
{
	struct cordon_reason reason;
	struct cordon_draft draft;

	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_parse_policy(text, len, &draft, &reason));
	KUNIT_EXPECT_STREQ(test, reason.text, "NUL byte");
	KUNIT_EXPECT_EQ(test, reason.line, line);
	KUNIT_EXPECT_EQ(test, reason.column, column);
	cordon_draft_destroy(&draft);
}

static void test_nul(struct kunit *test)
{
	expect_nul(test, "\0", 1, 1, 1);
	expect_nul(test, "default allow\n\0", 15, 2, 1);
	expect_nul(test, "default allow\n# \0\n", 18, 2, 3);
	expect_nul(test, "default\0allow\n", 14, 1, 8);
	expect_nul(test, "default allow\ndeny exe=/a\0b", 27, 2, 12);
}

static void test_settings(struct kunit *test)
{
	static const char text[] =
		"default ask\nunanswered allow hold=blocking after=7\n";
	struct cordon_draft draft;

	KUNIT_ASSERT_EQ(test, 0,
			cordon_parse_policy(text, strlen(text), &draft, NULL));
	KUNIT_EXPECT_EQ(test, draft.settings.def, CORDON_ASK);
	KUNIT_EXPECT_EQ(test, draft.settings.unanswered, CORDON_ALLOW);
	KUNIT_EXPECT_EQ(test, draft.settings.hold, CORDON_HOLD_BLOCKING);
	KUNIT_EXPECT_EQ(test, draft.settings.after, 7);
	KUNIT_EXPECT_TRUE(test, draft.has_unanswered);
	cordon_draft_destroy(&draft);
}

static void test_settings_absent(struct kunit *test)
{
	struct cordon_draft draft;

	KUNIT_ASSERT_EQ(test, 0,
			cordon_parse_policy("default deny", 12, &draft, NULL));
	KUNIT_EXPECT_EQ(test, draft.settings.def, CORDON_DENY);
	KUNIT_EXPECT_EQ(test, draft.settings.unanswered, CORDON_DENY);
	KUNIT_EXPECT_EQ(test, draft.settings.hold, CORDON_HOLD_ALL);
	KUNIT_EXPECT_EQ(test, draft.settings.after, CORDON_AFTER_DEFAULT);
	KUNIT_EXPECT_FALSE(test, draft.has_unanswered);
	KUNIT_EXPECT_EQ(test, draft.n_rules, 0);
	KUNIT_EXPECT_EQ(test, draft.n_sets, 0);
	cordon_draft_destroy(&draft);
}

static void test_sets(struct kunit *test)
{
	static const char text[] =
		"default deny\ndeny dst=@late,@early,@late\n"
		"set early 10.0.0.1\nset late\nset early 10.0.0.3\n";
	struct cordon_draft draft;

	KUNIT_ASSERT_EQ(test, 0,
			cordon_parse_policy(text, strlen(text), &draft, NULL));
	KUNIT_ASSERT_EQ(test, draft.n_sets, 2);
	KUNIT_EXPECT_STREQ(test, draft.sets[0]->name, "late");
	KUNIT_EXPECT_STREQ(test, draft.sets[1]->name, "early");
	KUNIT_EXPECT_EQ(test, draft.sets[0]->addrs.n4, 0);
	KUNIT_EXPECT_EQ(test, draft.sets[1]->addrs.n4, 2);
	KUNIT_ASSERT_EQ(test, draft.n_rules, 1);
	KUNIT_ASSERT_EQ(test, draft.rules[0]->dst->n_sets, 2);
	KUNIT_EXPECT_EQ(test, draft.rules[0]->dst->sets[0], 0);
	KUNIT_EXPECT_EQ(test, draft.rules[0]->dst->sets[1], 1);
	cordon_draft_destroy(&draft);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_statement, statement_gen_params),
	KUNIT_CASE(test_nul),
	KUNIT_CASE(test_settings),
	KUNIT_CASE(test_settings_absent),
	KUNIT_CASE(test_sets),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_parse",
	.test_cases = cases,
};

kunit_test_suite(suite);
