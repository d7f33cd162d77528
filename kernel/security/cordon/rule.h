/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - a rule
 *
 * A rule is written once, by the parser, and read only from then on, but for
 * its hit counter. Policies share rules: a new policy that differs from the
 * old one by one rule holds references to all the others.
 */

#ifndef _SECURITY_CORDON_RULE_H
#define _SECURITY_CORDON_RULE_H

#include <linux/atomic.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "addrset.h"
#include "limits.h"
#include "target.h"

/* enum cordon_verdict - what a rule, a default or a call gets */
enum cordon_verdict {
	CORDON_ALLOW,
	CORDON_DENY,
	CORDON_ASK,
	CORDON_VERDICT_COUNT
};

/* enum cordon_hold - which tasks a question may hold */
enum cordon_hold {
	CORDON_HOLD_ALL,
	CORDON_HOLD_BLOCKING,
	CORDON_HOLD_NONE,
	CORDON_HOLD_COUNT
};

/* enum cordon_log - log= of a rule */
enum cordon_log {
	CORDON_LOG_DEFAULT, /* denials yes, allows no */
	CORDON_LOG_YES,
	CORDON_LOG_NO,
	CORDON_LOG_COUNT
};

/* enum cordon_digest_kind - how a digest was taken */
enum cordon_digest_kind {
	CORDON_DIGEST_SHA256, /* sha256=: of the whole file */
	CORDON_DIGEST_VERITY_SHA256, /* fsverity=sha256: */
	CORDON_DIGEST_VERITY_SHA512, /* fsverity=sha512: */
	CORDON_DIGEST_COUNT
};

/* Both fit in one rule: a rule may name a sha256= and an fsverity=. */
struct cordon_rule_digest {
	u8 kind;
	u8 len;
	u8 bytes[CORDON_DIGEST_MAX];
};

/* Inclusive ranges: ports, uids, gids. Sorted, disjoint, not adjacent. */
struct cordon_span {
	u32 lo, hi;
};

struct cordon_spans {
	u32 n;
	struct cordon_span span[];
};

/**
 * struct cordon_dst - dst= of a rule
 * @addrs: the literal prefixes, sealed
 * @n_sets: number of elements of @sets
 * @sets: indexes into the policy's table of named sets (stable from one
 *	policy to its edited successor), in the order written
 */
struct cordon_dst {
	struct cordon_addrset addrs;
	u32 n_sets;
	u32 sets[];
};

/**
 * struct cordon_rare - the conditions that few rules have
 * @script: canonical pattern, or NULL
 * @cgroup: canonical pattern, or NULL
 * @sha256: or NULL
 * @fsverity: or NULL
 * @sport: or NULL
 * @uid: initial user namespace; or NULL
 * @gid: initial user namespace; or NULL
 */
struct cordon_rare {
	const char *script;
	const char *cgroup;
	struct cordon_rule_digest *sha256;
	struct cordon_rule_digest *fsverity;
	struct cordon_spans *sport;
	struct cordon_spans *uid;
	struct cordon_spans *gid;
};

/* Of rules that have none of them. */
extern const struct cordon_rare cordon_no_rare;

/**
 * struct cordon_rule - verdict, conditions, modifiers
 * @ref: one for each policy that contains it, one for each borrower
 * @id: given when the rule comes into force, never reused; 0 before
 * @hits: times it decided
 * @deadline: second of CLOCK_BOOTTIME at which it ends; 0: never. Set when
 *	the rule comes into force, from @expires
 * @expires: seconds, as written; 0: never
 * @protos: mask of CORDON_PROTO_BIT(); all set when proto= is absent
 * @exe_hash: hash of @exe_path, by the index
 * @verdict: enum cordon_verdict
 * @log: enum cordon_log
 * @mnt_any: mnt=any
 * @err: positive errno for denials; 0: the default, EACCES
 * @exe: canonical pattern, or NULL
 * @exe_path: the path that @exe names when it has no wildcard, else NULL;
 *	@exe itself when nothing in it was escaped, its own allocation otherwise
 * @label: or NULL
 * @dst: or NULL
 * @dport: or NULL
 * @rare: its own, or &cordon_no_rare
 *
 * There may be millions: with the pointers of the other conditions in it, it
 * would take twice the memory.
 */
struct cordon_rule {
	refcount_t ref;
	u32 exe_hash;
	u64 id;
	atomic64_t hits;
	s64 deadline;
	u32 expires;
	u8 verdict;
	u8 log;
	bool mnt_any;
	u8 err;
	u64 protos;
	const char *exe;
	const char *exe_path;
	const char *label;
	struct cordon_dst *dst;
	struct cordon_spans *dport;
	const struct cordon_rare *rare;
};

/**
 * struct cordon_set - a named address set
 * @ref: one for each policy that contains it
 * @name: without the '@'
 * @addrs: sealed
 */
struct cordon_set {
	refcount_t ref;
	char name[CORDON_SET_NAME_MAX + 1];
	struct cordon_addrset addrs;
};

/**
 * struct cordon_settings - the lines of a policy that are not rules
 * @def: verdict when no rule matches
 * @unanswered: CORDON_ALLOW or CORDON_DENY
 * @hold: enum cordon_hold
 * @after: seconds
 */
struct cordon_settings {
	u8 def;
	u8 unanswered;
	u8 hold;
	u32 after;
};

struct cordon_rule *cordon_rule_alloc(void);
void cordon_rule_put(struct cordon_rule *rule);
struct cordon_set *cordon_set_alloc(const char *name, size_t len);
void cordon_set_put(struct cordon_set *set);
bool cordon_spans_has(const struct cordon_spans *spans, u32 value);

static inline struct cordon_rule *cordon_rule_get(struct cordon_rule *rule)
{
	refcount_inc(&rule->ref);
	return rule;
}

/* An allow of which nobody wants to hear: no more than its hits are counted. */
static inline bool cordon_rule_is_quiet(const struct cordon_rule *rule)
{
	return rule->verdict == CORDON_ALLOW && rule->log != CORDON_LOG_YES;
}

#endif /* _SECURITY_CORDON_RULE_H */
