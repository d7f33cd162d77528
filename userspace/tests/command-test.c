// SPDX-License-Identifier: GPL-2.0-only
/* Answers as they are typed */

#include "array.h"
#include "command.h"
#include "parsed.h"
#include "tap.h"

#define HEAD "op=connect verdict=ask question=17 rule=3 "
#define CURL HEAD "exe=\"/usr/bin/curl\" mnt=init proto=tcp dst=192.0.2.7 dport=443 uid=1000"

/* "allow host-port always user", or "wrong" */
static const char *typed(const char *question, const char *line)
{
	struct record record = parsed_record(question);
	static char result[100];
	struct answer answer;
	char copy[100], lasting[40];

	snprintf(copy, sizeof(copy), "%s", line);
	if (command_parse(copy, &record, &answer)) {
		strcpy(result, "wrong");
	} else {
		lasting_print(lasting, sizeof(lasting), &answer);
		snprintf(result, sizeof(result), "%s %s%s%s%s",
			 answer.allow ? "allow" : "deny",
			 scope_name(answer.scope),
			 answer.scope == SCOPE_ONCE ? "" : " ",
			 answer.scope == SCOPE_ONCE ? "" : lasting,
			 answer.this_user ? " user" : "");
	}
	record_destroy(&record);
	return result;
}

static void test_typed(void)
{
	static const struct {
		const char *line;
		const char *meaning;
	} lines[] = {
		{ "a", "allow once" },
		{ "d", "deny once" },
		{ "allow", "allow once" },
		{ "deny once", "deny once" },
		{ "A", "allow host-port always" },
		{ "D", "deny host-port always" },
		{ "a app", "allow app until reboot" },
		{ "a host 1h", "allow host for 1 h" },
		{ "d port always", "deny port always" },
		{ " a\tproto  300 ", "allow proto for 5 min" },
		{ "a hp always user", "allow host-port always user" },
		{ "a user host", "allow host until reboot user" },
		{ "a always", "wrong" },
		{ "a user", "wrong" },
		{ "a app host", "wrong" },
		{ "a app 5m 1h", "wrong" },
		{ "a x", "wrong" },
		{ "A app", "wrong" },
		{ "yes", "wrong" },
		{ "al", "wrong" },
		{ " ", "wrong" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		is(typed(CURL, lines[i].line), lines[i].meaning, lines[i].line);
	is(typed(HEAD "exe=\"/usr/bin/ping\" mnt=init proto=icmp dst=192.0.2.7",
		 "A"), "allow host always", "A without a port");
	is(typed(HEAD "exe=\"/usr/bin/tcpdump\" mnt=init proto=packet", "D"),
	   "deny proto always", "D without an address");
	is(typed(HEAD "exe=\"memfd:x\" mnt=init proto=tcp dst=1.2.3.4 dport=1",
		 "A"), "wrong", "A for a program without a path");
	is(typed(HEAD "exe=\"/x\" mnt=other proto=tcp dst=1.2.3.4 dport=1",
		 "a app"), "wrong", "a rule for a path of another namespace");
}

int main(void)
{
	test_typed();
	return tap_end();
}
