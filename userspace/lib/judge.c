// SPDX-License-Identifier: GPL-2.0-only
/* What a policy does with a call, by the kernel's own matcher */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/minmax.h>

#include "judge-parts.h"
#include "policy-parts.h"
#include "record.h"

/* See how the module names files: what it shows depends on the namespace. */
static void set_paths(struct judge *judge, const struct judge_call *call)
{
	struct cordon_facts *facts = &judge->facts;
	const char *exe = record_path_after(call->exe, "");
	const char *script = record_path_after(call->script, "");
	/* Of a script that the task's own namespace alone knows. */
	const char *other = record_path_after(call->script, RECORD_OTHER);

	if (call->mnt != JUDGE_MNT_OTHER) {
		facts->path = exe;
		facts->script = script;
	}
	if (call->mnt == JUDGE_MNT_SAME) {
		judge->unknown |= JUDGE_OWN_PATH;
	} else {
		facts->own_path = exe;
		facts->own_script = script;
	}
	if (other)
		facts->own_script = other;
	facts->script_unknown = call->script && !facts->script;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool set_digest(struct cordon_measured *measured, uint8_t kind,
		       size_t len, const char *hex)
{
	size_t i;

	if (strlen(hex) != 2 * len)
		return false;
	for (i = 0; i < len; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		measured->bytes[i] = high << 4 | low;
	}
	measured->kind = kind;
	measured->len = len;
	return true;
}

static bool set_fsverity(struct cordon_measured *measured, const char *digest)
{
	static const char sha256[] = "sha256:", sha512[] = "sha512:";

	if (!strncmp(digest, sha256, strlen(sha256)))
		return set_digest(measured, CORDON_DIGEST_VERITY_SHA256, 32,
				  digest + strlen(sha256));
	if (!strncmp(digest, sha512, strlen(sha512)))
		return set_digest(measured, CORDON_DIGEST_VERITY_SHA512, 64,
				  digest + strlen(sha512));
	return false;
}

/* Through a socket address, so that it is normalised as a call's is. */
static bool set_address(struct cordon_target *target, enum cordon_proto proto,
			const struct judge_call *call)
{
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in sin = { .sin_family = AF_INET };

	sin.sin_port = sin6.sin6_port = htons(call->dport);
	if (inet_pton(AF_INET, call->dst, &sin.sin_addr) == 1)
		return !cordon_target_from_sockaddr(target, proto,
				(const struct sockaddr *)&sin, sizeof(sin));
	if (inet_pton(AF_INET6, call->dst, &sin6.sin6_addr) == 1)
		return !cordon_target_from_sockaddr(target, proto,
				(const struct sockaddr *)&sin6, sizeof(sin6));
	return false;
}

static const char *set_target(struct judge *judge,
			      const struct judge_call *call)
{
	int proto = call->proto ?
			cordon_proto_find(call->proto, strlen(call->proto)) :
			-1;

	if (proto < 0)
		return "proto";
	cordon_target_class(&judge->target, proto, AF_UNSPEC);
	if (!(CORDON_PROTO_BIT(proto) & CORDON_PROTOS_ADDRESSED))
		return call->dst ? "dst" : NULL;
	if (!call->dst)
		cordon_target_set_unknown(&judge->target);
	else if (!set_address(&judge->target, proto, call))
		return "dst";
	judge->target.sport = call->sport;
	return NULL;
}

static const char *set_all(struct judge *judge, const struct judge_call *call)
{
	judge->unknown = call->unknown;
	set_paths(judge, call);
	if (call->sha256 &&
	    !set_digest(&judge->facts.sha256, CORDON_DIGEST_SHA256, 32,
			call->sha256))
		return "sha256";
	if (call->fsverity &&
	    !set_fsverity(&judge->facts.fsverity, call->fsverity))
		return "fsverity";
	judge->ids = (struct cordon_sender_ids){
		.uid = call->uid,
		.gid = call->gid,
		.n_groups = call->n_groups,
		.groups = call->groups,
		.cgroup = call->cgroup,
	};
	return set_target(judge, call);
}

int judge_open(struct judge **judge, const struct judge_call *call,
	       const char **what)
{
	*judge = calloc(1, sizeof(**judge));
	if (!*judge)
		return -ENOMEM;
	*what = set_all(*judge, call);
	if (!*what)
		return 0;
	judge_close(*judge);
	*judge = NULL;
	return -EINVAL;
}

void judge_close(struct judge *judge)
{
	free(judge);
}

static bool holds_exe(const struct judge *judge, const struct cordon_rule *rule)
{
	const struct cordon_rule exe = {
		.mnt_any = rule->mnt_any,
		.exe = rule->exe,
		.exe_path = rule->exe_path,
		.rare = &cordon_no_rare,
	};

	return cordon_match_subject(&exe, &judge->facts) == CORDON_YES;
}

static bool holds_script(const struct judge *judge,
			 const struct cordon_rule *rule)
{
	const struct cordon_rare rare = { .script = rule->rare->script };
	const struct cordon_rule script = {
		.mnt_any = rule->mnt_any,
		.rare = &rare,
	};

	return cordon_match_subject(&script, &judge->facts) == CORDON_YES;
}

static bool holds_gid(const struct judge *judge, const struct cordon_rule *rule)
{
	const struct cordon_rare rare = { .gid = rule->rare->gid };
	const struct cordon_rule gid = { .rare = &rare };

	return cordon_match_ids(&gid, &judge->ids) == CORDON_YES;
}

/* Drops a condition on what is not known, and notes what it depends on. */
#define LEAVE_OUT(part, member, fact, depends)				\
	do {								\
		*(depends) |= (fact);					\
		(part)->member = NULL;					\
	} while (0)

static void leave_out_paths(const struct judge *judge,
			    const struct cordon_rule *rule,
			    struct part *known, unsigned int *depends)
{
	unsigned int unknown = judge->unknown;
	bool own = rule->mnt_any && (unknown & JUDGE_OWN_PATH);

	if (rule->exe && (unknown & JUDGE_EXE))
		LEAVE_OUT(known, rule.exe, JUDGE_EXE, depends);
	else if (rule->exe && own && !holds_exe(judge, rule))
		LEAVE_OUT(known, rule.exe, JUDGE_OWN_PATH, depends);

	if (rule->rare->script && (unknown & JUDGE_SCRIPT))
		LEAVE_OUT(known, rare.script, JUDGE_SCRIPT, depends);
	else if (rule->rare->script && own && !judge->facts.own_script &&
		 !holds_script(judge, rule))
		LEAVE_OUT(known, rare.script, JUDGE_OWN_PATH, depends);
}

unsigned int judge_known_part(const struct judge *judge,
			      const struct cordon_rule *rule,
			      struct part *known)
{
	const struct cordon_rare *rare = rule->rare;
	unsigned int unknown = judge->unknown, depends = 0;

	*known = (struct part){ .rule = *rule, .rare = *rare };
	known->rule.rare = &known->rare;
	leave_out_paths(judge, rule, known, &depends);
	if (rare->sha256 && (unknown & JUDGE_SHA256))
		LEAVE_OUT(known, rare.sha256, JUDGE_SHA256, &depends);
	if (rare->fsverity && (unknown & JUDGE_FSVERITY))
		LEAVE_OUT(known, rare.fsverity, JUDGE_FSVERITY, &depends);
	if (rare->uid && (unknown & JUDGE_UID))
		LEAVE_OUT(known, rare.uid, JUDGE_UID, &depends);
	if (rare->gid && (unknown & JUDGE_GID) && !holds_gid(judge, rule))
		LEAVE_OUT(known, rare.gid, JUDGE_GID, &depends);
	if (rare->cgroup && (unknown & JUDGE_CGROUP))
		LEAVE_OUT(known, rare.cgroup, JUDGE_CGROUP, &depends);
	return depends;
}

enum judge_match judge_match_rule(const struct judge *judge,
				  const struct cordon_set_table *sets,
				  const struct cordon_rule *rule)
{
	enum cordon_match match = cordon_match_subject(rule, &judge->facts);

	if (match != CORDON_NO)
		match = min(match, cordon_match_target(rule, sets,
						       &judge->target));
	if (match != CORDON_NO)
		match = min(match, cordon_match_ids(rule, &judge->ids));
	return (enum judge_match)match;
}

enum judge_match judge_rule(const struct judge *judge,
			    const struct policy *policy, size_t index,
			    unsigned int *depends)
{
	const struct cordon_set_table sets = sets_of(policy);
	const struct cordon_rule *rule = rule_at(policy, index);
	enum judge_match match;
	struct part known;

	*depends = 0;
	if (!judge->unknown)
		return judge_match_rule(judge, &sets, rule);
	*depends = judge_known_part(judge, rule, &known);
	match = judge_match_rule(judge, &sets, &known.rule);
	if (match == JUDGE_NO)
		*depends = 0;
	return match;
}

bool judge_decides(enum verdict verdict, enum judge_match match)
{
	const struct cordon_rule rule = { .verdict = verdict };

	return cordon_match_decides(&rule, (enum cordon_match)match);
}

void judge_policy(const struct judge *judge, const struct policy *policy,
		  struct judge_result *result)
{
	unsigned int verdicts = 0, depends;
	size_t i, n = policy_rules(policy);

	*result = (struct judge_result){
		.rule = JUDGE_DEFAULT,
		.verdict = policy_default(policy),
		.first_open = JUDGE_DEFAULT,
	};
	for (i = 0; i < n; i++) {
		enum verdict verdict = (enum verdict)rule_at(policy, i)->verdict;
		enum judge_match match = judge_rule(judge, policy, i, &depends);

		if (!judge_decides(verdict, match))
			continue;
		if (!depends) {
			result->rule = i;
			result->verdict = verdict;
			result->maybe = match == JUDGE_MAYBE;
			break;
		}
		if (!result->depends)
			result->first_open = i;
		result->depends |= depends;
		verdicts |= 1U << verdict;
	}
	result->open = verdicts & ~(1U << result->verdict);
}

static uint64_t proto_bit(const char *proto)
{
	int found = cordon_proto_find(proto, strlen(proto));

	return found < 0 ? 0 : CORDON_PROTO_BIT(found);
}

bool judge_proto_exists(const char *proto)
{
	return proto_bit(proto);
}

bool judge_proto_has_address(const char *proto)
{
	return proto_bit(proto) & CORDON_PROTOS_ADDRESSED;
}

bool judge_proto_has_ports(const char *proto)
{
	return proto_bit(proto) & CORDON_PROTOS_PORTS;
}

static_assert((int)JUDGE_NO == CORDON_NO);
static_assert((int)JUDGE_MAYBE == CORDON_MAYBE);
static_assert((int)JUDGE_YES == CORDON_YES);
