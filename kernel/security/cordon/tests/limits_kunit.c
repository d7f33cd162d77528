// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of the bounds of a policy text
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "../limits.h"
#include "../parse.h"

/* A text that is put together by the test. */
struct text {
	struct kunit *test;
	char *buf;
	size_t len, size;
};

static void begin(struct kunit *test, struct text *text, size_t size)
{
	text->test = test;
	text->buf = kvmalloc(size, GFP_KERNEL);
	text->size = size;
	text->len = 0;
	KUNIT_ASSERT_NOT_NULL(test, text->buf);
}

static void __printf(2, 3) add(struct text *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->buf + text->len, text->size - text->len, format,
		      args);
	va_end(args);
	KUNIT_ASSERT_LT(text->test, (size_t)n, text->size - text->len);
	text->len += n;
}

static void repeat(struct text *text, char c, u32 n)
{
	while (n--)
		add(text, "%c", c);
}

/* Reads the text, frees it, and expects this reason; NULL: it is good. */
static void expect(struct text *text, int err, u32 line, const char *why)
{
	struct kunit *test = text->test;
	struct cordon_reason reason;
	struct cordon_draft draft;

	KUNIT_EXPECT_EQ_MSG(test, err,
			    cordon_parse_policy(text->buf, text->len, &draft,
						&reason),
			    "%s", reason.text);
	KUNIT_EXPECT_STREQ(test, reason.text, why ? why : "");
	KUNIT_EXPECT_EQ(test, reason.line, line);
	cordon_draft_destroy(&draft);
	kvfree(text->buf);
}

static void test_write(struct kunit *test)
{
	struct cordon_reason reason;
	struct cordon_draft draft;

	/* Refused before a byte is read. */
	KUNIT_EXPECT_EQ(test, -E2BIG,
			cordon_parse_policy("", CORDON_WRITE_MAX + 1, &draft,
					    &reason));
	KUNIT_EXPECT_STREQ(test, reason.text,
			   "a text of more than 67108864 bytes");
	KUNIT_EXPECT_EQ(test, reason.line, 0);
	cordon_draft_destroy(&draft);
}

static void long_line(struct kunit *test, const char *start, u32 len, int err)
{
	struct text text;

	begin(test, &text, CORDON_LINE_MAX + 64);
	add(&text, "default deny\n%s", start);
	repeat(&text, 'x', len - strlen(start));
	expect(&text, err, err ? 2 : 0,
	       err ? "a line of more than 65536 bytes" : NULL);
}

static void test_line(struct kunit *test)
{
	long_line(test, "#", CORDON_LINE_MAX, 0);
	long_line(test, "#", CORDON_LINE_MAX + 1, -EINVAL);
	long_line(test, "deny #", CORDON_LINE_MAX, 0);
	long_line(test, "deny #", CORDON_LINE_MAX + 1, -EINVAL);
	long_line(test, "set a #", CORDON_LINE_MAX + 1, 0);
	long_line(test, "sets a #", CORDON_LINE_MAX + 1, -EINVAL);
}

static void long_path(struct kunit *test, u32 len, const char *why)
{
	struct text text;

	begin(test, &text, 2 * CORDON_PATH_MAX);
	add(&text, "default deny\nallow exe=/");
	repeat(&text, 'x', len - 1);
	expect(&text, why ? -EINVAL : 0, why ? 2 : 0, why);
}

static void test_path(struct kunit *test)
{
	struct text text;

	long_path(test, CORDON_PATH_MAX, NULL);
	long_path(test, CORDON_PATH_MAX + 1, "a path of more than 4095 bytes");
	/* A tab counts as what it is printed as. */
	begin(test, &text, 2 * CORDON_PATH_MAX);
	add(&text, "default deny\nallow exe=\"/\t");
	repeat(&text, 'x', CORDON_PATH_MAX - 4);
	add(&text, "\"\n");
	expect(&text, -EINVAL, 2, "a path of more than 4095 bytes");
}

static void stars(struct kunit *test, const char *what, u32 n, const char *why)
{
	struct text text;

	begin(test, &text, 1024);
	add(&text, "default deny\nallow exe=/");
	while (n--)
		add(&text, "%s", what);
	expect(&text, why ? -EINVAL : 0, why ? 2 : 0, why);
}

static void test_wildcards(struct kunit *test)
{
	stars(test, "*a", CORDON_STAR_MAX, NULL);
	stars(test, "*a", CORDON_STAR_MAX + 1, "more than 64 *");
	stars(test, "**a", CORDON_GLOBSTAR_MAX, NULL);
	stars(test, "**a", CORDON_GLOBSTAR_MAX + 1, "more than 8 **");
	stars(test, "?", 512, NULL);
}

static void long_list(struct kunit *test, const char *key, const char *element,
		      u32 n, const char *why)
{
	struct text text;

	begin(test, &text, CORDON_LINE_MAX);
	add(&text, "default deny\ndeny %s=%s", key, element);
	while (--n)
		add(&text, ",%s", element);
	expect(&text, why ? -EINVAL : 0, why ? 2 : 0, why);
}

static void test_lists(struct kunit *test)
{
	static const char too_many[] = "more than 1024 elements";

	long_list(test, "uid", "7", CORDON_LIST_MAX, NULL);
	long_list(test, "uid", "7", CORDON_LIST_MAX + 1, too_many);
	long_list(test, "dst", "10.0.0.1", CORDON_LIST_MAX, NULL);
	long_list(test, "dst", "10.0.0.1", CORDON_LIST_MAX + 1, too_many);
	long_list(test, "proto", "tcp", CORDON_LIST_MAX + 1, too_many);
}

static void many_sets(struct kunit *test, u32 n, int err, const char *why)
{
	struct text text;
	u32 i;

	begin(test, &text, 65536);
	add(&text, "default deny\n");
	for (i = 0; i < n; i++)
		add(&text, "set s%u\n", i);
	expect(&text, err, err ? n + 1 : 0, why);
}

static void test_sets(struct kunit *test)
{
	many_sets(test, CORDON_SETS_MAX, 0, NULL);
	many_sets(test, CORDON_SETS_MAX + 1, -E2BIG, "more than 4096 sets");
}

/* A set on one line of many times the length that other lines may have. */
static void test_long_set(struct kunit *test)
{
	struct text text;
	u32 i;

	begin(test, &text, 1 << 20);
	add(&text, "default deny\nset a");
	for (i = 0; i < 50000; i++)
		add(&text, " 10.%u.%u.%u", i % 7, i / 256 % 256, i % 256);
	expect(&text, 0, 0, NULL);
}

static void test_many_rules(struct kunit *test)
{
	struct cordon_draft draft;
	struct text text;
	u32 i;

	begin(test, &text, 1 << 20);
	add(&text, "default deny\nset s\n");
	for (i = 0; i < 20000; i++)
		add(&text, "deny exe=/opt/%u dst=@s\n", i);
	KUNIT_EXPECT_EQ(test, 0,
			cordon_parse_policy(text.buf, text.len, &draft, NULL));
	KUNIT_EXPECT_EQ(test, draft.n_rules, 20000);
	cordon_draft_destroy(&draft);
	kvfree(text.buf);
}

/* Addresses that are longer in print: the rule must still be readable. */
static void test_longer_in_print(struct kunit *test)
{
	struct text text;
	u32 i;

	begin(test, &text, CORDON_LINE_MAX + 64);
	add(&text, "default deny\ndeny dst=1::5efe:0:0");
	for (i = 1; i < CORDON_LIST_MAX; i++)
		add(&text, ",1::5efe:ffff:%x", 0xf000 + 2 * i);
	add(&text, " uid=1000000000");
	for (i = 1; i < CORDON_LIST_MAX; i++)
		add(&text, ",%u-%u", 1000000000 + 4 * i, 1000000001 + 4 * i);
	add(&text, " gid=1000000000");
	for (i = 1; i < CORDON_LIST_MAX; i++)
		add(&text, ",%u-%u", 1000000000 + 4 * i, 1000000001 + 4 * i);
	add(&text, "\n");
	expect(&text, -EINVAL, 2, "a rule of more than 65408 bytes");
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_write),
	KUNIT_CASE(test_line),
	KUNIT_CASE(test_path),
	KUNIT_CASE(test_wildcards),
	KUNIT_CASE(test_lists),
	KUNIT_CASE(test_sets),
	KUNIT_CASE(test_long_set),
	KUNIT_CASE(test_many_rules),
	KUNIT_CASE(test_longer_in_print),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_limits",
	.test_cases = cases,
};

kunit_test_suite(suite);
