// SPDX-License-Identifier: GPL-2.0-only
/* Parsed policies: rules, lines, settings, sets */

#include <errno.h>

#include "array.h"
#include "policy.h"
#include "parsed.h"
#include "tap.h"

static void test_rules(void)
{
	static const char text[] =
		"# allow exe=/not/a/rule\n"
		"set corp 10.0.0.0/8\n"
		"\n"
		"allow exe=\"/opt/My App\\*\" dst=@corp # id=7 hits=3\n"
		"\t deny   exe=/usr/** label=x # id=9\n"
		"default ask\n"
		"unanswered allow after=5\n"
		"ask script=/a#b expires=60 uid=1 #id=1 hits=2\n"
		"set allow 192.0.2.1\n"
		"deny sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef mnt=any cgroup=/x";
	static const unsigned int lines[] = { 4, 5, 8, 10 };
	struct policy *policy = parsed_policy(text);
	struct text print = { 0 };
	struct policy_rule rule;
	size_t i;

	is_number(policy_rules(policy), 4, "rules");
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		policy_rule(policy, i, &rule);
		is_number(rule.line, lines[i], "line of a rule");
	}
	policy_rule(policy, 0, &rule);
	is_number(rule.verdict, VERDICT_ALLOW, "verdict");
	is(rule.exe, "/opt/My App\\*", "pattern as written");
	is(rule.exe_path, "/opt/My App*", "the path that it names");
	is_number(rule.id, 7, "id of the kernel's comment");
	is_number(rule.hits, 3, "hits of the kernel's comment");
	ok(rule.has_dst && !rule.has_digest && !rule.has_ids, "what it has");
	policy_print_rule(policy, 0, &print);
	is(text_string(&print), "allow exe=\"/opt/My App\\*\" dst=@corp",
	   "printed without id");

	policy_rule(policy, 1, &rule);
	is(rule.exe, "/usr/**", "pattern with a wildcard");
	is(rule.exe_path, NULL, "names no path");
	is(rule.label, "x", "label");
	is_number(rule.id, 0, "another comment is none of the kernel's");

	policy_rule(policy, 2, &rule);
	is(rule.script, "/a#b", "a hash in a value begins no comment");
	is_number(rule.id, 0, "nor is one that looks nearly like it");
	is_number(rule.expires, 60, "expires");
	ok(rule.has_ids, "uid=");
	text_clear(&print);
	policy_print_rule(policy, 2, &print);
	is(text_string(&print), "ask script=/a#b uid=1 expires=60", "printed");
	text_clear(&print);
	policy_print_timeless(policy, 2, &print);
	is(text_string(&print), "ask script=/a#b uid=1",
	   "printed without expires=");

	policy_rule(policy, 3, &rule);
	ok(rule.has_digest && rule.mnt_any, "digest, mnt=any");
	is(rule.cgroup, "/x", "cgroup");

	is_number(policy_default(policy), VERDICT_ASK, "default");
	text_clear(&print);
	policy_print_settings(policy, &print);
	is(text_string(&print),
	   "default ask\nunanswered allow after=5 hold=all\n", "settings");
	is_number(policy_sets(policy), 2, "sets");
	is(policy_set_name(policy, 0), "corp", "name of a set");
	is(policy_set_name(policy, 1), "allow", "named like a verdict");
	text_destroy(&print);
	policy_free(policy);
}

static void test_mistakes(void)
{
	struct language_error error;
	struct policy *policy;
	static const char bad[] = "default ask\n\n allow exe=curl\n";

	is_number(policy_parse(&policy, bad, strlen(bad), &error), -EINVAL,
		  "a mistake is refused");
	ok(!policy, "there is no policy then");
	is_number(error.line, 3, "line");
	is_number(error.column, 12, "column");
	is(error.reason, "a path begins with /", "reason");
	is_number(policy_parse(&policy, "", 0, &error), -EINVAL,
		  "a text without default is refused");
	policy_free(NULL);
}

static void test_sets(void)
{
	struct policy *old = parsed_policy("default ask\n"
				   "set a 10.0.0.0/8 192.0.2.1 2001:db8::/32\n"
				   "set b 192.0.2.0/25 192.0.2.128/25\n");
	struct policy *new = parsed_policy("default ask\n"
				   "set b 192.0.2.0/24\n"
				   "set a 10.0.0.0/9 192.0.2.1 192.0.2.9 2001:db8::/33\n"
				   "set c 1.1.1.1 3.3.3.3 5.5.5.5 7.7.7.7 9.9.9.9 11.1.1.1\n");
	struct policy_set_change change;

	policy_compare_sets(old, 0, new, 1, &change);
	is_number(change.added, 3, "prefixes added");
	is(text_string(&change.first_added),
	   "10.0.0.0/9\n192.0.2.9\n2001:db8::/33\n", "which");
	is_number(change.removed, 2, "prefixes removed");
	is(text_string(&change.first_removed), "10.0.0.0/8\n2001:db8::/32\n",
	   "which");
	policy_set_change_destroy(&change);

	policy_compare_sets(old, 1, new, 0, &change);
	ok(!change.added && !change.removed,
	   "the same addresses are the same set");
	policy_set_change_destroy(&change);

	policy_compare_sets(NULL, 0, new, 2, &change);
	is_number(change.added, 6, "a new set is all added");
	is(text_string(&change.first_added),
	   "1.1.1.1\n3.3.3.3\n5.5.5.5\n7.7.7.7\n9.9.9.9\n",
	   "some of it is named");
	policy_set_change_destroy(&change);

	policy_compare_sets(old, 0, NULL, 0, &change);
	ok(!change.added && change.removed == 3, "one that is gone, removed");
	policy_set_change_destroy(&change);
	policy_free(old);
	policy_free(new);
}

int main(void)
{
	test_rules();
	test_mistakes();
	test_sets();
	is_number(verdict_find("deny"), VERDICT_DENY, "a verdict is found");
	is_number(verdict_find("permit"), -1, "another is not");
	is(verdict_name(VERDICT_ASK), "ask", "name of a verdict");
	return tap_end();
}
