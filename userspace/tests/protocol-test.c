// SPDX-License-Identifier: GPL-2.0-only
/* Lines from agents: what is understood, and what is not */

#include <errno.h>
#include <inttypes.h>

#include "array.h"
#include "protocol.h"
#include "tap.h"

#define ANSWER	"{\"type\":\"answer\",\"request\":5,\"id\":17,"

static int parse(struct protocol_message *message, const char *line)
{
	const char *why;
	int err = protocol_parse(message, line, strlen(line), &why);

	ok(!err == !why, "a reason when there is an error");
	return err;
}

/* "allow scope/prefix lasting seconds user mount" */
static void answers(const char *line, const char *expected)
{
	struct protocol_message message;
	char got[100];

	if (parse(&message, line)) {
		ok(false, "%s", line);
		return;
	}
	snprintf(got, sizeof(got), "%" PRId64 " %" PRId64 " %d %s/%u %d %u %d %d",
		 message.request, message.question, message.answer.allow,
		 scope_name(message.answer.scope), message.answer.prefix,
		 message.answer.lasting, message.answer.seconds,
		 message.answer.this_user, message.answer.any_mount);
	is(got, expected, line);
}

static void test_good(void)
{
	struct protocol_message message;

	is_number(parse(&message, "{\"type\":\"hello\",\"protocol\":1}"), 0,
		  "hello");
	ok(message.type == PROTOCOL_IS_HELLO && message.protocol == 1,
	   "with a version");
	is_number(parse(&message,
			" {\"protocol\": 2, \"x\":[{}], \"type\":\"hello\"}"),
		  0, "members that are not known are left out");
	answers(ANSWER "\"verdict\":\"allow\",\"scope\":\"once\"}",
		"5 17 1 once/0 0 0 0 0");
	answers(ANSWER "\"verdict\":\"deny\",\"scope\":\"host-port\",\"for\":\"always\",\"this_user\":true}",
		"5 17 0 host-port/0 2 0 1 0");
	answers(ANSWER "\"verdict\":\"deny\",\"scope\":\"app\",\"for\":\"5m\",\"any_mount\":true,\"this_user\":false}",
		"5 17 0 app/0 1 300 0 1");
	answers(ANSWER "\"verdict\":\"allow\",\"scope\":\"net\",\"prefix\":20}",
		"5 17 1 net/20 0 0 0 0");
	answers("{\"type\":\"answer\",\"request\":9007199254740993,\"id\":9223372036854775807,\"verdict\":\"allow\",\"scope\":\"once\"}",
		"9007199254740993 9223372036854775807 1 once/0 0 0 0 0");
}

static void test_broken(void)
{
	static const char *const lines[] = {
		"", " ", "x", "{", "}", "{}", "[]", "null", "1", "\"hello\"",
		"{\"type\":\"hello\"}",
		"{\"type\":\"hello\",\"protocol\":\"1\"}",
		"{\"type\":\"hello\",\"protocol\":-1}",
		"{\"type\":\"hello\",\"protocol\":1.0}",
		"{\"type\":\"hello\",\"protocol\":1} {}",
		"{\"type\":\"hello\",\"protocol\":1}x",
		"{\"type\":\"hello\",\"protocol\":1,}",
		"{'type':'hello','protocol':1}",
		"{\"type\":\"hello\\u0000\",\"protocol\":1}",
		"{\"type\":\"HELLO\",\"protocol\":1}",
		"{\"type\":\"question\",\"id\":1}",
		"{\"type\":1}",
		"{\"type\":\"hello\",\"protocol\":1,\"x\":\"\xff\"}",
		"{\"type\":\"hello\",\"protocol\":1,\"x\":[[[[[[[[[[[[]]]]]]]]]]]]}",
		"{\"type\":\"answer\",\"id\":17,\"verdict\":\"allow\",\"scope\":\"once\"}",
		"{\"type\":\"answer\",\"request\":5,\"verdict\":\"allow\",\"scope\":\"once\"}",
		"{\"type\":\"answer\",\"request\":5,\"id\":\"17\",\"verdict\":\"allow\",\"scope\":\"once\"}",
		ANSWER "\"scope\":\"once\"}",
		ANSWER "\"verdict\":\"allow\"}",
	};
	struct protocol_message message;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		is_number(parse(&message, lines[i]), -EINVAL, lines[i]);
}

static void test_wrong(void)
{
	static const char *const lines[] = {
		ANSWER "\"verdict\":\"maybe\",\"scope\":\"once\"}",
		ANSWER "\"verdict\":true,\"scope\":\"once\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"everything\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"hp\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"net/20\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":[]}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"once\",\"for\":\"5m\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"app\",\"for\":\"5x\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"app\",\"for\":300}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"app\",\"prefix\":24}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"net\",\"prefix\":0}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"net\",\"prefix\":129}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"net\",\"prefix\":\"8\"}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"app\",\"this_user\":1}",
		ANSWER "\"verdict\":\"allow\",\"scope\":\"app\",\"any_mount\":null}",
	};
	struct protocol_message message;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		is_number(parse(&message, lines[i]), -EDOM, lines[i]);
		ok(message.request == 5 && message.question == 17,
		   "which request that is, is known");
	}
}

static void test_bytes(void)
{
	static const char nul[] = "{\"type\":\"hello\",\"protocol\":1}\0x";
	static const char hello[] = "{\"type\":\"hello\",\"protocol\":1}";
	static char huge[PROTOCOL_LINE_MAX + 100];
	struct protocol_message message;
	const char *why;

	is_number(protocol_parse(&message, nul, sizeof(nul) - 1, &why), -EINVAL,
		  "a NUL");
	memset(huge, ' ', sizeof(huge));
	memcpy(huge, hello, strlen(hello));
	is_number(protocol_parse(&message, huge, sizeof(huge), &why), -EINVAL,
		  "a line that is too long");
	memset(huge, '[', sizeof(huge));
	is_number(protocol_parse(&message, huge, PROTOCOL_LINE_MAX - 1, &why),
		  -EINVAL, "brackets");
}

int main(void)
{
	test_good();
	test_broken();
	test_wrong();
	test_bytes();
	return tap_end();
}
