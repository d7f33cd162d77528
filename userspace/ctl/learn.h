/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl learn: what its parts share. */

#ifndef CORDON_LEARN_H
#define CORDON_LEARN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "events.h"
#include "policy.h"
#include "text.h"

struct learn_options {
	bool denied;		/* also what was denied or not answered */
	bool unknown;		/* any address, where it cannot be known */
	bool by_user;		/* rules for the users that were seen */
	/* 0: never merged */
	unsigned int max_hosts;
	unsigned int max_ports;
	unsigned int prefix4;
	unsigned int prefix6;
};

/* No padding: compared as bytes. In order of the bytes it is sorted. */
struct learn_address {
	uint8_t family;		/* 4, 6; 0: no address, or any */
	uint8_t bytes[16];
	uint8_t len;		/* of the prefix */
};

#define LEARN_NO_PORT	(-1)	/* no port, or any */

/* A target as a rule can name it. */
struct learn_item {
	char proto[16];
	struct learn_address dst;
	int32_t dport;
	uint64_t calls;
	/* how many hosts or ports it stands for; 0: just what was seen */
	uint64_t hosts;
	uint64_t ports;
};

/* Fields that a rule's targets have: all combinations of them were seen. */
struct learn_rule {
	struct text protos;	/* "tcp,udp" */
	struct text dsts;	/* of struct learn_address; empty: no dst= */
	struct text ports;	/* of int32_t, ascending; empty: no dport= */
	uint64_t calls;
	uint64_t hosts;		/* as in the items */
	uint64_t n_ports;
};

struct learn_rules {
	struct learn_rule *rule;
	size_t count;
};

/*
 * The fewest rules for the items, which are merged as the options say and put
 * in another order; *@count may shrink. 0 or -ENOMEM.
 */
int learn_merge(struct learn_rules *rules, struct learn_item *items,
		size_t *count, const struct learn_options *options);
void learn_rules_destroy(struct learn_rules *rules);

/* The order of rules, and of sets of addresses. */
int learn_compare_addresses(const struct learn_address *a,
			    const struct learn_address *b);

enum learn_answer {
	LEARN_NO_ANSWER,
	LEARN_ALLOW,
	LEARN_DENY,
};

/* Where a program wanted to send to. */
struct learn_target {
	struct learn_item item;
	bool unknown;		/* has an address that cannot be known */
	uint64_t passed;	/* let through */
	uint64_t refused;	/* a rule says deny */
	uint64_t blocked;	/* denied for another reason */
	enum learn_answer answer;	/* the last one */
};

/* A program, as a rule can name it. */
struct learn_subject {
	char *exe;
	char *script;
	bool other;		/* found in another mount namespace alone */
	int64_t uid;		/* whom its rules are for; -1: everybody */
	/* results */
	void *targets;
	size_t n_targets;
	int64_t *uids;
	size_t n_uids;
	uint64_t calls;
	uint64_t missed;
	int64_t first;
	int64_t last;
	size_t asks;		/* rule of the base that asks first, SIZE_MAX */
};

struct learn {
	struct learn_options options;
	const struct policy *base;	/* or NULL */
	/* results */
	void *subjects;
	size_t n_subjects;
	uint64_t calls;
	uint64_t covered;	/* by rules of the base */
	size_t n_rules;		/* that were printed */
	int64_t first;
	int64_t last;
};

/* For events_read(). EXIT_OK, or EXIT_REFUSED after saying why. */
int learn_take(struct event *event, void *learn);
void learn_destroy(struct learn *learn);

/* Calls @fn for each in order. */
void learn_each_subject(const struct learn *learn,
			void (*fn)(const struct learn_subject *, void *),
			void *data);
void learn_each_target(const struct learn_subject *subject,
		       void (*fn)(const struct learn_target *, void *),
		       void *data);

/* A rule can name the program, and it should allow the target. */
bool learn_has_path(const struct learn_subject *subject);
bool learn_is_wanted(const struct learn *learn,
		     const struct learn_target *target);
/* Why not, in words. */
const char *learn_objection(const struct learn *learn,
			    const struct learn_target *target);

/*
 * What is learnt, as a policy or, with a base, as rules to stand beside it.
 * Exit code; says what is wrong.
 */
int learn_print(struct learn *learn, struct text *to);
/* Why there are no rules, in words; NULL: there are some. */
const char *learn_nothing(const struct learn *learn);

#endif /* CORDON_LEARN_H */
