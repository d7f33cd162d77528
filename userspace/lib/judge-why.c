// SPDX-License-Identifier: GPL-2.0-only
/* Why a rule matches a call, or does not: condition by condition */

#include <stdio.h>
#include <string.h>

#include "judge-parts.h"
#include "policy-parts.h"

/*
 * A rule of one condition. It keeps what the condition means elsewhere: the
 * namespace for paths, the protocols for ports.
 */
static struct cordon_rule lone(const struct cordon_rule *rule)
{
	return (struct cordon_rule){
		.verdict = rule->verdict,
		.mnt_any = rule->mnt_any,
		.protos = CORDON_PROTOS_ALL,
	};
}

static const char *why_maybe(const char *key, const struct judge *judge)
{
	if (!strcmp(key, "script"))
		return "a script is run whose path cannot be known";
	if (!strcmp(key, "cgroup"))
		return "the cgroup cannot be known";
	if (!strcmp(key, "sport"))
		return "the local port is not bound yet";
	return judge->target.proto <= CORDON_RAW ?
		"the address cannot be known" :
		"it can reach any address";
}

static void add(struct judge_condition *conditions, size_t *n,
		const struct judge *judge, const struct policy *policy,
		const char *key, const struct cordon_rule *rule)
{
	const struct cordon_set_table sets = sets_of(policy);
	struct judge_condition *condition = &conditions[(*n)++];
	struct cordon_rule known;

	*condition = (struct judge_condition){ .key = key };
	condition->depends = judge_known_part(judge, rule, &known);
	condition->match = judge_match_rule(judge, &sets, &known);
	if (condition->match == JUDGE_MAYBE)
		condition->note = why_maybe(key, judge);
}

size_t judge_conditions(const struct judge *judge, const struct policy *policy,
			size_t index,
			struct judge_condition conditions[JUDGE_CONDITIONS])
{
	const struct cordon_rule *rule = rule_at(policy, index);
	struct cordon_rule part;
	size_t n = 0;

#define ADD(key, member)						\
	do {								\
		if (rule->member) {					\
			part = lone(rule);				\
			part.member = rule->member;			\
			add(conditions, &n, judge, policy, key, &part);	\
		}							\
	} while (0)

	if (rule->exe) {
		part = lone(rule);
		part.exe = rule->exe;
		part.exe_path = rule->exe_path;
		add(conditions, &n, judge, policy, "exe", &part);
	}
	ADD("script", script);
	ADD("sha256", sha256);
	ADD("fsverity", fsverity);
	ADD("uid", uid);
	ADD("gid", gid);
	ADD("cgroup", cgroup);
	if (rule->protos != CORDON_PROTOS_ALL) {
		part = lone(rule);
		part.protos = rule->protos;
		add(conditions, &n, judge, policy, "proto", &part);
	}
	ADD("dst", dst);
	ADD("dport", dport);
	ADD("sport", sport);
#undef ADD
	return n;
}
