// SPDX-License-Identifier: GPL-2.0-only
/* Answers: scopes, times, and the rules they make */

#include "answer.h"
#include "array.h"
#include "language.h"
#include "parsed.h"
#include "tap.h"
#include "text.h"

#define HEAD "op=connect verdict=ask question=17 rule=3 "
#define CURL HEAD "exe=\"/usr/bin/curl\" script=? mnt=init proto=tcp family=inet dst=192.0.2.7 dport=443 sport=? uid=1000"

/* The rule, "refused", or "invalid" when the language does not know it. */
static void rule_is(const char *line, struct answer answer,
		    const char *expected)
{
	struct record question = parsed_record(line);
	struct language_error error;
	struct text rule = { 0 }, change = { 0 };

	if (answer_refusal(&question, &answer)) {
		text_puts(&rule, "refused");
	} else {
		answer_rule(&rule, &question, &answer);
		text_printf(&change, "append %s\n", rule.data);
		if (language_check_rules(change.data, change.len, &error)) {
			printf("# %s: %s\n", rule.data, error.reason);
			text_clear(&rule);
			text_puts(&rule, "invalid");
		}
	}
	is(rule.data, expected, expected);
	text_destroy(&rule);
	text_destroy(&change);
	record_destroy(&question);
}

static void test_scopes(void)
{
	rule_is(CURL, (struct answer){ .allow = true, .scope = SCOPE_APP },
		"allow exe=/usr/bin/curl");
	rule_is(CURL, (struct answer){ .scope = SCOPE_PROTO },
		"deny exe=/usr/bin/curl proto=tcp");
	rule_is(CURL, (struct answer){ .allow = true, .scope = SCOPE_HOST },
		"allow exe=/usr/bin/curl dst=192.0.2.7");
	rule_is(CURL, (struct answer){ .allow = true,
				       .scope = SCOPE_HOST_PORT },
		"allow exe=/usr/bin/curl proto=tcp dst=192.0.2.7 dport=443");
	rule_is(CURL, (struct answer){ .allow = true, .scope = SCOPE_PORT,
				       .this_user = true,
				       .lasting = LASTING_SECONDS,
				       .seconds = 300 },
		"allow exe=/usr/bin/curl uid=1000 proto=tcp dport=443 expires=300");
	rule_is(CURL, (struct answer){ .scope = SCOPE_HOST,
				       .lasting = LASTING_ALWAYS },
		"deny exe=/usr/bin/curl dst=192.0.2.7");
	rule_is(HEAD "exe=\"/usr/bin/python3.11\" script=\"/opt/b/run.py\" mnt=same proto=udp dst=2001:db8::1 dport=53",
		(struct answer){ .allow = true, .scope = SCOPE_HOST_PORT },
		"allow exe=/usr/bin/python3.11 script=/opt/b/run.py proto=udp dst=2001:db8::1 dport=53");
}

static void test_networks(void)
{
	static const char v6[] =
		HEAD "exe=\"/usr/bin/curl\" mnt=init proto=tcp dst=2001:db8:1:2:3:4:5:6 dport=443";
	static const struct {
		const char *question;
		unsigned int prefix;
		const char *rule;
	} cases[] = {
		{ CURL, 0, "allow exe=/usr/bin/curl dst=192.0.2.0/24" },
		{ CURL, 1, "allow exe=/usr/bin/curl dst=128.0.0.0/1" },
		{ CURL, 15, "allow exe=/usr/bin/curl dst=192.0.0.0/15" },
		{ CURL, 31, "allow exe=/usr/bin/curl dst=192.0.2.6/31" },
		{ CURL, 32, "allow exe=/usr/bin/curl dst=192.0.2.7" },
		{ CURL, 33, "refused" },
		{ v6, 0, "allow exe=/usr/bin/curl dst=2001:db8:1:2::/64" },
		{ v6, 33, "allow exe=/usr/bin/curl dst=2001:db8::/33" },
		{ v6, 128, "allow exe=/usr/bin/curl dst=2001:db8:1:2:3:4:5:6" },
		{ v6, 129, "refused" },
		{ HEAD "exe=\"/a\" mnt=init proto=tcp dst=::ffff:1 dport=443",
		  120, "allow exe=/a dst=::ffff:0/120" },
		{ HEAD "exe=\"/a\" mnt=init proto=tcp dst=? dport=443", 0,
		  "refused" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		rule_is(cases[i].question,
			(struct answer){ .allow = true, .scope = SCOPE_NET,
					 .prefix = cases[i].prefix },
			cases[i].rule);
}

static void test_odd_paths(void)
{
	const struct answer app = { .allow = true, .scope = SCOPE_APP };

	/* "/opt/My App/r*n" */
	rule_is(HEAD "exe=2F6F70742F4D79204170702F722A6E mnt=init proto=tcp",
		app, "allow exe=\"/opt/My App/r\\*n\"");
	/* "/opt/a\"b\\c?" */
	rule_is(HEAD "exe=2F6F70742F6122625C633F mnt=init proto=tcp",
		app, "allow exe=/opt/a\\\"b\\\\c\\?");
	/* A tab and a newline. */
	rule_is(HEAD "exe=2F6F7009740A mnt=init proto=tcp",
		app, "allow exe=/op\\011t\\012");
	rule_is(HEAD "exe=2F6F70742FC3A9 mnt=init proto=tcp",
		app, "allow exe=/opt/\xc3\xa9");
	/* What runs backwards, a control character of eight bits, no UTF-8. */
	rule_is(HEAD "exe=2F6F70E280AEC3A9C29BFF9B mnt=init proto=tcp",
		app, "allow exe=/op\\342\\200\\256\xc3\xa9\\302\\233\\377\\233");
	rule_is(HEAD "exe=\"/opt/#x\" mnt=init proto=tcp",
		app, "allow exe=/opt/#x");
}

static void test_refusals(void)
{
	static const char *const pathless[] = {
		HEAD "exe=\"memfd:x\" mnt=init proto=tcp dst=192.0.2.7 dport=1",
		HEAD "exe=\"deleted:/usr/bin/curl\" mnt=init proto=tcp dst=192.0.2.7 dport=1",
		HEAD "exe=? mnt=init proto=tcp dst=192.0.2.7 dport=1",
	};
	static const char other[] =
		HEAD "exe=\"/usr/bin/curl\" mnt=other proto=tcp dst=192.0.2.7 dport=443";
	static const char packet[] =
		HEAD "exe=\"/usr/bin/tcpdump\" mnt=init proto=packet dst=? dport=? sport=?";
	static const char icmp[] =
		HEAD "exe=\"/usr/bin/ping\" mnt=init proto=icmp dst=192.0.2.7 dport=? sport=?";
	struct record question = parsed_record(pathless[0]);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pathless); i++)
		rule_is(pathless[i], (struct answer){ .scope = SCOPE_APP },
			"refused");
	ok(!answer_refusal(&question, &(struct answer){ .scope = SCOPE_ONCE }),
	   "a program without a path can be answered once");
	record_destroy(&question);

	rule_is(other, (struct answer){ .scope = SCOPE_HOST_PORT }, "refused");
	rule_is(other, (struct answer){ .scope = SCOPE_HOST_PORT,
					.any_mount = true },
		"deny exe=/usr/bin/curl mnt=any proto=tcp dst=192.0.2.7 dport=443");
	rule_is(packet, (struct answer){ .scope = SCOPE_HOST }, "refused");
	rule_is(packet, (struct answer){ .scope = SCOPE_HOST_PORT }, "refused");
	rule_is(packet, (struct answer){ .scope = SCOPE_PORT }, "refused");
	rule_is(packet, (struct answer){ .allow = true, .scope = SCOPE_PROTO },
		"allow exe=/usr/bin/tcpdump proto=packet");
	rule_is(icmp, (struct answer){ .scope = SCOPE_HOST_PORT }, "refused");
	rule_is(icmp, (struct answer){ .allow = true, .scope = SCOPE_HOST },
		"allow exe=/usr/bin/ping dst=192.0.2.7");
	rule_is(CURL, (struct answer){ .scope = SCOPE_ONCE, .this_user = true },
		"refused");
	rule_is(icmp, (struct answer){ .scope = SCOPE_APP, .this_user = true },
		"refused");
	rule_is(HEAD "exe=\"/bin/sh\" script=\"unknown:\" mnt=init proto=tcp",
		(struct answer){ .scope = SCOPE_APP }, "refused");
	rule_is(HEAD "exe=\"/bin/sh\" script=\"memfd:x\" mnt=init proto=tcp",
		(struct answer){ .scope = SCOPE_APP }, "refused");
}

#define PYTHON HEAD "exe=\"/usr/bin/python3.11\" mnt=same proto=tcp "

/* Of a rule that would not match, nobody hears "always". */
static void test_scripts(void)
{
	const struct answer app = { .allow = true, .scope = SCOPE_APP };
	const struct answer any = { .allow = true, .scope = SCOPE_APP,
				    .any_mount = true };

	rule_is(PYTHON "script=\"/opt/run.py\"", app,
		"allow exe=/usr/bin/python3.11 script=/opt/run.py");
	rule_is(PYTHON "script=\"unknown:/opt/run.py\"", app, "refused");
	rule_is(PYTHON "script=\"unknown:/opt/run.py\"", any, "refused");
	rule_is(PYTHON "script=\"other:/opt/run.py\"", app, "refused");
	rule_is(PYTHON "script=\"other:/opt/run.py\"", any,
		"allow exe=/usr/bin/python3.11 script=/opt/run.py mnt=any");
	rule_is(PYTHON "script=\"other:run.py\"", any, "refused");
}

/* What it takes to write a path can be more than a rule may have. */
static void test_long_paths(void)
{
	const struct answer app = { .scope = SCOPE_APP };
	char path[2050] = "/", *longest = path + 1;
	struct record question;

	record_init(&question);
	question.exe = path;
	memset(longest, '*', 2047);
	ok(!answer_refusal(&question, &app), "4095 bytes with escapes");
	longest[2047] = '*';
	ok(answer_refusal(&question, &app), "and more");
	question.exe = (char *)"/bin/sh";
	question.script = path;
	ok(answer_refusal(&question, &app), "of a script");
	longest[2047] = '\0';
	ok(!answer_refusal(&question, &app), "which fits");
	memset(longest, '\xff', 1023);
	longest[1023] = '\0';
	ok(!answer_refusal(&question, &app), "digits of bytes beyond ASCII");
	longest[1023] = '\xff';
	longest[1024] = '\0';
	ok(answer_refusal(&question, &app), "count as well");
}

static void test_names(void)
{
	int i;

	for (i = 0; i < SCOPE_COUNT; i++)
		ok(scope_find(scope_name(i)) == i, "scope %s", scope_name(i));
	is_number(scope_find("everything"), -1, "an unknown scope");
	is_number(scope_find(""), -1, "no scope");
}

static void test_times(void)
{
	static const struct {
		const char *word;
		long seconds;
		const char *shown;
	} good[] = {
		{ "300", 300, "for 5 min" },	{ "1", 1, "for 1 s" },
		{ "90s", 90, "for 90 s" },	{ "5m", 300, "for 5 min" },
		{ "1h", 3600, "for 1 h" },	{ "2d", 172800, "for 2 d" },
		{ "1w", 604800, "for 7 d" },
		{ "5 m", 300, "for 5 min" },
		{ "2 days", 172800, "for 2 d" },
		{ "1h 30min", 5400, "for 90 min" },
		{ "316224000", 316224000, "for 3660 d" },
		{ "always", 0, "always" },	{ "boot", 0, "until reboot" },
	};
	static const char *const bad[] = {
		"", "0", "0h", "-5", "+5", " 5", "5x", "5mm", "1h 30", "m",
		"316224001", "3661d", "99999999999999999999", "forever",
	};
	struct answer answer;
	char shown[40];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		answer = (struct answer){ 0 };
		ok(!lasting_parse(good[i].word, &answer) &&
		   answer.seconds == good[i].seconds, "time %s", good[i].word);
		lasting_print(shown, sizeof(shown), &answer);
		is(shown, good[i].shown, "shown");
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		ok(lasting_parse(bad[i], &answer) < 0, "no time: \"%s\"",
		   bad[i]);
}

int main(void)
{
	test_scopes();
	test_networks();
	test_odd_paths();
	test_refusals();
	test_scripts();
	test_long_paths();
	test_names();
	test_times();
	return tap_end();
}
