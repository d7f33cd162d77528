// SPDX-License-Identifier: GPL-2.0-only
/* What a policy does with a call */

#include <errno.h>

#include "array.h"
#include "judge.h"
#include "parsed.h"
#include "tap.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* The cases say what is other than in the call that all begin with. */
#pragma GCC diagnostic ignored "-Woverride-init"

/* A curl of user 1000 to 192.0.2.7:443, but for what a case says. */
#define CALL(...) \
	{ .exe = "/usr/bin/curl", .uid = 1000, .gid = 1000, .cgroup = "/u", \
	  .proto = "tcp", .dst = "192.0.2.7", .dport = 443, __VA_ARGS__ }

static const struct {
	const char *rule;
	struct judge_call call;
	enum judge_match match;
	unsigned int depends;
} cases[] = {
	{ "allow", CALL(), JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/curl", CALL(), JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/wget", CALL(), JUDGE_NO, 0 },
	{ "allow exe=/usr/*/curl", CALL(), JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/curl", CALL(.exe = "memfd:curl"), JUDGE_NO, 0 },
	{ "allow exe=/usr/bin/curl", CALL(.exe = NULL), JUDGE_NO, 0 },
	{ "allow exe=/usr/bin/curl", CALL(.mnt = JUDGE_MNT_SAME), JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/curl", CALL(.mnt = JUDGE_MNT_OTHER), JUDGE_NO, 0 },
	{ "allow exe=/usr/bin/curl mnt=any", CALL(.mnt = JUDGE_MNT_OTHER),
	  JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/wget mnt=any", CALL(.mnt = JUDGE_MNT_SAME),
	  JUDGE_YES, JUDGE_OWN_PATH },
	{ "allow exe=/usr/bin/curl mnt=any", CALL(.mnt = JUDGE_MNT_SAME),
	  JUDGE_YES, 0 },
	{ "allow exe=/usr/bin/wget", CALL(.mnt = JUDGE_MNT_SAME), JUDGE_NO, 0 },
	{ "allow exe=/usr/bin/wget", CALL(.unknown = JUDGE_EXE), JUDGE_YES,
	  JUDGE_EXE },
	{ "allow exe=/usr/bin/wget dport=80", CALL(.unknown = JUDGE_EXE),
	  JUDGE_NO, 0 },

	{ "allow script=/s", CALL(), JUDGE_NO, 0 },
	{ "allow script=/s", CALL(.script = "/s"), JUDGE_YES, 0 },
	{ "allow script=/s", CALL(.script = "unknown:"), JUDGE_MAYBE, 0 },
	{ "allow script=/s", CALL(.script = "other:/s"), JUDGE_MAYBE, 0 },
	{ "allow script=/s mnt=any", CALL(.script = "other:/s"), JUDGE_YES, 0 },
	{ "allow script=/t mnt=any", CALL(.script = "other:/s"), JUDGE_MAYBE,
	  0 },
	{ "allow script=/s mnt=any",
	  CALL(.script = "other:/s", .mnt = JUDGE_MNT_SAME), JUDGE_YES, 0 },
	{ "allow script=/t mnt=any",
	  CALL(.script = "other:/s", .mnt = JUDGE_MNT_SAME), JUDGE_MAYBE, 0 },
	{ "allow script=/s", CALL(.script = "/s", .mnt = JUDGE_MNT_OTHER),
	  JUDGE_MAYBE, 0 },
	{ "allow script=/s mnt=any",
	  CALL(.script = "/s", .mnt = JUDGE_MNT_OTHER), JUDGE_YES, 0 },
	{ "allow script=/t mnt=any",
	  CALL(.script = "/s", .mnt = JUDGE_MNT_SAME), JUDGE_YES,
	  JUDGE_OWN_PATH },
	{ "allow script=/s", CALL(.unknown = JUDGE_SCRIPT), JUDGE_YES,
	  JUDGE_SCRIPT },

	{ "allow sha256=" HASH, CALL(), JUDGE_NO, 0 },
	{ "allow sha256=" HASH, CALL(.sha256 = HASH), JUDGE_YES, 0 },
	{ "allow sha256=" HASH, CALL(.unknown = JUDGE_SHA256), JUDGE_YES,
	  JUDGE_SHA256 },
	{ "allow fsverity=sha256:" HASH, CALL(.sha256 = HASH), JUDGE_NO, 0 },
	{ "allow fsverity=sha256:" HASH, CALL(.fsverity = "sha256:" HASH),
	  JUDGE_YES, 0 },
	{ "allow fsverity=sha512:" HASH HASH,
	  CALL(.fsverity = "sha512:" HASH HASH), JUDGE_YES, 0 },
	{ "allow fsverity=sha256:" HASH, CALL(.unknown = JUDGE_FSVERITY),
	  JUDGE_YES, JUDGE_FSVERITY },

	{ "allow uid=1000-1999", CALL(), JUDGE_YES, 0 },
	{ "allow uid=0", CALL(), JUDGE_NO, 0 },
	{ "allow uid=0", CALL(.unknown = JUDGE_UID), JUDGE_YES, JUDGE_UID },
	{ "allow uid=0 exe=/x", CALL(.unknown = JUDGE_UID), JUDGE_NO, 0 },
	{ "allow gid=1000", CALL(), JUDGE_YES, 0 },
	{ "allow gid=27", CALL(), JUDGE_NO, 0 },
	{ "allow gid=27", CALL(.n_groups = 2,
			       .groups = (const uint32_t[]){ 4, 27 }),
	  JUDGE_YES, 0 },
	{ "allow gid=1000", CALL(.unknown = JUDGE_GID), JUDGE_YES, 0 },
	{ "allow gid=27", CALL(.unknown = JUDGE_GID), JUDGE_YES, JUDGE_GID },
	{ "allow gid=0-4294967294",
	  CALL(.unknown = JUDGE_GID, .gid = UINT32_MAX), JUDGE_YES,
	  JUDGE_GID },
	{ "allow cgroup=/u", CALL(), JUDGE_YES, 0 },
	{ "allow cgroup=/v", CALL(), JUDGE_NO, 0 },
	{ "allow cgroup=/v", CALL(.cgroup = NULL), JUDGE_MAYBE, 0 },
	{ "allow cgroup=/v", CALL(.unknown = JUDGE_CGROUP), JUDGE_YES,
	  JUDGE_CGROUP },

	{ "allow proto=tcp,udp", CALL(), JUDGE_YES, 0 },
	{ "allow proto=udp", CALL(), JUDGE_NO, 0 },
	{ "allow proto=packet", CALL(.proto = "packet", .dst = NULL),
	  JUDGE_YES, 0 },
	{ "allow dst=192.0.2.0/24", CALL(), JUDGE_YES, 0 },
	{ "allow dst=@s", CALL(), JUDGE_YES, 0 },
	{ "allow dst=@s", CALL(.dst = "192.0.3.7"), JUDGE_NO, 0 },
	{ "allow dst=192.0.2.7", CALL(.dst = "::ffff:192.0.2.7"), JUDGE_YES, 0 },
	{ "allow dst=127.0.0.1", CALL(.dst = "0.0.0.0"), JUDGE_YES, 0 },
	{ "allow dst=::1", CALL(.dst = "::"), JUDGE_YES, 0 },
	{ "allow dst=2001:db8::/32", CALL(.dst = "2001:db8::1"), JUDGE_YES, 0 },
	{ "allow dst=192.0.2.7", CALL(.dst = NULL), JUDGE_MAYBE, 0 },
	{ "allow dst=192.0.2.7", CALL(.proto = "packet", .dst = NULL),
	  JUDGE_MAYBE, 0 },
	{ "allow dst=192.0.2.7", CALL(.proto = "vsock", .dst = NULL),
	  JUDGE_NO, 0 },
	{ "allow dport=443,8080-8090", CALL(), JUDGE_YES, 0 },
	{ "allow dport=443", CALL(.dport = 80), JUDGE_NO, 0 },
	{ "allow dport=443", CALL(.proto = "icmp"), JUDGE_NO, 0 },
	{ "allow sport=53", CALL(), JUDGE_MAYBE, 0 },
	{ "allow sport=53", CALL(.sport = 53), JUDGE_YES, 0 },
	{ "allow sport=53", CALL(.sport = 54), JUDGE_NO, 0 },
};

static void test_cases(void)
{
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct policy *policy;
		struct judge *judge;
		unsigned int depends;
		const char *what;
		int match = -1;

		text_clear(&text);
		text_printf(&text, "default ask\nset s 192.0.2.0/24\n%s\n",
			    cases[i].rule);
		policy = parsed_policy(text.data);
		depends = ~0U;
		if (!judge_open(&judge, &cases[i].call, &what)) {
			match = judge_rule(judge, policy, 0, &depends);
			judge_close(judge);
		}
		ok(match == (int)cases[i].match && depends == cases[i].depends,
		   "%s, case %zu: %d, %#x", cases[i].rule, i, match, depends);
		policy_free(policy);
	}
	text_destroy(&text);
}

static void test_bad_calls(void)
{
	static const struct {
		struct judge_call call;
		const char *what;
	} bad[] = {
		{ CALL(.proto = NULL), "proto" },
		{ CALL(.proto = "smoke"), "proto" },
		{ CALL(.dst = "192.0.2"), "dst" },
		{ CALL(.dst = "example.org"), "dst" },
		{ CALL(.dst = "fe80::1%lo"), "dst" },
		{ CALL(.proto = "packet"), "dst" },
		{ CALL(.sha256 = "12"), "sha256" },
		{ CALL(.sha256 = HASH "00"), "sha256" },
		{ CALL(.fsverity = HASH), "fsverity" },
		{ CALL(.fsverity = "sha512:" HASH), "fsverity" },
	};
	struct judge *judge;
	const char *what;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ok(judge_open(&judge, &bad[i].call, &what) == -EINVAL && !judge,
		   "bad call %zu is refused", i);
		is(what, bad[i].what, "and it is said why");
	}
}

static const char policy_text[] =
	"default deny\n"
	"allow exe=/usr/bin/curl dport=80\n"		/* 0 */
	"allow exe=/usr/bin/curl sport=1\n"		/* 1 */
	"allow exe=/usr/bin/curl gid=27\n"		/* 2 */
	"ask exe=/usr/bin/curl dst=192.0.2.0/24\n"	/* 3 */
	"deny sport=9 dport=22\n"			/* 4 */
	"deny uid=5\n";					/* 5 */

static void test_policy(void)
{
	static const struct {
		const char *what;
		struct judge_call call;
		struct judge_result result;
	} wants[] = {
		{ "the first that matches", CALL(.dport = 80),
		  { 0, VERDICT_ALLOW, false, 0, JUDGE_DEFAULT, false } },
		{ "an allow that matches only maybe does not decide", CALL(),
		  { 3, VERDICT_ASK, false, 0, JUDGE_DEFAULT, false } },
		{ "a deny does", CALL(.exe = "/x", .dport = 22),
		  { 4, VERDICT_DENY, true, 0, JUDGE_DEFAULT, false } },
		{ "the default", CALL(.exe = "/x"),
		  { JUDGE_DEFAULT, VERDICT_DENY, false, 0, JUDGE_DEFAULT,
		    false } },
		{ "it depends", CALL(.unknown = JUDGE_GID),
		  { 3, VERDICT_ASK, false, JUDGE_GID, 2, true } },
		{ "it depends, but the verdict does not",
		  CALL(.exe = "/x", .unknown = JUDGE_UID),
		  { JUDGE_DEFAULT, VERDICT_DENY, false, JUDGE_UID, 5, false } },
		{ "the rules behind the one that decides do not count",
		  CALL(.dport = 80, .unknown = JUDGE_GID | JUDGE_UID),
		  { 0, VERDICT_ALLOW, false, 0, JUDGE_DEFAULT, false } },
	};
	struct policy *policy = parsed_policy(policy_text);
	struct judge_result result;
	struct judge *judge;
	const char *what;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wants); i++) {
		const struct judge_result *want = &wants[i].result;

		if (judge_open(&judge, &wants[i].call, &what))
			exit(EXIT_FAILURE);
		judge_policy(judge, policy, &result);
		ok(result.rule == want->rule &&
		   result.verdict == want->verdict &&
		   result.maybe == want->maybe &&
		   result.depends == want->depends &&
		   result.first_open == want->first_open &&
		   result.open == want->open, "%s", wants[i].what);
		judge_close(judge);
	}
	policy_free(policy);
}

static void test_conditions(void)
{
	static const struct {
		const char *key;
		enum judge_match match;
		unsigned int depends;
		bool note;
	} want[] = {
		{ "exe", JUDGE_YES, 0, false },
		{ "script", JUDGE_NO, 0, false },
		{ "sha256", JUDGE_YES, JUDGE_SHA256, false },
		{ "fsverity", JUDGE_NO, 0, false },
		{ "uid", JUDGE_YES, 0, false },
		{ "gid", JUDGE_NO, 0, false },
		{ "cgroup", JUDGE_MAYBE, 0, true },
		{ "proto", JUDGE_YES, 0, false },
		{ "dst", JUDGE_NO, 0, false },
		{ "dport", JUDGE_YES, 0, false },
		{ "sport", JUDGE_MAYBE, 0, true },
	};
	static const struct judge_call call =
		CALL(.cgroup = NULL, .unknown = JUDGE_SHA256);
	struct policy *policy = parsed_policy(
		"default deny\n"
		"ask exe=/usr/bin/curl script=/s sha256=" HASH " fsverity=sha256:" HASH " uid=1000 gid=5 cgroup=/x proto=tcp dst=10.0.0.0/8 dport=443 sport=5\n"
		"allow\n");
	struct judge_condition got[JUDGE_CONDITIONS];
	struct judge *judge;
	const char *what;
	size_t n, i;

	if (judge_open(&judge, &call, &what))
		exit(EXIT_FAILURE);
	n = judge_conditions(judge, policy, 0, got);
	is_number(n, ARRAY_SIZE(want), "all conditions of a rule");
	for (i = 0; i < n && i < ARRAY_SIZE(want); i++) {
		is(got[i].key, want[i].key, "key");
		ok(got[i].match == want[i].match &&
		   got[i].depends == want[i].depends &&
		   !!got[i].note == want[i].note, "and how it matches");
	}
	is_number(judge_conditions(judge, policy, 1, got), 0,
		  "a rule without any has none");
	judge_close(judge);
	policy_free(policy);
}

int main(void)
{
	test_cases();
	test_bad_calls();
	test_policy();
	test_conditions();
	ok(judge_proto_exists("packet") && !judge_proto_exists("x"),
	   "protocols");
	ok(judge_proto_has_address("raw") && !judge_proto_has_address("packet"),
	   "protocols with addresses");
	ok(judge_proto_has_ports("dccp") && !judge_proto_has_ports("icmp"),
	   "protocols with ports");
	return tap_end();
}
