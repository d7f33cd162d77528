/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the first of many rules that an IPv4 target passes
 *
 * Rules whose quick tests look at the same bits are a tuple, and found by a hash
 * of what these bits must be: one look for each tuple instead of one for each
 * rule.
 */

#ifndef _SECURITY_CORDON_TUPLE_H
#define _SECURITY_CORDON_TUPLE_H

#include <linux/types.h>

struct cordon_bound;

/* Fewer rules are faster looked at one by one. */
#define CORDON_TUPLE_RULES_MIN 48

/* More tuples than that, or than a fourth of the rules, do not pay. */
#define CORDON_TUPLES_MAX 32

/**
 * struct cordon_tuples - rules by what their quick tests look at
 * @n: elements of @tuple
 * @rules: number of rules
 * @bits: @head has 2^@bits elements
 * @head: first rule of each hash chain
 * @next: next rule of the chain, per rule. Ascending; U32_MAX ends
 * @tuple: the tuples
 * @tuple.mask: bits that the quick tests of its rules look at
 * @tuple.first: its first rule; ascending from tuple to tuple
 */
struct cordon_tuples {
	u32 n;
	u32 rules;
	u32 bits;
	u32 *head;
	u32 *next;
	struct {
		u64 mask;
		u32 first;
	} tuple[CORDON_TUPLES_MAX];
};

struct cordon_tuples *cordon_tuples_build(const struct cordon_bound *bound,
					  u32 n);
const struct cordon_bound *
cordon_tuples_find(const struct cordon_tuples *tuples,
		   const struct cordon_bound *bound, u64 key);

#endif /* _SECURITY_CORDON_TUPLE_H */
