/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a policy does with a call, by the kernel's own matcher.
 *
 * The kernel knows everything about a call but what nobody can know; a tool
 * knows what it was told. So beside the kernel's answers there is one more: a
 * rule depends on facts that were not given.
 */

#ifndef CORDON_JUDGE_H
#define CORDON_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy.h"

/* The rule that decides when there is none: the default. */
#define JUDGE_DEFAULT	SIZE_MAX

/* Facts that may be unknown here although the kernel would know them. */
enum judge_fact {
	JUDGE_EXE	= 1 << 0,
	JUDGE_SCRIPT	= 1 << 1,
	JUDGE_SHA256	= 1 << 2,
	JUDGE_FSVERITY	= 1 << 3,
	JUDGE_UID	= 1 << 4,
	JUDGE_GID	= 1 << 5,	/* of one group or more */
	JUDGE_CGROUP	= 1 << 6,
	JUDGE_OWN_PATH	= 1 << 7,	/* what mnt=any looks at */
	JUDGE_FACTS	= 8,		/* how many there are */
};

enum judge_mnt {
	JUDGE_MNT_INIT,		/* executed in the initial mount namespace */
	JUDGE_MNT_SAME,		/* in another one, but the same file */
	JUDGE_MNT_OTHER,	/* in another one, no such file there */
};

/*
 * A call. Strings are kept, not copied, and as the kernel shows them: a path
 * begins with '/', anything else has no path.
 */
struct judge_call {
	unsigned int unknown;	/* enum judge_fact */
	const char *exe;	/* NULL: without a path */
	const char *script;	/* NULL: no script is run */
	enum judge_mnt mnt;
	const char *sha256;	/* in hexadecimal; NULL: could not be measured */
	const char *fsverity;	/* "sha256:" or "sha512:" and hexadecimal */
	uint32_t uid;		/* effective */
	uint32_t gid;		/* effective; UINT32_MAX: not even that */
	size_t n_groups;
	const uint32_t *groups;
	const char *cgroup;	/* NULL: the kernel cannot know it */
	const char *proto;
	const char *dst;	/* NULL: none, or the kernel cannot know it */
	uint16_t dport;
	uint16_t sport;		/* 0: not bound yet */
};

/* How a rule matches; every one includes those above it. */
enum judge_match {
	JUDGE_NO,
	JUDGE_MAYBE,	/* the kernel cannot know: only deny and ask decide */
	JUDGE_YES,
};

struct judge;

/*
 * Makes @call ready to be judged. 0, -EINVAL with *@what naming the member
 * that is wrong ("proto", "dst", "sha256", "fsverity"), or -ENOMEM.
 */
int judge_open(struct judge **judge, const struct judge_call *call,
	       const char **what);
void judge_close(struct judge *judge);

/*
 * Whether the conditions of a rule hold that do not depend on unknown facts.
 * *@depends is what the others depend on, of enum judge_fact; 0 when the rule
 * does not match anyway. expires= does not count: the rule is taken as loaded.
 */
enum judge_match judge_rule(const struct judge *judge,
			    const struct policy *policy, size_t index,
			    unsigned int *depends);
/* Does a rule with that verdict decide when it matches like this? */
bool judge_decides(enum verdict verdict, enum judge_match match);

struct judge_result {
	size_t rule;		/* index or JUDGE_DEFAULT */
	enum verdict verdict;
	bool maybe;		/* the rule matched only maybe */
	/*
	 * Rules before it that may decide instead, depending on these facts:
	 * the first of them. @open: they could change the verdict.
	 */
	unsigned int depends;
	size_t first_open;
	bool open;
};

/* The rule that decides for certain, and what could come before it. */
void judge_policy(const struct judge *judge, const struct policy *policy,
		  struct judge_result *result);

/* One condition of a rule. */
struct judge_condition {
	const char *key;	/* "exe", as the rule has it */
	enum judge_match match;	/* of this condition alone */
	unsigned int depends;	/* not 0: it is not known here */
	const char *note;	/* why a match is only maybe, or NULL */
};

#define JUDGE_CONDITIONS	11

/* All that @index has, in the order of the text. Returns how many. */
size_t judge_conditions(const struct judge *judge, const struct policy *policy,
			size_t index,
			struct judge_condition conditions[JUDGE_CONDITIONS]);

/* Whether there is such a protocol, and whether it has addresses, ports. */
bool judge_proto_exists(const char *proto);
bool judge_proto_has_address(const char *proto);
bool judge_proto_has_ports(const char *proto);

#endif /* CORDON_JUDGE_H */
