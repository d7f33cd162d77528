// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - does a rule match?
 */

#include <linux/minmax.h>
#include <linux/string.h>

#include "glob.h"
#include "match.h"

static enum cordon_match yes_no(bool yes)
{
	return yes ? CORDON_YES : CORDON_NO;
}

static bool exe_is(const struct cordon_rule *rule, const char *path)
{
	if (!path)
		return false;
	if (rule->exe_path)
		return !strcmp(rule->exe_path, path);
	return cordon_glob_match(rule->exe, path);
}

/**
 * cordon_match_exe - does exe= hold?
 * @rule: the rule
 * @facts: what is known of the subject
 *
 * Context: any.
 * Return: true if it does, or there is none.
 */
bool cordon_match_exe(const struct cordon_rule *rule,
		      const struct cordon_facts *facts)
{
	return !rule->exe || exe_is(rule, facts->path) ||
	       (rule->mnt_any && exe_is(rule, facts->own_path));
}

static bool script_is(const struct cordon_rule *rule, const char *path)
{
	return path && cordon_glob_match(rule->rare->script, path);
}

static enum cordon_match match_script(const struct cordon_rule *rule,
				      const struct cordon_facts *facts)
{
	if (script_is(rule, facts->script) ||
	    (rule->mnt_any && script_is(rule, facts->own_script)))
		return CORDON_YES;
	return facts->script_unknown ? CORDON_MAYBE : CORDON_NO;
}

static bool digest_is(const struct cordon_rule_digest *want,
		      const struct cordon_measured *is)
{
	return is->len && is->len == want->len && is->kind == want->kind &&
	       !memcmp(is->bytes, want->bytes, want->len);
}

/**
 * cordon_match_subject - do the conditions on the subject hold?
 * @rule: the rule
 * @facts: what is known of the subject
 *
 * An executable without a path matches no exe=, one without a digest no
 * sha256= and no fsverity=, whatever the verdict of the rule.
 *
 * Context: any.
 * Return: the weakest of the conditions.
 */
enum cordon_match cordon_match_subject(const struct cordon_rule *rule,
				       const struct cordon_facts *facts)
{
	if (!cordon_match_exe(rule, facts))
		return CORDON_NO;
	if (rule->rare->sha256 &&
	    !digest_is(rule->rare->sha256, &facts->sha256))
		return CORDON_NO;
	if (rule->rare->fsverity &&
	    !digest_is(rule->rare->fsverity, &facts->fsverity))
		return CORDON_NO;
	if (rule->rare->script)
		return match_script(rule, facts);
	return CORDON_YES;
}

static bool addrs_have(const struct cordon_addrset *addrs,
		       const struct cordon_target *target)
{
	if (target->kind == CORDON_ADDR_V4)
		return cordon_addrset_has4(addrs, target->v4);
	return cordon_addrset_has6(addrs, &target->v6);
}

static enum cordon_match match_dst(const struct cordon_dst *dst,
				   const struct cordon_set_table *sets,
				   const struct cordon_target *target)
{
	u32 i;

	if (target->kind == CORDON_ADDR_NONE)
		return CORDON_NO;
	if (target->kind == CORDON_ADDR_UNKNOWN)
		return CORDON_MAYBE;
	if (addrs_have(&dst->addrs, target))
		return CORDON_YES;
	for (i = 0; i < dst->n_sets; i++) {
		/* Cannot happen; if it does, no allow may come of it. */
		if (dst->sets[i] >= sets->n)
			return CORDON_MAYBE;
		if (addrs_have(&sets->set[dst->sets[i]]->addrs, target))
			return CORDON_YES;
	}
	return CORDON_NO;
}

static enum cordon_match match_dport(const struct cordon_spans *dport,
				     const struct cordon_target *target)
{
	if (target->kind == CORDON_ADDR_UNKNOWN)
		return CORDON_MAYBE;
	return yes_no(cordon_spans_has(dport, target->dport));
}

static enum cordon_match match_sport(const struct cordon_spans *sport,
				     const struct cordon_target *target)
{
	if (!target->sport)
		return CORDON_MAYBE;
	return yes_no(cordon_spans_has(sport, target->sport));
}

/**
 * cordon_match_target - do the conditions on the target hold?
 * @rule: the rule
 * @sets: the named sets of the rule's policy
 * @target: the target
 *
 * Context: any.
 * Return: the weakest of the conditions.
 */
enum cordon_match cordon_match_target(const struct cordon_rule *rule,
				      const struct cordon_set_table *sets,
				      const struct cordon_target *target)
{
	const u64 class = CORDON_PROTO_BIT(target->proto);
	enum cordon_match match = CORDON_YES;

	if (!(rule->protos & class))
		return CORDON_NO;
	if ((rule->dport || rule->rare->sport) &&
	    !(class & CORDON_PROTOS_PORTS))
		return CORDON_NO;
	if (rule->dport)
		match = match_dport(rule->dport, target);
	if (match != CORDON_NO && rule->rare->sport)
		match = min(match, match_sport(rule->rare->sport, target));
	if (match != CORDON_NO && rule->dst)
		match = min(match, match_dst(rule->dst, sets, target));
	return match;
}

static bool has_gid(const struct cordon_spans *gid,
		    const struct cordon_sender_ids *ids)
{
	u32 i;

	if (cordon_spans_has(gid, ids->gid))
		return true;
	for (i = 0; i < ids->n_groups; i++) {
		if (cordon_spans_has(gid, ids->groups[i]))
			return true;
	}
	return false;
}

/**
 * cordon_match_ids - do the conditions on the calling task hold?
 * @rule: the rule
 * @ids: who calls
 *
 * Context: any.
 * Return: the weakest of the conditions.
 */
enum cordon_match cordon_match_ids(const struct cordon_rule *rule,
				   const struct cordon_sender_ids *ids)
{
	if (rule->rare->uid && !cordon_spans_has(rule->rare->uid, ids->uid))
		return CORDON_NO;
	if (rule->rare->gid && !has_gid(rule->rare->gid, ids))
		return CORDON_NO;
	if (!rule->rare->cgroup)
		return CORDON_YES;
	if (!ids->cgroup)
		return CORDON_MAYBE;
	return yes_no(cordon_glob_match(rule->rare->cgroup, ids->cgroup));
}
