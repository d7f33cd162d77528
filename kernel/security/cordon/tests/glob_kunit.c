// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of path patterns
 */

#include <kunit/test.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../glob.h"
#include "../limits.h"

struct row {
	const char *pattern;
	const char *path;
	bool match;
};

static const struct row rows[] = {
	{ "/usr/bin/curl", "/usr/bin/curl", true },
	{ "/usr/bin/curl", "/usr/bin/curl2", false },
	{ "/usr/bin/curl", "/usr/bin/cur", false },
	{ "/usr/bin/curl", "", false },
	{ "/", "/", true },
	/* '*' stays inside a component. */
	{ "/usr/bin/*", "/usr/bin/curl", true },
	{ "/usr/bin/*", "/usr/bin/", true },
	{ "/usr/bin/*", "/usr/bin", false },
	{ "/usr/bin/*", "/usr/bin/x/y", false },
	{ "/usr/*/curl", "/usr/bin/curl", true },
	{ "/usr/*/curl", "/usr/curl", false },
	{ "/usr/*/curl", "/usr/a/b/curl", false },
	{ "/*", "/", true },
	{ "/*/*", "/a/b", true },
	{ "/*/*", "/a", false },
	{ "/a*b", "/ab", true },
	{ "/a*b", "/axxb", true },
	{ "/a*b", "/abxb", true },
	{ "/a*b", "/abx", false },
	{ "/a*b", "/a/b", false },
	{ "/a*b*c", "/abbcbc", true },
	{ "/a*b*c", "/a/b/c", false },
	{ "/a*a*a", "/aa", false },
	{ "/a*a*a", "/aaa", true },
	{ "/*.py", "/run.py", true },
	{ "/*.py", "/run.pyc", false },
	{ "/*.py", "/.py", true },
	{ "/*aab", "/aaab", true },
	{ "/x*y/z", "/x1y2y/z", true },
	{ "/x*y/z", "/xy/y/z", false },
	/* '?' is one byte, and no '/'. */
	{ "/a?c", "/abc", true },
	{ "/a?c", "/ac", false },
	{ "/a?c", "/a/c", false },
	{ "/a?", "/a", false },
	{ "/??", "/\xc3\xa9", true },
	{ "/?*", "/", false },
	{ "/?*", "/a", true },
	/* '**' crosses. */
	{ "/**", "/", true },
	{ "/**", "/a", true },
	{ "/**", "/a/b/c", true },
	{ "/home/**", "/home/u/bin/x", true },
	{ "/home/**", "/home", false },
	{ "/home/**", "/homes/x", false },
	{ "/home/**/x", "/home/a/x", true },
	{ "/home/**/x", "/home/x", false },
	{ "/home/**/x", "/home/a/b/x", true },
	{ "/home/**/x", "/home/a/x/y", false },
	{ "/home/**x", "/home/x", true },
	{ "/home/**x", "/home/a/bx", true },
	{ "/a**b**c", "/a/b/b/c", true },
	{ "/a**b**c", "/a/c/b", false },
	{ "/**/*.py", "/opt/b/run.py", true },
	{ "/**/*.py", "/opt/run.py/x", false },
	{ "/**/a*b", "/a/axb/ab", true },
	{ "/**/a*b", "/a/ab/ax", false },
	{ "/**/a*b/*c", "/q/a1b/x/a2b/dc", true },
	{ "/**a*b*c**d", "/a1/ab2c/3d", true },
	{ "/**a*b*c**d", "/a1/ab2/c3d", false },
	/* What an earlier beginning failed on must not spoil a later one. */
	{ "/**x*y*z", "/x/xyz", true },
	{ "/**x*y*z", "/xy/xyz", true },
	{ "/**x*y*z", "/xxy/y/x1yyz", true },
	{ "/**xy*z*w", "/xyz/xyzzw", true },
	{ "/**a*b/c*d/e", "/ab/ab/cd/cd/e/ab/cd/e", true },
	/* Escapes. */
	{ "/a\\*b", "/a*b", true },
	{ "/a\\*b", "/axb", false },
	{ "/a\\?b", "/a?b", true },
	{ "/a\\?b", "/axb", false },
	{ "/a\\\\b", "/a\\b", true },
	{ "/a\\\"b", "/a\"b", true },
	{ "/a\\012b", "/a\nb", true },
	{ "/a\\303\\251?", "/a\xc3\xa9\xff", true },
	{ "/a\\303", "/a\xc2", false },
	{ "/a\\177", "/a\x7f", true },
	{ "/*\\**", "/a*b", true },
	{ "/*\\**", "/ab", false },
	{ "/**\\?", "/a/b?", true },
};

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - rows),
		 row->pattern);
}

KUNIT_ARRAY_PARAM(glob, rows, describe);

static void test_match(struct kunit *test)
{
	const struct row *row = test->param_value;

	KUNIT_EXPECT_EQ(test, cordon_glob_match(row->pattern, row->path),
			row->match);
}

/*
 * As many wildcards as there may be, where each segment matches almost
 * everywhere and the last byte nowhere: to try all that they might take would
 * outlast the universe.
 */
static void test_bounded(struct kunit *test)
{
	char *pattern = kunit_kzalloc(test, CORDON_PATH_MAX + 1, GFP_KERNEL);
	char *path = kunit_kzalloc(test, CORDON_PATH_MAX + 1, GFP_KERNEL);
	u32 i, n = 0;

	KUNIT_ASSERT_TRUE(test, pattern && path);
	memset(path, 'a', CORDON_PATH_MAX);
	path[0] = '/';
	for (i = 0; i < CORDON_GLOBSTAR_MAX; i++)
		n += snprintf(pattern + n, CORDON_PATH_MAX - n, "%saa**",
			      i ? "" : "/");
	for (i = 0; i < CORDON_STAR_MAX; i++)
		n += snprintf(pattern + n, CORDON_PATH_MAX - n, "aaaaaaaaaa*");
	pattern[n++] = 'b';
	KUNIT_EXPECT_FALSE(test, cordon_glob_match(pattern, path));
	pattern[n - 1] = 'a';
	KUNIT_EXPECT_TRUE(test, cordon_glob_match(pattern, path));
}

/* clang-format off */
#define HALF_PATH	(CORDON_PATH_MAX / 2)
/* clang-format on */

/* Nanoseconds that @start and a long segment take, the best of three. */
static u64 cost(struct kunit *test, char *pattern, const char *path,
		const char *start)
{
	const size_t n = strlen(start);
	u64 best = U64_MAX, began;
	u32 i;

	memcpy(pattern, start, n);
	memset(pattern + n, 'a', HALF_PATH / 3);
	pattern[n + HALF_PATH / 3] = 'b';
	pattern[n + HALF_PATH / 3 + 1] = '\0';
	for (i = 0; i < 3; i++) {
		began = ktime_get_ns();
		KUNIT_EXPECT_FALSE(test, cordon_glob_match(pattern, path));
		best = min(best, ktime_get_ns() - began);
	}
	return best;
}

/*
 * A '*' behind a '**' at most doubles the work. Were it to try again what it
 * tried for an earlier beginning, that would be hundreds of times the work.
 */
static void test_not_cubic(struct kunit *test)
{
	char *pattern = kunit_kzalloc(test, CORDON_PATH_MAX + 1, GFP_KERNEL);
	char *path = kunit_kzalloc(test, CORDON_PATH_MAX + 1, GFP_KERNEL);
	u64 without, with;

	KUNIT_ASSERT_TRUE(test, pattern && path);
	memset(path, 'a', HALF_PATH);
	path[0] = '/';
	without = cost(test, pattern, path, "/**");
	with = cost(test, pattern, path, "/**a*");
	KUNIT_EXPECT_LT(test, with, 100 * without);
}

/* More wildcards than the parser lets through are matched all the same. */
static void test_many_stars(struct kunit *test)
{
	char pattern[3 * CORDON_STAR_MAX + 4] = "/**";
	u32 i, n = 3;

	for (i = 0; i < CORDON_STAR_MAX + 20; i++) {
		pattern[n++] = 'a';
		pattern[n++] = '*';
	}
	pattern[n++] = 'b';
	KUNIT_EXPECT_TRUE(test, n < sizeof(pattern));
	KUNIT_EXPECT_FALSE(test, cordon_glob_match(pattern, "/x/aaaaaaaab"));
	for (i = 0; i < CORDON_STAR_MAX + 20; i++)
		pattern[3 + 2 * i] = '?';
	KUNIT_EXPECT_FALSE(test, cordon_glob_match(pattern, "/x/aaaaaaaab"));
}

static void test_literal(struct kunit *test)
{
	char buf[64];

	KUNIT_EXPECT_TRUE(test, cordon_glob_is_literal("/usr/bin/curl"));
	KUNIT_EXPECT_TRUE(test, cordon_glob_is_literal("/a\\*b\\?"));
	KUNIT_EXPECT_FALSE(test, cordon_glob_is_literal("/a\\**"));
	KUNIT_EXPECT_FALSE(test, cordon_glob_is_literal("/a\\\\?"));
	KUNIT_EXPECT_EQ(test, 8,
			cordon_glob_unescape(buf,
					     "/\\*\\?\\\\\\\"\\011\\177x"));
	KUNIT_EXPECT_STREQ(test, buf, "/*?\\\"\t\177x");
}

/* Every byte that a path may have survives. */
static void test_escape(struct kunit *test)
{
	char *pattern = kunit_kzalloc(test, 512, GFP_KERNEL);
	char *back = kunit_kzalloc(test, 512, GFP_KERNEL);
	char path[257];
	size_t len;
	u32 i;

	KUNIT_ASSERT_TRUE(test, pattern && back);
	path[0] = '/';
	for (i = 1; i < 256; i++)
		path[i] = i;
	path[256] = '\0';
	len = cordon_glob_escape(pattern, 512, path);
	KUNIT_ASSERT_LT(test, len, (size_t)512);
	KUNIT_EXPECT_EQ(test, len, strlen(pattern));
	KUNIT_EXPECT_EQ(test, len, 256 + 3 * 32 + 4);
	KUNIT_EXPECT_TRUE(test, cordon_glob_is_literal(pattern));
	KUNIT_EXPECT_TRUE(test, cordon_glob_match(pattern, path));
	cordon_glob_unescape(back, pattern);
	KUNIT_EXPECT_STREQ(test, back, path);
	/* Cut, but terminated, and the length is the one it needs. */
	memset(back, '#', 512);
	KUNIT_EXPECT_EQ(test, len, cordon_glob_escape(back, 10, path));
	KUNIT_EXPECT_EQ(test, 9, strlen(back));
	KUNIT_EXPECT_EQ(test, back[10], '#');
	KUNIT_EXPECT_EQ(test, len, cordon_glob_escape(NULL, 0, path));
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_match, glob_gen_params),
	KUNIT_CASE(test_bounded),
	KUNIT_CASE(test_not_cubic),
	KUNIT_CASE(test_many_stars),
	KUNIT_CASE(test_literal),
	KUNIT_CASE(test_escape),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_glob",
	.test_cases = cases,
};

kunit_test_suite(suite);
