// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - a rule
 */

#include <linux/slab.h>
#include <linux/string.h>

#include "rule.h"

const struct cordon_rare cordon_no_rare;

/**
 * cordon_rule_alloc - make a rule that matches everything
 *
 * Context: may sleep.
 * Return: the rule with one reference, or NULL.
 */
struct cordon_rule *cordon_rule_alloc(void)
{
	struct cordon_rule *rule = kzalloc(sizeof(*rule), GFP_KERNEL);

	if (!rule)
		return NULL;
	refcount_set(&rule->ref, 1);
	atomic64_set(&rule->hits, 0);
	rule->protos = CORDON_PROTOS_ALL;
	rule->rare = &cordon_no_rare;
	return rule;
}

static void free_rare(const struct cordon_rare *rare)
{
	if (rare == &cordon_no_rare)
		return;
	kfree(rare->script);
	kfree(rare->cgroup);
	kfree(rare->sha256);
	kfree(rare->fsverity);
	kfree(rare->sport);
	kfree(rare->uid);
	kfree(rare->gid);
	kfree(rare);
}

static void free_dst(struct cordon_dst *dst)
{
	if (!dst)
		return;
	cordon_addrset_destroy(&dst->addrs);
	kfree(dst);
}

/**
 * cordon_rule_put - drop a reference to a rule
 * @rule: the rule, or NULL
 *
 * Context: may sleep, as the addresses may have been vmalloc'ed.
 */
void cordon_rule_put(struct cordon_rule *rule)
{
	if (!rule || !refcount_dec_and_test(&rule->ref))
		return;
	if (rule->exe_path != rule->exe)
		kfree(rule->exe_path);
	kfree(rule->exe);
	kfree(rule->label);
	free_dst(rule->dst);
	kfree(rule->dport);
	free_rare(rule->rare);
	kfree(rule);
}

/**
 * cordon_set_alloc - make an empty named set
 * @name: not terminated
 * @len: bytes of @name, not more than CORDON_SET_NAME_MAX
 *
 * Context: may sleep.
 * Return: the set with one reference, or NULL.
 */
struct cordon_set *cordon_set_alloc(const char *name, size_t len)
{
	struct cordon_set *set;

	if (len > CORDON_SET_NAME_MAX)
		return NULL;
	set = kzalloc(sizeof(*set), GFP_KERNEL);
	if (!set)
		return NULL;
	refcount_set(&set->ref, 1);
	memcpy(set->name, name, len);
	return set;
}

/**
 * cordon_set_put - drop a reference to a set
 * @set: the set, or NULL
 *
 * Context: may sleep, as the addresses may have been vmalloc'ed.
 */
void cordon_set_put(struct cordon_set *set)
{
	if (!set || !refcount_dec_and_test(&set->ref))
		return;
	cordon_addrset_destroy(&set->addrs);
	kfree(set);
}

/**
 * cordon_spans_has - is a value in one of the ranges?
 * @spans: the ranges
 * @value: the value
 *
 * Context: any.
 * Return: true when it is.
 */
bool cordon_spans_has(const struct cordon_spans *spans, u32 value)
{
	u32 from = 0, to = spans->n, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (value < spans->span[middle].lo)
			to = middle;
		else if (value > spans->span[middle].hi)
			from = middle + 1;
		else
			return true;
	}
	return false;
}
