// SPDX-License-Identifier: GPL-2.0-only
/* Rules that an earlier rule makes useless */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "addr6.h"
#include "policy-parts.h"

#include "cover.h"

/*
 * All that is shown here is: whatever the call, the earlier rule matches at
 * least as surely as the later one, condition by condition.
 */

static bool spans_cover(const struct cordon_spans *outer,
			const struct cordon_spans *inner)
{
	uint32_t i, o = 0;

	if (!outer)
		return true;
	if (!inner)
		return false;
	/* Both are sorted, and neither has ranges that touch. */
	for (i = 0; i < inner->n; i++) {
		while (o < outer->n && outer->span[o].hi < inner->span[i].lo)
			o++;
		if (o == outer->n || outer->span[o].lo > inner->span[i].lo ||
		    outer->span[o].hi < inner->span[i].hi)
			return false;
	}
	return true;
}

static bool digest_covers(const struct cordon_rule_digest *outer,
			  const struct cordon_rule_digest *inner)
{
	if (!outer)
		return true;
	return inner && outer->kind == inner->kind && outer->len == inner->len &&
	       !memcmp(outer->bytes, inner->bytes, outer->len);
}

static bool pattern_covers(const char *outer, const char *inner)
{
	return !outer || (inner && cover_pattern(outer, inner));
}

static bool range4_within(const struct cordon_addrset *addrs,
			  const struct cordon_range4 *range)
{
	uint32_t from = 0, to = addrs->n4, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (range->lo < addrs->v4[middle].lo)
			to = middle;
		else if (range->lo > addrs->v4[middle].hi)
			from = middle + 1;
		else
			return range->hi <= addrs->v4[middle].hi;
	}
	return false;
}

static bool range6_within(const struct cordon_addrset *addrs,
			  const struct cordon_range6 *range)
{
	uint32_t from = 0, to = addrs->n6, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (cordon_compare6(range->lo, addrs->v6[middle].lo) < 0)
			to = middle;
		else if (cordon_compare6(range->lo, addrs->v6[middle].hi) > 0)
			from = middle + 1;
		else
			return cordon_compare6(range->hi,
					       addrs->v6[middle].hi) <= 0;
	}
	return false;
}

/* The parts of a dst=: its own prefixes, then its sets. */
static const struct cordon_addrset *part(const struct policy *policy,
					 const struct cordon_dst *dst,
					 uint32_t i)
{
	return i ? &policy->draft.sets[dst->sets[i - 1]]->addrs : &dst->addrs;
}

/* Each range must be within one part: two that share it are not looked for. */
static bool addrs_within(const struct policy *policy,
			 const struct cordon_dst *outer,
			 const struct cordon_addrset *addrs)
{
	uint32_t i, p;

	for (i = 0; i < addrs->n4; i++) {
		for (p = 0; p <= outer->n_sets; p++) {
			if (range4_within(part(policy, outer, p), &addrs->v4[i]))
				break;
		}
		if (p > outer->n_sets)
			return false;
	}
	for (i = 0; i < addrs->n6; i++) {
		for (p = 0; p <= outer->n_sets; p++) {
			if (range6_within(part(policy, outer, p), &addrs->v6[i]))
				break;
		}
		if (p > outer->n_sets)
			return false;
	}
	return true;
}

static bool has_set(const struct cordon_dst *dst, uint32_t set)
{
	uint32_t i;

	for (i = 0; i < dst->n_sets; i++) {
		if (dst->sets[i] == set)
			return true;
	}
	return false;
}

static bool dst_covers(const struct policy *policy,
		       const struct cordon_dst *outer,
		       const struct cordon_dst *inner)
{
	uint32_t i;

	if (!outer)
		return true;
	if (!inner || !addrs_within(policy, outer, &inner->addrs))
		return false;
	for (i = 0; i < inner->n_sets; i++) {
		if (!has_set(outer, inner->sets[i]) &&
		    !addrs_within(policy, outer, part(policy, inner, i + 1)))
			return false;
	}
	return true;
}

/* A rule with ports matches no protocol without. */
static uint64_t protos_of(const struct cordon_rule *rule)
{
	return rule->dport || rule->rare->sport ?
		rule->protos & CORDON_PROTOS_PORTS : rule->protos;
}

/* Does it look at what sometimes cannot be known? */
static bool may_be_unsure(const struct cordon_rule *rule)
{
	return rule->rare->script || rule->rare->cgroup || rule->dst || rule->dport ||
	       rule->rare->sport;
}

enum cover cover_rule(const struct policy *policy, size_t earlier,
		      size_t later)
{
	const struct cordon_rule *outer = rule_at(policy, earlier);
	const struct cordon_rule *inner = rule_at(policy, later);

	/* It may be gone tomorrow. */
	if (outer->expires)
		return COVER_NO;
	if (protos_of(inner) & ~outer->protos)
		return COVER_NO;
	if ((outer->exe || outer->rare->script) && inner->mnt_any && !outer->mnt_any)
		return COVER_NO;
	if (!digest_covers(outer->rare->sha256, inner->rare->sha256) ||
	    !digest_covers(outer->rare->fsverity, inner->rare->fsverity) ||
	    !spans_cover(outer->dport, inner->dport) ||
	    !spans_cover(outer->rare->sport, inner->rare->sport) ||
	    !spans_cover(outer->rare->uid, inner->rare->uid) ||
	    !spans_cover(outer->rare->gid, inner->rare->gid) ||
	    !pattern_covers(outer->exe, inner->exe) ||
	    !pattern_covers(outer->rare->script, inner->rare->script) ||
	    !pattern_covers(outer->rare->cgroup, inner->rare->cgroup) ||
	    !dst_covers(policy, outer->dst, inner->dst))
		return COVER_NO;
	if (outer->verdict == CORDON_ALLOW && inner->verdict != CORDON_ALLOW &&
	    may_be_unsure(outer))
		return COVER_KNOWN;
	return COVER_ALL;
}
