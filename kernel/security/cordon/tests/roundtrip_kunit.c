// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of whole policies: read, printed, read again
 */

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "../limits.h"
#include "../parse.h"

/* clang-format off */
#define TEXT_SIZE	(256U << 10)
#define RULES		40
#define ROUNDS		30
/* clang-format on */

/* A stream of numbers that is the same in each run. */
static u32 draw(u32 *seed, u32 below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/* A text that is being generated. */
struct text {
	char *buf;
	size_t len;
	u32 seed;
};

static void __printf(2, 3) add(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text->len += vsnprintf(text->buf + text->len, TEXT_SIZE - text->len,
			       format, args);
	va_end(args);
}

static void add_prefix(struct text *text)
{
	u32 *seed = &text->seed;
	u32 len;

	if (draw(seed, 2)) {
		len = draw(seed, 33);
		add(text, "%u.%u.%u.%u/%u", len >= 8 ? draw(seed, 4) : 0,
		    len >= 16 ? draw(seed, 4) : 0,
		    len >= 24 ? draw(seed, 4) : 0,
		    len == 32 ? draw(seed, 4) : 0, len);
		return;
	}
	add(text, "%x:%x::%x/128", 0x2000 + draw(seed, 3), draw(seed, 3),
	    draw(seed, 6));
}

static void add_numbers(struct text *text, const char *key, u32 max)
{
	u32 i, lo, n = 1 + draw(&text->seed, 6);

	add(text, " %s=", key);
	for (i = 0; i < n; i++) {
		lo = draw(&text->seed, max);
		add(text, "%s%u-%u", i ? "," : "", lo,
		    lo + draw(&text->seed, max - lo + 1));
	}
}

static void add_path(struct text *text, const char *key)
{
	static const char *const parts[] = {
		"usr",	  "bin",	 "*",	 "a*b",	  "**",	  "?",
		"My App", "\\*",	 "\\\\", "\\011", "x\ty", "\\\"",
		"#",	  "caf\xc3\xa9", ".x",	 "a=b,c",
	};
	u32 i, n = 1 + draw(&text->seed, 5);

	add(text, " %s=\"", key);
	for (i = 0; i < n; i++)
		add(text, "/%s", parts[draw(&text->seed, ARRAY_SIZE(parts))]);
	add(text, "\"");
}

static void add_dst(struct text *text)
{
	u32 i, n = 1 + draw(&text->seed, 6);

	add(text, " dst=");
	for (i = 0; i < n; i++) {
		if (i)
			add(text, ",");
		if (draw(&text->seed, 3))
			add_prefix(text);
		else
			add(text, "@s%u", draw(&text->seed, 3));
	}
}

static void add_rule(struct text *text)
{
	u32 verdict = draw(&text->seed, CORDON_VERDICT_COUNT);

	add(text, "%s", cordon_verdict_name(verdict));
	if (draw(&text->seed, 2))
		add_numbers(text, "dport", 65535);
	if (draw(&text->seed, 2))
		add_path(text, "exe");
	if (!draw(&text->seed, 4))
		add_path(text, "script");
	if (!draw(&text->seed, 4))
		add_path(text, "cgroup");
	if (draw(&text->seed, 2))
		add_dst(text);
	if (!draw(&text->seed, 4))
		add_numbers(text, "uid", 4294967294);
	if (!draw(&text->seed, 3))
		add(text, " proto=udp,tcp,vsock");
	if (!draw(&text->seed, 4))
		add(text, " expires=%u", 1 + draw(&text->seed, 1000));
	if (verdict != CORDON_ALLOW && !draw(&text->seed, 3))
		add(text, " errno=EPERM");
	add(text, "%s", draw(&text->seed, 2) ? " # comment\n" : "\n");
}

static void add_policy(struct text *text)
{
	u32 i, j;

	text->len = 0;
	for (i = 0; i < RULES; i++)
		add_rule(text);
	add(text, "default ask\nunanswered allow hold=none\n");
	for (i = 0; i < 3; i++) {
		add(text, "set s%u", i);
		for (j = draw(&text->seed, 40); j; j--) {
			add(text, " ");
			add_prefix(text);
		}
		add(text, "\n");
	}
}

static void print_policy(struct text *to, const struct cordon_draft *draft)
{
	char line[CORDON_SET_LINE_MAX];
	struct cordon_prefix_iter iter;
	const char *names[8];
	u32 i;

	to->len = cordon_print_settings(to->buf, TEXT_SIZE, &draft->settings);
	for (i = 0; i < draft->n_sets; i++) {
		names[i] = draft->sets[i]->name;
		memset(&iter, 0, sizeof(iter));
		while (cordon_print_set_line(line, sizeof(line), draft->sets[i],
					     &iter))
			add(to, "%s\n", line);
	}
	for (i = 0; i < draft->n_rules; i++) {
		to->len += cordon_print_rule(to->buf + to->len,
					     TEXT_SIZE - to->len,
					     draft->rules[i], names,
					     draft->rules[i]->expires);
		add(to, " # id=%u hits=0\n", i + 1);
	}
}

static void reprint(struct kunit *test, const struct text *from,
		    struct text *to)
{
	struct cordon_reason reason;
	struct cordon_draft draft;
	int err;

	err = cordon_parse_policy(from->buf, from->len, &draft, &reason);
	KUNIT_ASSERT_EQ_MSG(test, err, 0, "%u:%u: %s", reason.line,
			    reason.column, reason.text);
	print_policy(to, &draft);
	cordon_draft_destroy(&draft);
	KUNIT_ASSERT_LT(test, to->len, (size_t)TEXT_SIZE);
}

static void test_generated(struct kunit *test)
{
	struct text written = { .seed = 1 }, once = {}, twice = {};
	u32 i;

	written.buf = kvmalloc(3 * TEXT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, written.buf);
	once.buf = written.buf + TEXT_SIZE;
	twice.buf = once.buf + TEXT_SIZE;
	for (i = 0; i < ROUNDS; i++) {
		add_policy(&written);
		KUNIT_ASSERT_LT(test, written.len, (size_t)TEXT_SIZE);
		reprint(test, &written, &once);
		reprint(test, &once, &twice);
		KUNIT_ASSERT_STREQ(test, once.buf, twice.buf);
	}
	kvfree(written.buf);
}

/* A canonical policy is printed as it was read, byte for byte. */
static void test_identity(struct kunit *test)
{
	static const char text[] =
		"default ask\n"
		"unanswered deny after=30 hold=all\n"
		"set corp 10.0.0.0/8 192.0.2.7 2001:db8::/32\n"
		"set empty\n"
		"allow exe=/usr/bin/curl proto=tcp dst=@corp dport=443,8080-8090 label=intranet # id=1 hits=0\n"
		"deny exe=/usr/bin/curl errno=ECONNREFUSED # id=2 hits=0\n"
		"allow exe=/usr/sbin/unbound proto=udp sport=53 # id=3 hits=0\n"
		"ask exe=/home/** uid=1000 # id=4 hits=0\n"
		"allow exe=/usr/bin/python3.11 script=/opt/backup/run.py dst=192.0.2.7 # id=5 hits=0\n"
		"deny proto=raw,packet # id=6 hits=0\n"
		"allow exe=/usr/bin/git expires=3600 # id=7 hits=0\n"
		"allow dst=127.0.0.0/8,::1 # id=8 hits=0\n"
		"deny dst=@empty # id=9 hits=0\n";
	const struct text from = { .buf = (char *)text, .len = strlen(text) };
	struct text to = {};

	to.buf = kvmalloc(TEXT_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, to.buf);
	reprint(test, &from, &to);
	KUNIT_EXPECT_STREQ(test, to.buf, text);
	kvfree(to.buf);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_generated),
	KUNIT_CASE(test_identity),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_roundtrip",
	.test_cases = cases,
};

kunit_test_suite(suite);
