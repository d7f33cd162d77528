// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of printing, and of reading what was printed
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/in6.h>
#include <linux/string.h>

#include "../parse.h"

/* A rule as it may be written, and as it is printed; NULL: the same. */
struct row {
	const char *in;
	const char *out;
};

/* clang-format off */
#define HEX64		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SOME		"dport=2 dst=::1 proto=tcp mnt=any cgroup=/c gid=3 uid=4"
#define SORTED		"uid=4 gid=3 cgroup=/c mnt=any proto=tcp dst=::1 dport=2"
#define ALL_PROTOS							\
	"other,isdn,iucv,mctp,qrtr,nfc,caif,ieee802154,phonet,appletalk," \
	"atm,rose,netrom,ax25,x25,llc,pppox,l2tp,kcm,can,bluetooth,rxrpc," \
	"tipc,rds,smc,vsock,xdp,packet,raw,icmp,dccp,sctp,udplite,udp,tcp"
/* clang-format on */

static const struct row rows[] = {
	{ "allow", NULL },
	{ "deny", NULL },
	{ "ask", NULL },
	{ "  deny\t# comment", "deny" },
	/* All keys, in any order. */
	{ "deny log=yes expires=5 errno=EPERM label=a sport=1 " SOME
	  " fsverity=sha256:" HEX64 " sha256=" HEX64 " script=/s exe=/e",
	  "deny exe=/e script=/s sha256=" HEX64 " fsverity=sha256:" HEX64
	  " " SORTED " sport=1 label=a errno=EPERM expires=5 log=yes" },
	/* Paths. */
	{ "deny exe=/usr/bin/curl", NULL },
	{ "deny exe=\"/usr/bin/curl\"", "deny exe=/usr/bin/curl" },
	{ "deny exe=\"/opt/My App/run\"", NULL },
	{ "deny exe=\"/opt/a\tb\"", "deny exe=/opt/a\\011b" },
	{ "deny exe=/a\\001\\177", NULL },
	{ "deny exe=/a\\200\xc3\xa9\\377", NULL },
	{ "deny exe=/a#b", NULL },
	{ "deny exe=/a=b,c", NULL },
	{ "deny exe=/a\\\"b", NULL },
	{ "deny exe=\"/a\\\" b\"", NULL },
	{ "deny exe=\"/a\\\\\"", "deny exe=/a\\\\" },
	{ "deny exe=/\\*\\?\\\\", NULL },
	{ "deny exe=/caf\xc3\xa9/\xff", NULL },
	{ "deny exe=/home/** script=/**/*.p?", NULL },
	{ "deny exe=/...", NULL },
	{ "deny exe=/.a/..b/c.", NULL },
	{ "deny exe=/.*", NULL },
	{ "deny cgroup=/", NULL },
	{ "deny cgroup=/user.slice/**", NULL },
	{ "deny cgroup=\"/a b\"", NULL },
	/* Digests. */
	{ "allow sha256=" HEX64, NULL },
	{ "allow fsverity=sha256:" HEX64, NULL },
	{ "allow fsverity=sha512:" HEX64 HEX64, NULL },
	/* Lists of numbers: sorted and merged. */
	{ "deny uid=3,1,2", "deny uid=1-3" },
	{ "deny uid=5,5,5", "deny uid=5" },
	{ "deny uid=5-5", "deny uid=5" },
	{ "deny uid=1-10,5-20,3,22", "deny uid=1-20,22" },
	{ "deny uid=10-20,0-4,6", "deny uid=0-4,6,10-20" },
	{ "deny uid=0-4294967294", NULL },
	{ "deny uid=4294967294,4294967293", "deny uid=4294967293-4294967294" },
	{ "deny gid=0", NULL },
	{ "deny dport=0", NULL },
	{ "deny dport=0-65535", NULL },
	{ "deny dport=65535,0", "deny dport=0,65535" },
	{ "deny sport=443,8080-8090,80", "deny sport=80,443,8080-8090" },
	/* Classes. */
	{ "deny proto=udp,tcp,udp", "deny proto=tcp,udp" },
	{ "deny proto=" ALL_PROTOS, "deny" },
	{ "deny proto=other,packet,raw", "deny proto=raw,packet,other" },
	{ "deny mnt=init", "deny" },
	/* Addresses: minimal prefixes, IPv4 first, then sets as written. */
	{ "deny dst=10.0.0.0/32", "deny dst=10.0.0.0" },
	{ "deny dst=::1/128", "deny dst=::1" },
	{ "deny dst=0.0.0.0/0,::/0", NULL },
	{ "deny dst=10.0.0.0/9,10.128.0.0/9", "deny dst=10.0.0.0/8" },
	{ "deny dst=10.0.0.3,10.0.0.1,10.0.0.2",
	  "deny dst=10.0.0.1,10.0.0.2/31" },
	{ "deny dst=@b,10.0.0.1,@a,@b,::1", "deny dst=10.0.0.1,::1,@b,@a" },
	{ "deny dst=2001:DB8:0:0:0:0:0:1", "deny dst=2001:db8::1" },
	{ "deny dst=0:0:0:0:0:0:0:0", "deny dst=::" },
	{ "deny dst=1:0:0:2:0:0:0:3", "deny dst=1:0:0:2::3" },
	{ "deny dst=1:0:0:2:3:0:0:4", "deny dst=1::2:3:0:0:4" },
	{ "deny dst=1::2:3:4:5:6:7", "deny dst=1:0:2:3:4:5:6:7" },
	{ "deny dst=0::8", "deny dst=::8" },
	{ "deny dst=8::0", "deny dst=8::" },
	{ "deny dst=64:ff9b::192.0.2.1", "deny dst=64:ff9b::c000:201" },
	{ "deny dst=fe80::5efe:102:304", "deny dst=fe80::5efe:1.2.3.4" },
	/* Modifiers. */
	{ "deny label=Az09_.:@/+-", NULL },
	{ "deny errno=EACCES", "deny" },
	{ "ask errno=ETIMEDOUT", NULL },
	{ "deny errno=EADDRNOTAVAIL", NULL },
	{ "allow expires=1", NULL },
	{ "allow expires=316224000", NULL },
	{ "allow log=yes", NULL },
	{ "deny log=no", NULL },
};

static void describe(const struct row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u", (u32)(row - rows));
}

KUNIT_ARRAY_PARAM(rule, rows, describe);

/* Reads one rule among two sets, and prints it. */
static int reprint(const char *rule, char *buf, size_t size)
{
	struct cordon_draft draft;
	const char *names[2];
	char text[768];
	int len, err;

	len = snprintf(text, sizeof(text), "default deny\nset a\nset b\n%s",
		       rule);
	if (len >= sizeof(text))
		return -E2BIG;
	err = cordon_parse_policy(text, len, &draft, NULL);
	if (err)
		return err;
	names[0] = draft.sets[0]->name;
	names[1] = draft.sets[1]->name;
	cordon_print_rule(buf, size, draft.rules[0], names,
			  draft.rules[0]->expires);
	cordon_draft_destroy(&draft);
	return 0;
}

static void test_rule(struct kunit *test)
{
	const struct row *row = test->param_value;
	const char *want = row->out ? row->out : row->in;
	char once[512], twice[512];

	KUNIT_ASSERT_EQ(test, 0, reprint(row->in, once, sizeof(once)));
	KUNIT_EXPECT_STREQ(test, once, want);
	KUNIT_ASSERT_EQ(test, 0, reprint(once, twice, sizeof(twice)));
	KUNIT_EXPECT_STREQ(test, once, twice);
}

/* Any buffer size gives the same length and the same beginning. */
static void test_cut(struct kunit *test)
{
	static const char text[] = "default deny\ndeny exe=/usr/bin/curl";
	static const char want[] = "deny exe=/usr/bin/curl";
	struct cordon_draft draft;
	char buf[sizeof(want) + 2];
	size_t size;

	KUNIT_ASSERT_EQ(test, 0,
			cordon_parse_policy(text, strlen(text), &draft, NULL));
	for (size = 0; size <= sizeof(buf); size++) {
		memset(buf, '#', sizeof(buf));
		KUNIT_EXPECT_EQ(test, strlen(want),
				cordon_print_rule(buf, size, draft.rules[0],
						  NULL, 0));
		if (size < sizeof(buf))
			KUNIT_EXPECT_EQ(test, buf[size], '#');
		if (!size)
			continue;
		KUNIT_EXPECT_EQ(test, strlen(buf), min(size - 1, strlen(want)));
		KUNIT_EXPECT_EQ(test, 0, strncmp(buf, want, strlen(buf)));
	}
	cordon_draft_destroy(&draft);
}

static void test_settings(struct kunit *test)
{
	const struct cordon_settings settings = {
		.def = CORDON_ASK,
		.unanswered = CORDON_DENY,
		.hold = CORDON_HOLD_NONE,
		.after = 86400,
	};
	char buf[128];

	cordon_print_settings(buf, sizeof(buf), &settings);
	KUNIT_EXPECT_STREQ(
		test, buf,
		"default ask\nunanswered deny after=86400 hold=none\n");
}

static void test_set_lines(struct kunit *test)
{
	struct cordon_set *set = cordon_set_alloc("s", 1);
	struct cordon_prefix_iter iter = {};
	char buf[CORDON_SET_LINE_MAX];
	const struct cordon_addr6 net = { .hi = 1, .lo = 2 };
	char want[256] = "set s";
	u32 i, n = strlen(want);

	KUNIT_ASSERT_NOT_NULL(test, set);
	KUNIT_EXPECT_EQ(test, 5,
			cordon_print_set_line(buf, sizeof(buf), set, &iter));
	KUNIT_EXPECT_STREQ(test, buf, "set s");
	KUNIT_EXPECT_EQ(test, 0,
			cordon_print_set_line(buf, sizeof(buf), set, &iter));
	for (i = 0; i < 16; i++) {
		KUNIT_ASSERT_EQ(test, 0,
				cordon_addrset_add4(&set->addrs, 2 * i, 32));
		n += snprintf(want + n, sizeof(want) - n, " 0.0.0.%u", 2 * i);
	}
	KUNIT_ASSERT_EQ(test, 0, cordon_addrset_add6(&set->addrs, &net, 128));
	KUNIT_ASSERT_EQ(test, 0, cordon_addrset_seal(&set->addrs));
	memset(&iter, 0, sizeof(iter));
	cordon_print_set_line(buf, sizeof(buf), set, &iter);
	KUNIT_EXPECT_STREQ(test, buf, want);
	cordon_print_set_line(buf, sizeof(buf), set, &iter);
	KUNIT_EXPECT_STREQ(test, buf, "set s ::1:0:0:0:2");
	KUNIT_EXPECT_EQ(test, 0,
			cordon_print_set_line(buf, sizeof(buf), set, &iter));
	cordon_set_put(set);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_rule, rule_gen_params),
	KUNIT_CASE(test_cut),
	KUNIT_CASE(test_settings),
	KUNIT_CASE(test_set_lines),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_print",
	.test_cases = cases,
};

kunit_test_suite(suite);
