/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the rules that can apply to one subject
 */

#ifndef _SECURITY_CORDON_BIND_H
#define _SECURITY_CORDON_BIND_H

#include <linux/bits.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "rule.h"
#include "target.h"
#include "tuple.h"

struct cordon_subject;
struct work_struct;

/* For what makes searching quick: without the memory, it is slow, and right. */
#define CORDON_GFP_OPTIONAL \
	(GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/* Flags of struct cordon_bound: what passing the quick tests leaves open. */
#define CORDON_BOUND_FULL 0x01 /* conditions beyond the quick ones */
#define CORDON_BOUND_MAYBE 0x02 /* the subject may match, or not */
#define CORDON_BOUND_PORTS 0x04 /* the range of ports */
#define CORDON_BOUND_OPEN 0x07 /* any of them */
/* What matches is no allow, or somebody wants to hear of it. */
#define CORDON_BOUND_HEARD 0x08

/**
 * struct cordon_quick - a test of many conditions at once
 * @mask: bits of a key that are looked at
 * @value: what they must be; the rule does not match if they are not. A bit
 *	that is not in @mask: no key passes
 */
struct cordon_quick {
	u64 mask;
	u64 value;
};

/**
 * struct cordon_bound - a rule, made quick to reject
 * @v4: test of cordon_key_v4()
 * @v6: test of the upper half of an IPv6 address, in host order
 * @class: test of cordon_key_class(), for IPv6; @v4 has it, too
 * @dport_lo: lowest port of the rule
 * @dport_span: highest less lowest
 * @flags: CORDON_BOUND_*; 0: a rule that passes the quick tests matches, is an
 *	allow, and only its hits are counted
 * @rule: the rule; NULL behind the last one, where every key passes
 */
struct cordon_bound {
	struct cordon_quick v4;
	struct cordon_quick v6;
	struct {
		u32 mask;
		u32 value;
	} class;
	u16 dport_lo;
	u16 dport_span;
	u32 flags;
	struct cordon_rule *rule;
};

/* More generic rules than that are worth a work item, see cordon_bind_later(). */
#define CORDON_SEARCH_RULES 64

/*
 * More rules than that are not looked at with preemption off, nor by quick.c;
 * nor are those with cgroup=, whose verdict must not be kept, and which take
 * locks.
 */
#define CORDON_QUICK_RULES 256

/**
 * struct cordon_binding - the rules that can apply to one subject
 * @rcu: frees it
 * @gen: generation of the policy whose rules these are
 * @quick_gen: the same if quick.c may look at them, else 0
 * @scan_gen: the same if quick.h may look at them one by one, else 0
 * @tuples: finds the first one, or NULL
 * @n: elements of @bound, less the one behind the last
 * @uses_cgroup: a condition may change without the task knowing: a verdict
 *	must not be kept
 * @bound: in the order of the policy
 *
 * Holds no reference to the rules: they may be looked at only while the
 * policy with the same generation is seen to be in force, under RCU.
 */
struct cordon_binding {
	struct rcu_head rcu;
	u64 gen;
	u64 quick_gen;
	u64 scan_gen;
	struct cordon_tuples *tuples;
	u32 n;
	bool uses_cgroup;
	struct cordon_bound bound[];
};

/* In a key: the class has ports. */
#define CORDON_KEY_PORTS BIT(24)
#define CORDON_KEY_PROTO_SHIFT 16

/**
 * cordon_key_class - what the quick tests see of a target but its address
 * @proto: its class, an addressed one
 * @dport: its port, 0 if the class has none
 *
 * Return: the key.
 */
static inline u32 cordon_key_class(enum cordon_proto proto, u16 dport)
{
	u32 ports = CORDON_PROTO_BIT(proto) & CORDON_PROTOS_PORTS ?
			    CORDON_KEY_PORTS :
			    0;

	return ports | proto << CORDON_KEY_PROTO_SHIFT | dport;
}

/**
 * cordon_key_v4 - what the quick tests see of a target with an IPv4 address
 * @addr: the address, in host order
 * @class: cordon_key_class()
 *
 * Return: the key.
 */
static inline u64 cordon_key_v4(u32 addr, u32 class)
{
	return (u64)addr << 32 | class;
}

/**
 * cordon_scan_v4 - the first rule that an IPv4 target passes
 * @bound: where to begin
 * @key: cordon_key_v4()
 *
 * Return: the rule, or what is behind the last.
 */
static inline const struct cordon_bound *
cordon_scan_v4(const struct cordon_bound *bound, u64 key)
{
	while ((key & bound->v4.mask) != bound->v4.value)
		bound++;
	return bound;
}

/**
 * cordon_scan_v6 - the first rule that an IPv6 target passes
 * @bound: where to begin
 * @net: upper half of the address, in host order
 * @class: cordon_key_class()
 *
 * Return: the rule, or what is behind the last.
 */
static inline const struct cordon_bound *
cordon_scan_v6(const struct cordon_bound *bound, u64 net, u32 class)
{
	while ((net & bound->v6.mask) != bound->v6.value ||
	       (class & bound->class.mask) != bound->class.value)
		bound++;
	return bound;
}

/**
 * cordon_bound_has_port - is a port between the lowest and the highest?
 * @bound: the rule
 * @dport: the port
 *
 * Return: true if so; with %CORDON_BOUND_FULL there may be gaps.
 */
static inline bool cordon_bound_has_port(const struct cordon_bound *bound,
					 u16 dport)
{
	return (u16)(dport - bound->dport_lo) <= bound->dport_span;
}

void cordon_bind(struct cordon_subject *subject);
void cordon_bind_later(struct cordon_subject *subject);
void cordon_bind_work(struct work_struct *work);
void cordon_binding_free(struct cordon_binding *binding);
void cordon_bound_fill(struct cordon_bound *bound, struct cordon_rule *rule,
		       bool maybe);

#endif /* _SECURITY_CORDON_BIND_H */
