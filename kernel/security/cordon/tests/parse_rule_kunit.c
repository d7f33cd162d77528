// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of rules that the parser must refuse
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "../parse.h"

/* What is wrong with a rule, and at which byte; 0: the rule as a whole. */
struct row {
	const char *text;
	u32 column;
	const char *reason;
};

/* clang-format off */
#define PAIR		"expected KEY=VALUE"
#define NO_QUOTE	"write a quote within a value as \\\""
#define QUOTE_ALL	"quotes must enclose the whole value"
#define OPEN_QUOTE	"the quote is not closed"
#define NO_SLASH	"a path begins with /"
#define EMPTY		"an empty path component: // or a trailing /"
#define DOTS		"a path with . or .. names no file here"
#define ESCAPE		"only \\*, \\?, \\\\, \\\" and three octal digits may follow a backslash"
#define OCTAL		"only control characters and bytes beyond ASCII are written as octal digits"
#define STARS		"more than two asterisks in a row"
#define NUMBER		"not a decimal number"
#define NONE		"a number is missing"
#define ZERO		"a number with a leading 0"
#define ID		"a number from 0 to 4294967294 is expected"
#define PORT		"a number from 0 to 65535 is expected"
#define RANGE		"the range ends before it begins"
#define ELEMENT		"an element is missing"
#define ADDRESS		"not an IPv4 or IPv6 address"
#define MAPPED		"an IPv4 address as IPv6: write it as IPv4"
#define DIGITS64	"64 hexadecimal digits are expected"
#define HEX		"not a lower case hexadecimal digit"
#define LABEL		"a label is made of A-Z a-z 0-9 _ . : @ / + -"
#define LABEL_LEN	"a label has 1 to 64 bytes"
#define EXPIRES		"a number from 1 to 316224000 is expected"
#define HEX32		"0123456789abcdef0123456789abcdef"
/* clang-format on */

/* clang-format off */
static const struct row rows[] = {
	/* Pairs and quotes. */
	{ "deny exe", 6, PAIR },
	{ "deny =/bin/x", 6, PAIR },
	{ "deny exe =/bin/x", 6, PAIR },
	{ "deny \"exe=/bin/x\"", 17, NO_QUOTE },
	{ "deny exe=/bin/x,proto=tcp dst", 27, PAIR },
	{ "deny colour=red", 6, "unknown key" },
	{ "deny Exe=/bin/x", 6, "unknown key" },
	{ "deny ex=/bin/x", 6, "unknown key" },
	{ "deny exe=/a exe=/a", 13, "exe= is given twice" },
	{ "deny log=no uid=1 log=no", 19, "log= is given twice" },
	{ "deny exe=/a\"b", 12, NO_QUOTE },
	{ "deny exe=/a\"b\"", 12, NO_QUOTE },
	{ "deny exe=\"/a\"b", 14, QUOTE_ALL },
	{ "deny exe=\"/a\"\"/b\"", 14, QUOTE_ALL },
	{ "deny exe=\"/a b", 10, OPEN_QUOTE },
	{ "deny exe=\"/a b\\\"", 10, OPEN_QUOTE },
	{ "deny exe=\"", 10, OPEN_QUOTE },
	{ "deny exe=\"\"", 11, NO_SLASH },
	{ "deny exe=/opt/My App/run", 18, PAIR },
	/* Paths. */
	{ "deny exe=", 10, NO_SLASH },
	{ "deny exe=curl", 10, NO_SLASH },
	{ "deny exe=./curl", 10, NO_SLASH },
	{ "deny exe=**/curl", 10, NO_SLASH },
	{ "deny exe=memfd:x", 10, NO_SLASH },
	{ "deny exe=/", 11, EMPTY },
	{ "deny exe=//", 11, EMPTY },
	{ "deny exe=/usr//curl", 15, EMPTY },
	{ "deny exe=/usr/", 15, EMPTY },
	{ "deny exe=/usr/./curl", 15, DOTS },
	{ "deny exe=/usr/../curl", 15, DOTS },
	{ "deny exe=/usr/..", 15, DOTS },
	{ "deny exe=/.", 11, DOTS },
	{ "deny exe=/***", 11, STARS },
	{ "deny exe=/a****b", 12, STARS },
	{ "deny exe=/a\\", 12, "nothing follows the backslash" },
	{ "deny exe=/a\\ b", 12, "nothing follows the backslash" },
	{ "deny exe=\"/a\\ b\"", 13, ESCAPE },
	{ "deny exe=/a\\n", 12, ESCAPE },
	{ "deny exe=/a\\[b", 12, ESCAPE },
	{ "deny exe=/a\\01", 12, ESCAPE },
	{ "deny exe=/a\\0128\\018", 17, ESCAPE },
	{ "deny exe=/a\\000", 12, OCTAL },
	{ "deny exe=/a\\057b", 12, OCTAL },
	{ "deny exe=/a\\040b", 12, OCTAL },
	{ "deny exe=/a\\101", 12, OCTAL },
	{ "deny exe=/a\\176", 12, OCTAL },
	{ "deny exe=/a\\400", 12, OCTAL },
	{ "deny exe=/a\\777", 12, OCTAL },
	{ "deny exe=/**/**/**/**/**/**/**/**/**", 35, "more than 8 **" },
	{ "deny script=run.py", 13, NO_SLASH },
	{ "deny script=/", 14, EMPTY },
	{ "deny cgroup=user.slice", 13, NO_SLASH },
	{ "deny cgroup=/user.slice/", 25, EMPTY },
	{ "deny cgroup=//", 14, EMPTY },
	/* Digests. */
	{ "deny sha256=", 13, DIGITS64 },
	{ "deny sha256=" HEX32, 13, DIGITS64 },
	{ "deny sha256=" HEX32 HEX32 "0", 13, DIGITS64 },
	{ "deny sha256=" HEX32 "0123456789ABCDEF0123456789abcdef", 55, HEX },
	{ "deny sha256=" HEX32 "0123456789abcdeg0123456789abcdef", 60, HEX },
	{ "deny fsverity=" HEX32 HEX32, 15, "sha256: or sha512: is expected" },
	{ "deny fsverity=sha256", 15, "sha256: or sha512: is expected" },
	{ "deny fsverity=md5:" HEX32, 15, "sha256: or sha512: is expected" },
	{ "deny fsverity=sha256:" HEX32, 22, DIGITS64 },
	{ "deny fsverity=sha512:" HEX32 HEX32, 22,
	  "128 hexadecimal digits are expected" },
	/* Ids. */
	{ "deny uid=", 10, ELEMENT },
	{ "deny uid=root", 10, NUMBER },
	{ "deny uid=-1", 10, NONE },
	{ "deny uid=1-", 12, NONE },
	{ "deny uid=1-2-3", 13, NUMBER },
	{ "deny uid=1,", 12, ELEMENT },
	{ "deny uid=,1", 10, ELEMENT },
	{ "deny uid=1,,2", 12, ELEMENT },
	{ "deny uid=2-1", 10, RANGE },
	{ "deny uid=01", 10, ZERO },
	{ "deny uid=00", 10, ZERO },
	{ "deny uid=0x10", 11, NUMBER },
	{ "deny uid=+1", 10, NUMBER },
	{ "deny uid=4294967295", 10, ID },
	{ "deny uid=0-4294967295", 12, ID },
	{ "deny uid=4294967296", 10, ID },
	{ "deny uid=18446744073709551616", 10, ID },
	{ "deny uid=99999999999999999999999999999", 10, ID },
	{ "deny gid=4294967295", 10, ID },
	{ "deny gid=\"1 2\"", 12, NUMBER },
	/* mnt=, proto= */
	{ "deny mnt=", 10, "any or init is expected" },
	{ "deny mnt=all", 10, "any or init is expected" },
	{ "deny proto=", 12, ELEMENT },
	{ "deny proto=tcp,", 16, ELEMENT },
	{ "deny proto=TCP", 12, "unknown protocol class" },
	{ "deny proto=tcp,mptcp", 16, "unknown protocol class" },
	{ "deny proto=6", 12, "unknown protocol class" },
	{ "deny proto=local", 12, "unknown protocol class" },
	{ "deny proto=unix", 12, "unknown protocol class" },
	/* Addresses. */
	{ "deny dst=", 10, ELEMENT },
	{ "deny dst=example.org", 10, ADDRESS },
	{ "deny dst=10", 10, ADDRESS },
	{ "deny dst=10.0.0", 10, ADDRESS },
	{ "deny dst=10.0.0.", 10, ADDRESS },
	{ "deny dst=10.0.0.0.0", 10, ADDRESS },
	{ "deny dst=10.0.0.256", 10, ADDRESS },
	{ "deny dst=10.0.0.01", 10, ADDRESS },
	{ "deny dst=10.0.0.1000", 10, ADDRESS },
	{ "deny dst=0x7f.0.0.1", 10, ADDRESS },
	{ "deny dst=10.0.0.0/", 19, NONE },
	{ "deny dst=10.0.0.0/33", 19, "a number from 0 to 32 is expected" },
	{ "deny dst=10.0.0.0/08", 19, ZERO },
	{ "deny dst=10.0.0.0/255.0.0.0", 22, NUMBER },
	{ "deny dst=10.0.0.1/31", 10,
	  "host bits are set; the prefix is 10.0.0.0/31" },
	{ "deny dst=0.0.0.1/0", 10,
	  "host bits are set; the prefix is 0.0.0.0/0" },
	{ "deny dst=:", 10, ADDRESS },
	{ "deny dst=:::", 10, ADDRESS },
	{ "deny dst=1::2::3", 10, ADDRESS },
	{ "deny dst=:1", 10, ADDRESS },
	{ "deny dst=1:", 10, ADDRESS },
	{ "deny dst=1:2:3:4:5:6:7", 10, ADDRESS },
	{ "deny dst=1:2:3:4:5:6:7:8:9", 10, ADDRESS },
	{ "deny dst=1:2:3:4::5:6:7:8", 10, ADDRESS },
	{ "deny dst=12345::", 10, ADDRESS },
	{ "deny dst=g::", 10, ADDRESS },
	{ "deny dst=fe80::1%eth0", 10, ADDRESS },
	{ "deny dst=[::1]", 10, ADDRESS },
	{ "deny dst=1:2:3:4:5:6:7:1.2.3.4", 10, ADDRESS },
	{ "deny dst=::1.2.3.4:5", 10, ADDRESS },
	{ "deny dst=::1.2.3", 10, ADDRESS },
	{ "deny dst=::/129", 13, "a number from 0 to 128 is expected" },
	{ "deny dst=2001:db8::1/64", 10,
	  "host bits are set; the prefix is 2001:db8::/64" },
	{ "deny dst=2001:db8:0:0:8000::/64", 10,
	  "host bits are set; the prefix is 2001:db8::/64" },
	{ "deny dst=::ffff:10.0.0.1", 10, MAPPED },
	{ "deny dst=::ffff:a00:1", 10, MAPPED },
	{ "deny dst=::ffff:0:0/96", 10, MAPPED },
	{ "deny dst=10.0.0.1,", 19, ELEMENT },
	{ "deny dst=@", 11, "the name of a set is missing" },
	{ "deny dst=@a/8", 12, "the name of a set is made of A-Z a-z 0-9 _ . -" },
	{ "deny dst=!10.0.0.1", 10, ADDRESS },
	{ "deny dst=10.0.0.1:80", 10, ADDRESS },
	{ "deny proto=packet,vsock dst=10.0.0.1", 0,
	  "the protocols of this rule have no addresses" },
	/* Ports. */
	{ "deny dport=65536", 12, PORT },
	{ "deny dport=80-65536", 15, PORT },
	{ "deny dport=http", 12, NUMBER },
	{ "deny dport=443:445", 15, NUMBER },
	{ "deny dport=", 12, ELEMENT },
	{ "deny sport=-", 12, NONE },
	{ "deny sport=9-8", 12, RANGE },
	{ "deny proto=icmp,raw dport=7", 0,
	  "the protocols of this rule have no ports" },
	{ "deny proto=vsock sport=7", 0,
	  "the protocols of this rule have no ports" },
	/* Modifiers. */
	{ "deny label=", 12, LABEL_LEN },
	{ "deny label=" HEX32 HEX32 "0", 12, LABEL_LEN },
	{ "deny label=a,b", 13, LABEL },
	{ "deny label=\"a b\"", 14, LABEL },
	{ "deny label=caf\xc3\xa9", 15, LABEL },
	{ "deny errno=", 12, "not an errno that a rule may have" },
	{ "deny errno=13", 12, "not an errno that a rule may have" },
	{ "deny errno=EINTR", 12, "not an errno that a rule may have" },
	{ "deny errno=eperm", 12, "not an errno that a rule may have" },
	{ "allow errno=EPERM", 13, "errno= is for deny and ask rules" },
	{ "deny expires=0", 14, EXPIRES },
	{ "deny expires=316224001", 14, EXPIRES },
	{ "deny expires=1h", 15, NUMBER },
	{ "deny expires=4294967297", 14, EXPIRES },
	{ "deny log=", 10, "yes or no is expected" },
	{ "deny log=1", 10, "yes or no is expected" },
};

/* clang-format on */

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: %s", (u32)(row - rows),
		 row->reason);
}

KUNIT_ARRAY_PARAM(refused, rows, describe);

static void test_refused(struct kunit *test)
{
	const struct row *row = test->param_value;
	struct cordon_reason reason;
	struct cordon_draft draft;
	char text[256];
	int len;

	len = snprintf(text, sizeof(text), "default deny\nset a\n%s\nset b\n",
		       row->text);
	KUNIT_ASSERT_LT(test, len, (int)sizeof(text));
	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_parse_policy(text, len, &draft, &reason));
	KUNIT_EXPECT_STREQ(test, reason.text, row->reason);
	KUNIT_EXPECT_EQ(test, reason.line, 3);
	KUNIT_EXPECT_EQ(test, reason.column, row->column);
	KUNIT_EXPECT_TRUE(test, !draft.rules && !draft.sets);
	cordon_draft_destroy(&draft);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_refused, refused_gen_params),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_parse_rule",
	.test_cases = cases,
};

kunit_test_suite(suite);
