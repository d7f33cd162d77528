// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of the quick tests of a rule
 *
 * They may leave a question open, but what they say must be what
 * cordon_match_target() says, for every rule and every target.
 */

#include <kunit/test.h>
#include <linux/in6.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "../bind.h"
#include "../match.h"
#include "../parse.h"

/* What a rule is put together from, and what else passes its quick tests. */
static const char *const protos[] = {
	"",
	" proto=tcp",
	" proto=udp",
	" proto=tcp,udp",
	" proto=tcp,udplite",
	" proto=udp,dccp",
	" proto=sctp,icmp",
	" proto=icmp",
	" proto=icmp,raw",
	" proto=tcp,udp,udplite,sctp,dccp",
	" proto=packet",
	" proto=raw,packet",
};

static const char *const dsts[] = {
	"",
	" dst=0.0.0.0/0",
	" dst=10.0.0.0/8",
	" dst=10.0.0.1",
	" dst=10.0.0.0/9,10.128.0.0/9",
	" dst=10.0.0.0,10.0.0.2",
	" dst=1.2.3.4,255.255.255.255",
	" dst=::/0",
	" dst=2001:db8::/32",
	" dst=2001:db8::1",
	" dst=2001:db8::/64,ffff::",
	" dst=0.0.0.0/0,::/0",
	" dst=10.0.0.0/8,2001:db8::/32",
	" dst=@corp",
	" dst=@none",
};

static const char *const dports[] = {
	"",
	" dport=0",
	" dport=443",
	" dport=65535",
	" dport=0-65535",
	" dport=0-1023",
	" dport=1024-65535",
	" dport=8080-8090",
	" dport=8080-8095",
	" dport=80,443",
	" dport=0,65535",
	" sport=53",
};

/* Host order; the IPv6 addresses by their first and last 32 bits. */
static const u32 v4s[] = {
	0x00000001, 0x01020304, 0x0a000000, 0x0a000001, 0x0a000002, 0x0a7fffff,
	0x0a800000, 0x0affffff, 0x0b000000, 0x7f000001, 0xfffffffe, 0xffffffff,
};

static const u32 v6s[][2] = {
	{ 0, 1 },	   { 0x20010db7, 1 }, { 0x20010db8, 0 },
	{ 0x20010db8, 1 }, { 0x20010db8, 2 }, { 0x20010db9, 0 },
	{ 0xffff0000, 0 }, { 0xffff0000, 1 }, { 0xffffffff, 0xffffffff },
};

static const u16 ports[] = { 0,	   53,	 80,   442,  443,  444,	 1023,
			     1024, 8079, 8080, 8090, 8091, 8095, 65535 };

/* Says what the quick tests say: CORDON_MAYBE if they leave it open. */
static enum cordon_match quick(const struct cordon_bound *bound,
			       const struct cordon_target *target)
{
	u32 class = cordon_key_class(target->proto, target->dport);
	u32 open = bound->flags & CORDON_BOUND_OPEN;
	const struct cordon_bound *found;
	u64 net;

	net = (u64)be32_to_cpu(target->v6.s6_addr32[0]) << 32 |
	      be32_to_cpu(target->v6.s6_addr32[1]);
	if (target->kind == CORDON_ADDR_V4)
		found = cordon_scan_v4(bound, cordon_key_v4(target->v4, class));
	else
		found = cordon_scan_v6(bound, net, class);
	if (found != bound)
		return CORDON_NO;
	if (!open)
		return CORDON_YES;
	if (!cordon_bound_has_port(bound, target->dport))
		return CORDON_NO;
	return open == CORDON_BOUND_PORTS ? CORDON_YES : CORDON_MAYBE;
}

struct tried {
	const char *text;
	struct cordon_rule *rule;
	struct cordon_set_table sets;
	struct cordon_bound bound[2];
};

static void try_target(struct kunit *test, const struct tried *tried,
		       const struct cordon_target *target)
{
	enum cordon_match is, says;

	is = cordon_match_target(tried->rule, &tried->sets, target);
	says = quick(tried->bound, target);
	if (says != CORDON_MAYBE && says != is)
		KUNIT_FAIL(test,
			   "%s: %d, not %d: proto %u kind %u v4 %x port %u",
			   tried->text, says, is, target->proto, target->kind,
			   target->v4, target->dport);
}

static void try_ports(struct kunit *test, const struct tried *tried,
		      struct cordon_target *target)
{
	u32 i;

	for (target->proto = 0;
	     CORDON_PROTO_BIT(target->proto) & CORDON_PROTOS_ADDRESSED;
	     target->proto++) {
		bool has = CORDON_PROTO_BIT(target->proto) &
			   CORDON_PROTOS_PORTS;

		for (i = 0; i < (has ? ARRAY_SIZE(ports) : 1); i++) {
			target->dport = ports[i];
			try_target(test, tried, target);
		}
	}
}

static void try_rule(struct kunit *test, const struct tried *tried)
{
	struct cordon_target target = {};
	struct in6_addr v6 = {};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(v4s); i++) {
		cordon_target_set_v4(&target, htonl(v4s[i]));
		try_ports(test, tried, &target);
	}
	for (i = 0; i < ARRAY_SIZE(v6s); i++) {
		v6.s6_addr32[0] = htonl(v6s[i][0]);
		v6.s6_addr32[3] = htonl(v6s[i][1]);
		cordon_target_set_v6(&target, &v6);
		try_ports(test, tried, &target);
	}
}

/* One rule; what is behind the last rule is behind it. */
static int bind_rule(struct kunit *test, const char *rule,
		     struct cordon_draft *draft, struct tried *tried)
{
	static char text[256];
	int err, len;

	len = snprintf(text, sizeof(text),
		       "default deny\nset corp 10.0.0.0/8 2001:db8::/32\n"
		       "set none\n%s\n",
		       rule);
	KUNIT_ASSERT_LT(test, len, (int)sizeof(text));
	err = cordon_parse_policy(text, len, draft, NULL);
	if (err)
		return err;
	KUNIT_ASSERT_EQ(test, draft->n_rules, 1);
	*tried = (struct tried){
		.text = rule,
		.rule = draft->rules[0],
		.sets = { .n = draft->n_sets, .set = draft->sets },
	};
	cordon_bound_fill(&tried->bound[0], tried->rule, false);
	return 0;
}

/* The parser refuses what can never match: a port of ICMP, say. */
static void try_text(struct kunit *test, const char *proto, const char *dst,
		     const char *dport)
{
	bool alone = !!*proto + !!*dst + !!*dport <= 1;
	struct cordon_draft draft;
	struct tried tried;
	char rule[128];
	int err;

	snprintf(rule, sizeof(rule), "deny%s%s%s", proto, dst, dport);
	err = bind_rule(test, rule, &draft, &tried);
	if (err) {
		KUNIT_EXPECT_FALSE_MSG(test, alone, "%s", rule);
		return;
	}
	try_rule(test, &tried);
	cordon_draft_destroy(&draft);
	cond_resched();
}

static void test_agrees(struct kunit *test)
{
	u32 proto, dst, dport;

	for (proto = 0; proto < ARRAY_SIZE(protos); proto++)
		for (dst = 0; dst < ARRAY_SIZE(dsts); dst++)
			for (dport = 0; dport < ARRAY_SIZE(dports); dport++)
				try_text(test, protos[proto], dsts[dst],
					 dports[dport]);
}

/* What people write most must need no second look. */
static void test_is_quick(struct kunit *test)
{
	static const struct {
		const char *rule;
		u32 flags;
	} rows[] = {
		{ "allow", 0 },
		{ "allow proto=tcp", 0 },
		{ "allow proto=tcp,udp", 0 },
		{ "allow dport=443", 0 },
		{ "allow dst=10.0.0.0/8", 0 },
		{ "allow proto=tcp dst=10.0.0.1 dport=443", 0 },
		{ "allow proto=udp dport=0-1023", 0 },
		{ "allow proto=udp dport=8080-8090", CORDON_BOUND_PORTS },
		{ "allow proto=tcp,udplite", CORDON_BOUND_FULL },
		{ "allow dport=80,443",
		  CORDON_BOUND_PORTS | CORDON_BOUND_FULL },
		{ "allow dst=10.0.0.1,10.0.0.3", CORDON_BOUND_FULL },
		{ "allow uid=0", CORDON_BOUND_FULL },
		{ "allow cgroup=/a", CORDON_BOUND_FULL },
		{ "allow expires=60", 0 }, /* its deadline is not set here */
		{ "allow log=no", 0 },
		{ "allow log=yes", CORDON_BOUND_HEARD },
		{ "deny", CORDON_BOUND_HEARD },
		{ "ask log=no uid=0", CORDON_BOUND_HEARD | CORDON_BOUND_FULL },
	};
	struct cordon_draft draft;
	struct tried tried;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_ASSERT_EQ(test, 0,
				bind_rule(test, rows[i].rule, &draft, &tried));
		KUNIT_EXPECT_EQ_MSG(test, tried.bound[0].flags, rows[i].flags,
				    "%s", rows[i].rule);
		cordon_draft_destroy(&draft);
	}
}

/* The first rule that passes is found, and what is behind the last. */
static void test_scan(struct kunit *test)
{
	static const char *const text[] = { "deny proto=udp", "deny dport=2",
					    "deny dst=::/0" };
	struct cordon_bound bound[ARRAY_SIZE(text) + 1] = {};
	u32 tcp = cordon_key_class(CORDON_TCP, 1);
	u32 udp = cordon_key_class(CORDON_UDP, 2);
	struct cordon_draft draft[ARRAY_SIZE(text)];
	struct tried tried;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(text); i++) {
		KUNIT_ASSERT_EQ(test, 0,
				bind_rule(test, text[i], &draft[i], &tried));
		bound[i] = tried.bound[0];
	}
	KUNIT_EXPECT_PTR_EQ(test, cordon_scan_v4(bound, cordon_key_v4(1, tcp)),
			    &bound[3]);
	KUNIT_EXPECT_PTR_EQ(test, cordon_scan_v4(bound, cordon_key_v4(1, udp)),
			    &bound[0]);
	KUNIT_EXPECT_PTR_EQ(test,
			    cordon_scan_v4(bound + 1, cordon_key_v4(1, udp)),
			    &bound[1]);
	KUNIT_EXPECT_PTR_EQ(test, cordon_scan_v6(bound, 1, tcp), &bound[2]);
	KUNIT_EXPECT_PTR_EQ(test, cordon_scan_v6(bound + 3, 1, tcp), &bound[3]);
	for (i = 0; i < ARRAY_SIZE(text); i++)
		cordon_draft_destroy(&draft[i]);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_agrees),
	KUNIT_CASE(test_is_quick),
	KUNIT_CASE(test_scan),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_bind",
	.test_cases = cases,
};

kunit_test_suite(suite);
