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
static void make_lone(struct part *part, const struct cordon_rule *rule)
{
	*part = (struct part){
		.rule.verdict = rule->verdict,
		.rule.mnt_any = rule->mnt_any,
		.rule.protos = CORDON_PROTOS_ALL,
		.rule.rare = &part->rare,
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
		const char *key, const struct part *part)
{
	const struct cordon_set_table sets = sets_of(policy);
	struct judge_condition *condition = &conditions[(*n)++];
	struct part known;

	*condition = (struct judge_condition){ .key = key };
	condition->depends = judge_known_part(judge, &part->rule, &known);
	condition->match = judge_match_rule(judge, &sets, &known.rule);
	if (condition->match == JUDGE_MAYBE)
		condition->note = why_maybe(key, judge);
}

size_t judge_conditions(const struct judge *judge, const struct policy *policy,
			size_t index,
			struct judge_condition conditions[JUDGE_CONDITIONS])
{
	const struct cordon_rule *rule = rule_at(policy, index);
	const struct cordon_rare *rare = rule->rare;
	struct part part;
	size_t n = 0;

#define ADD(key, of, member)						\
	do {								\
		if ((of)->member) {					\
			make_lone(&part, rule);				\
			part.of.member = (of)->member;			\
			add(conditions, &n, judge, policy, key, &part);	\
		}							\
	} while (0)

	if (rule->exe) {
		make_lone(&part, rule);
		part.rule.exe = rule->exe;
		part.rule.exe_path = rule->exe_path;
		add(conditions, &n, judge, policy, "exe", &part);
	}
	ADD("script", rare, script);
	ADD("sha256", rare, sha256);
	ADD("fsverity", rare, fsverity);
	ADD("uid", rare, uid);
	ADD("gid", rare, gid);
	ADD("cgroup", rare, cgroup);
	if (rule->protos != CORDON_PROTOS_ALL) {
		make_lone(&part, rule);
		part.rule.protos = rule->protos;
		add(conditions, &n, judge, policy, "proto", &part);
	}
	ADD("dst", rule, dst);
	ADD("dport", rule, dport);
	ADD("sport", rare, sport);
#undef ADD
	return n;
}
