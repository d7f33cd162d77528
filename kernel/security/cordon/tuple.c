// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the first of many rules that an IPv4 target passes
 */

#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "bind.h"
#include "tuple.h"

static u32 *chain_of(const struct cordon_tuples *tuples, u32 tuple, u64 value)
{
	return &tuples->head[hash_64(value + tuple, tuples->bits)];
}

/* The tuple of a mask; @tuples->n when there is none yet. */
static u32 find_tuple(const struct cordon_tuples *tuples, u64 mask)
{
	u32 i;

	for (i = 0; i < tuples->n && tuples->tuple[i].mask != mask; i++)
		;
	return i;
}

/* Can any key pass? */
static bool can_pass(const struct cordon_bound *bound)
{
	return !(bound->v4.value & ~bound->v4.mask);
}

static bool collect(struct cordon_tuples *tuples,
		    const struct cordon_bound *bound)
{
	u32 max = min(tuples->rules / 4, CORDON_TUPLES_MAX), i, tuple;

	for (i = 0; i < tuples->rules; i++) {
		if (!(i % 4096))
			cond_resched();
		tuple = find_tuple(tuples, bound[i].v4.mask);
		if (tuple < tuples->n || !can_pass(&bound[i]))
			continue;
		if (tuple == max)
			return false;
		tuples->tuple[tuple].mask = bound[i].v4.mask;
		tuples->tuple[tuple].first = i;
		tuples->n++;
	}
	return true;
}

/* From the last rule to the first, so that each chain comes out ascending. */
static void chain(struct cordon_tuples *tuples,
		  const struct cordon_bound *bound)
{
	u32 i = tuples->rules, *head;

	while (i--) {
		if (!(i % 4096))
			cond_resched();
		if (!can_pass(&bound[i]))
			continue;
		head = chain_of(tuples, find_tuple(tuples, bound[i].v4.mask),
				bound[i].v4.value);
		tuples->next[i] = *head;
		*head = i;
	}
}

/**
 * cordon_tuples_build - sort rules by what their quick tests look at
 * @bound: the rules
 * @n: their number
 *
 * Context: process context, may sleep.
 * Return: to be freed with kvfree(); NULL when it does not pay, or without
 * memory: then the rules must be looked at one by one.
 */
struct cordon_tuples *cordon_tuples_build(const struct cordon_bound *bound,
					  u32 n)
{
	u32 bits = order_base_2(n);
	struct cordon_tuples *tuples;

	if (n < CORDON_TUPLE_RULES_MIN)
		return NULL;
	tuples = kvmalloc(sizeof(*tuples) + ((1ULL << bits) + n) * sizeof(u32),
			  CORDON_GFP_OPTIONAL);
	if (!tuples)
		return NULL;
	tuples->n = 0;
	tuples->rules = n;
	tuples->bits = bits;
	tuples->head = (u32 *)(tuples + 1);
	tuples->next = tuples->head + (1UL << bits);
	if (!collect(tuples, bound)) {
		kvfree(tuples);
		return NULL;
	}
	memset(tuples->head, 0xff, (1UL << bits) * sizeof(u32));
	chain(tuples, bound);
	return tuples;
}

/**
 * cordon_tuples_find - the first rule that an IPv4 target passes
 * @tuples: of @bound
 * @bound: the rules, and what is behind the last
 * @key: cordon_key_v4()
 *
 * Context: any.
 * Return: the rule, or what is behind the last.
 */
const struct cordon_bound *
cordon_tuples_find(const struct cordon_tuples *tuples,
		   const struct cordon_bound *bound, u64 key)
{
	u32 best = tuples->rules, i, at;
	u64 mask, value;

	for (i = 0; i < tuples->n && tuples->tuple[i].first < best; i++) {
		mask = tuples->tuple[i].mask;
		value = key & mask;
		at = *chain_of(tuples, i, value);
		while (at < best && (bound[at].v4.value != value ||
				     bound[at].v4.mask != mask))
			at = tuples->next[at];
		best = min(best, at);
	}
	return &bound[best];
}
