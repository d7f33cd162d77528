// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that an earlier one makes useless: a table, and then many random pairs
 * of rules, each claim held against every call of a small world.
 */

#include <errno.h>

#include "array.h"
#include "cover.h"
#include "judge.h"
#include "language.h"
#include "parsed.h"
#include "tap.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct {
	const char *earlier, *later;
	enum cover cover;
} cases[] = {
	{ "allow", "deny", COVER_ALL },
	{ "allow", "allow exe=/a dport=1 uid=1 cgroup=/c sport=2", COVER_ALL },
	{ "deny exe=/a", "allow exe=/a", COVER_ALL },
	{ "deny exe=/a", "allow exe=/b", COVER_NO },
	{ "deny exe=/a", "allow", COVER_NO },
	{ "deny exe=/a expires=5", "allow exe=/a", COVER_NO },
	{ "deny exe=/a", "allow exe=/a expires=5", COVER_ALL },
	{ "ask exe=/usr/**", "allow exe=/usr/bin/x", COVER_ALL },
	{ "ask exe=/usr/*", "allow exe=/usr/bin/x", COVER_NO },
	{ "ask exe=/usr/**", "allow exe=/usr/bin/*", COVER_ALL },
	{ "ask exe=/a", "allow exe=/a mnt=any", COVER_NO },
	{ "ask exe=/a mnt=any", "allow exe=/a", COVER_ALL },
	{ "ask dport=1", "allow dport=1 mnt=any exe=/a", COVER_ALL },
	{ "ask script=/s", "allow exe=/a script=/s mnt=any", COVER_NO },
	{ "deny sha256=" HASH, "allow sha256=" HASH " exe=/a", COVER_ALL },
	{ "deny sha256=" HASH, "allow exe=/a", COVER_NO },
	{ "deny fsverity=sha256:" HASH, "allow sha256=" HASH, COVER_NO },
	{ "deny uid=1-5,9", "allow uid=2-3,9", COVER_ALL },
	{ "deny uid=1-5,9", "allow uid=2-6", COVER_NO },
	{ "deny gid=0-9", "allow gid=5", COVER_ALL },
	{ "deny cgroup=/a/**", "allow cgroup=/a/b", COVER_ALL },
	{ "deny proto=tcp,udp", "allow proto=udp", COVER_ALL },
	{ "deny proto=tcp", "allow proto=tcp,udp", COVER_NO },
	{ "deny proto=tcp,udp,udplite,sctp,dccp", "allow dport=53", COVER_ALL },
	{ "deny dport=0-65535", "allow exe=/a", COVER_NO },
	{ "deny dport=0-65535", "allow dport=7", COVER_ALL },
	{ "deny dst=10.0.0.0/8", "allow dst=10.1.2.3,10.5.0.0/16", COVER_ALL },
	{ "deny dst=10.0.0.0/8", "allow dst=10.1.2.3,11.0.0.1", COVER_NO },
	{ "deny dst=2001:db8::/32", "allow dst=2001:db8::1", COVER_ALL },
	{ "deny dst=2001:db8::/32", "allow dst=2001:db9::1", COVER_NO },
	{ "deny dst=0.0.0.0/0", "allow dst=::1", COVER_NO },
	{ "deny dst=@big", "allow dst=@small", COVER_ALL },
	{ "deny dst=@small", "allow dst=@big", COVER_NO },
	{ "deny dst=@small,@big", "allow dst=@small,192.0.2.9", COVER_ALL },
	{ "deny dst=@small", "allow dst=@none", COVER_ALL },
	/* Of an unknown address an allow does not know enough to decide. */
	{ "allow dst=10.0.0.0/8", "deny dst=10.0.0.1", COVER_KNOWN },
	{ "allow dst=10.0.0.0/8", "allow dst=10.0.0.1", COVER_ALL },
	{ "allow exe=/a", "deny exe=/a dst=10.0.0.1", COVER_ALL },
	{ "allow script=/s", "ask script=/s", COVER_KNOWN },
	{ "allow sport=53", "deny sport=53", COVER_KNOWN },
	{ "deny sport=53", "ask sport=53", COVER_ALL },
};

static void test_cases(void)
{
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy *policy;
		enum cover cover;

		text_clear(&text);
		text_printf(&text,
			    "default ask\nset big 192.0.2.0/24\nset small 192.0.2.7\nset none\n%s\n%s\n",
			    cases[i].earlier, cases[i].later);
		policy = parsed_policy(text.data);
		cover = cover_rule(policy, 0, 1);
		ok(cover == cases[i].cover, "%s / %s: %d", cases[i].earlier,
		   cases[i].later, cover);
		policy_free(policy);
	}
	text_destroy(&text);
}

/* Patterns */

static const struct {
	const char *outer, *inner;
	bool covers;
} patterns[] = {
	{ "/**", "/a/b", true },
	{ "/**", "/*", true },
	{ "/*", "/**", false },
	{ "/*", "/a?c", true },
	{ "/a*", "/a", true },
	{ "/a?", "/a", false },
	{ "/a/**/b", "/a/x/y/b", true },
	{ "/a/**/b", "/a/*/b", true },
	{ "/a/**/b", "/a/*/c", false },
	{ "/*/b", "/a/b", true },
	{ "/*a*b*", "/xaxbx", true },
	{ "/*a*b*", "/xbxax", false },
	{ "/\\*", "/*", false },
	{ "/*", "/\\*", true },
	{ "/?", "/\\011", true },
	{ "/a\\011", "/a\\011", true },
	{ "/**x**", "/aaax/y", true },
	{ "/**?", "/a", true },
};

static void test_patterns(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++)
		ok(cover_pattern(patterns[i].outer, patterns[i].inner) ==
			   patterns[i].covers,
		   "%s %s %s", patterns[i].outer,
		   patterns[i].covers ? "covers" : "does not cover",
		   patterns[i].inner);
}

/* The same numbers each time, so that a failure can be looked at. */
static unsigned int roll(unsigned int n)
{
	static uint64_t state = 88172645463325252ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % n;
}

static void random_pattern(char *to, size_t parts)
{
	static const char *const part[] = {
		"a", "b", "?", "*", "**", "/a", "/b", "/*", "a?",
	};
	size_t i;

	strcpy(to, "/a");
	for (i = 0; i < parts; i++) {
		const char *next = part[roll(ARRAY_SIZE(part))];

		/* No three asterisks in a row. */
		if (to[strlen(to) - 1] != '*' || *next != '*')
			strcat(to, next);
	}
}

#define PATHS_MAX 4096

static char paths[PATHS_MAX][8];
static struct judge *sender[PATHS_MAX];

/* A call of each program whose path has a's, b's, c's, slashes, up to a length. */
static size_t make_paths(void)
{
	static const char letters[] = { 'a', 'b', '/', 'c' };
	const char *what;
	unsigned int code;
	size_t n = 0;

	for (code = 1; code < PATHS_MAX; code++) {
		struct judge_call call = { .exe = paths[n], .proto = "tcp" };
		size_t len = 2;
		unsigned int left;

		strcpy(paths[n], "/a");
		for (left = code; left > 3; left >>= 2)
			paths[n][len++] = letters[left & 3];
		paths[n][len] = '\0';
		if (strstr(paths[n], "//") || paths[n][len - 1] == '/')
			continue;
		if (judge_open(&sender[n++], &call, &what))
			exit(EXIT_FAILURE);
	}
	return n;
}

static void random_patterns(void)
{
	size_t n = make_paths(), i, j, wrong = 0, claims = 0;
	char outer[64], inner[64];
	struct text text = { 0 };
	unsigned int depends;

	for (i = 0; i < 1500; i++) {
		struct policy *policy;

		random_pattern(outer, 1 + roll(4));
		random_pattern(inner, 1 + roll(4));
		if (!cover_pattern(outer, inner))
			continue;
		claims++;
		text_clear(&text);
		text_printf(&text, "default ask\nallow exe=%s\nallow exe=%s\n",
			    outer, inner);
		policy = parsed_policy(text.data);
		for (j = 0; j < n; j++) {
			if (!judge_rule(sender[j], policy, 1, &depends) ||
			    judge_rule(sender[j], policy, 0, &depends))
				continue;
			printf("# %s does not cover %s: %s\n", outer, inner,
			       paths[j]);
			wrong++;
		}
		policy_free(policy);
	}
	for (j = 0; j < n; j++)
		judge_close(sender[j]);
	text_destroy(&text);
	ok(claims > 100 && !wrong, "%zu claims about patterns hold", claims);
}

/* Rules */

static const char *const parts[][6] = {
	{ "", "", " exe=/a", " exe=/*", " exe=/b", " exe=/**" },
	{ "", "", "", " script=/s", " script=/*", " script=/t" },
	{ "", "", "", " uid=1", " uid=1-2", " uid=2" },
	{ "", "", "", "", " mnt=any", " gid=3" },
	{ "", "", "", " cgroup=/c", " cgroup=/**", " sha256=" HASH },
	{ "", "", " proto=tcp", " proto=tcp,udp", " proto=tcp,icmp", "" },
	{ "", " dst=10.0.0.0/8", " dst=10.0.0.1", " dst=@s", " dst=@s,::1", "" },
	{ "", "", " dport=1", " dport=1-2", " dport=2", "" },
	{ "", "", "", "", " sport=7", " sport=7-8" },
};

static void random_rule(struct text *to)
{
	static const char *const verdicts[] = { "allow", "deny", "ask" };
	size_t i;

	text_puts(to, verdicts[roll(3)]);
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		text_puts(to, parts[i][roll(6)]);
	text_append(to, "\n", 1);
}

#define WORLD_MAX 20000

static struct judge *world[WORLD_MAX];
static size_t world_size;

static void add_call(const struct judge_call *call)
{
	const char *what;

	if (judge_open(&world[world_size++], call, &what))
		exit(EXIT_FAILURE);
}

static void make_world(void)
{
	static const char *const exes[] = { "/a", "/b", "/c/d", "memfd:x" };
	static const char *const scripts[] = { NULL, "/s", "/t", "unknown:" };
	static const char *const cgroups[] = { NULL, "/c", "/d/e" };
	static const struct {
		const char *proto, *dst;
		uint16_t dport, sport;
	} targets[] = {
		{ "tcp", "10.0.0.1", 1, 0 },	{ "tcp", "10.0.0.2", 2, 7 },
		{ "udp", "192.0.2.1", 1, 8 },	{ "udp", "::1", 2, 9 },
		{ "tcp", NULL, 0, 0 },		{ "icmp", "10.0.0.1", 0, 0 },
		{ "packet", NULL, 0, 0 },	{ "vsock", NULL, 0, 0 },
		{ "tcp", "8.8.8.8", 3, 7 },
	};
	size_t e, s, c, t, i;

	for (e = 0; e < ARRAY_SIZE(exes); e++)
	for (s = 0; s < ARRAY_SIZE(scripts); s++)
	for (c = 0; c < ARRAY_SIZE(cgroups); c++)
	for (t = 0; t < ARRAY_SIZE(targets); t++)
	for (i = 0; i < 12; i++) {
		struct judge_call call = {
			.exe = exes[e], .script = scripts[s],
			.cgroup = cgroups[c], .proto = targets[t].proto,
			.dst = targets[t].dst, .dport = targets[t].dport,
			.sport = targets[t].sport,
			.uid = i % 3, .gid = 3 + (i % 2),
			.mnt = i % 4 < 2 ? JUDGE_MNT_INIT : JUDGE_MNT_OTHER,
			.sha256 = i & 1 ? HASH : NULL,
		};

		add_call(&call);
	}
}

/* How often @later decides although @earlier stands before it. */
static size_t counterexamples(const struct policy *policy, enum cover cover)
{
	struct policy_rule earlier, later;
	unsigned int depends;
	size_t i, n = 0;

	policy_rule(policy, 0, &earlier);
	policy_rule(policy, 1, &later);
	for (i = 0; i < world_size; i++) {
		enum judge_match a = judge_rule(world[i], policy, 0, &depends);
		enum judge_match b = judge_rule(world[i], policy, 1, &depends);

		if (!judge_decides(later.verdict, b) ||
		    judge_decides(earlier.verdict, a))
			continue;
		/* What COVER_KNOWN leaves to the later rule. */
		if (cover == COVER_KNOWN && a == JUDGE_MAYBE)
			continue;
		n++;
	}
	return n;
}

static void random_rules(void)
{
	size_t i, claims[3] = { 0 }, wrong = 0;
	struct text text = { 0 };

	for (i = 0; i < 60000; i++) {
		struct language_error error;
		struct policy *policy;
		enum cover cover;

		text_clear(&text);
		text_puts(&text, "default ask\nset s 10.0.0.0/16 192.0.2.1\n");
		random_rule(&text);
		random_rule(&text);
		/* icmp with ports and such. */
		if (policy_parse(&policy, text.data, text.len, &error))
			continue;
		cover = cover_rule(policy, 0, 1);
		claims[cover]++;
		if (cover != COVER_NO && counterexamples(policy, cover)) {
			printf("# %d is wrong: %s\n", cover, text.data);
			wrong++;
		}
		policy_free(policy);
	}
	ok(claims[COVER_ALL] > 300 && claims[COVER_KNOWN] > 30 && !wrong,
	   "claims about rules hold: %zu that all is covered, %zu that all but the unknown is, of %zu",
	   claims[COVER_ALL], claims[COVER_KNOWN],
	   claims[0] + claims[1] + claims[2]);
	text_destroy(&text);
}

static void test_search(void)
{
	static const struct {
		enum cover cover;
		size_t earlier;
	} want[] = {
		{ COVER_NO, 0 }, { COVER_NO, 0 }, { COVER_ALL, 0 },
		{ COVER_KNOWN, 0 }, { COVER_NO, 0 }, { COVER_ALL, 4 },
		{ COVER_ALL, 1 }, { COVER_ALL, 4 },
	};
	struct policy *policy = parsed_policy("default ask\n"
		"allow exe=/a dst=10.0.0.0/8\n"		/* 0 */
		"deny proto=udp\n"			/* 1 */
		"allow exe=/a dst=10.0.0.1\n"		/* 2: 0 */
		"deny exe=/a dst=10.0.0.1\n"		/* 3: 0, nearly */
		"ask exe=/**\n"				/* 4 */
		"allow exe=/b\n"			/* 5: 4 */
		"allow exe=/a proto=udp\n"		/* 6: 1 */
		"deny exe=/b/*\n");			/* 7: 4 */
	struct cover_search search = { .work = 100 };
	size_t i, earlier;

	if (cover_search_start(&search, policy))
		exit(EXIT_FAILURE);
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		enum cover cover = cover_search(&search, i, &earlier);

		ok(cover == want[i].cover &&
		   (!cover || earlier == want[i].earlier), "rule %zu", i);
	}
	ok(search.work > 60, "few comparisons were needed");
	cover_search_end(&search);

	search = (struct cover_search){ .work = 1 };
	if (cover_search_start(&search, policy))
		exit(EXIT_FAILURE);
	for (i = 0; i < 3; i++)
		cover_search(&search, i, &earlier);
	ok(!search.work, "the work is bounded");
	cover_search_end(&search);
	policy_free(policy);
}

int main(void)
{
	size_t i;

	test_cases();
	test_patterns();
	test_search();
	random_patterns();
	make_world();
	random_rules();
	for (i = 0; i < world_size; i++)
		judge_close(world[i]);
	return tap_end();
}
