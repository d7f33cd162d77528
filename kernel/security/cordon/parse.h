/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - text to policy and back
 *
 * The one parser and the one printer of the policy language: compiled into
 * the kernel, the tools and the fuzzer. Pure: no locks, no hooks.
 */

#ifndef _SECURITY_CORDON_PARSE_H
#define _SECURITY_CORDON_PARSE_H

#include <linux/types.h>

#include "limits.h"
#include "rule.h"

/**
 * struct cordon_reason - why a text was refused
 * @line: 1-based line; 0 when the text as a whole is meant
 * @column: 1-based byte in that line; 0 when the line as a whole is meant
 * @text: what is wrong, without a final newline
 */
struct cordon_reason {
	u32 line;
	u32 column;
	char text[CORDON_REASON_MAX];
};

/**
 * struct cordon_draft - what a text says, not in force yet
 * @settings: with the defaults where the text is silent
 * @has_default: the text has a "default" line
 * @has_unanswered: the text has an "unanswered" line
 * @n_rules: elements of @rules
 * @room_rules: allocated elements of @rules
 * @rules: in order; the draft holds a reference to each
 * @n_sets: elements of @sets
 * @room_sets: allocated elements of @sets
 * @sets: sealed; the draft holds a reference to each
 */
struct cordon_draft {
	struct cordon_settings settings;
	bool has_default;
	bool has_unanswered;
	u32 n_rules, room_rules;
	struct cordon_rule **rules;
	u32 n_sets, room_sets;
	struct cordon_set **sets;
};

/* enum cordon_op_kind - an operation of a write to "rules" */
enum cordon_op_kind {
	CORDON_OP_APPEND, /* append RULE */
	CORDON_OP_BEFORE, /* before ID RULE */
	CORDON_OP_DELETE, /* delete ID */
	CORDON_OP_SET, /* set NAME ADDRESS ... */
};

/**
 * struct cordon_op - one operation
 * @kind: enum cordon_op_kind
 * @line: line of the text, for reasons found later (no such id)
 * @id: for before and delete
 * @rule: for append and before; its dst->sets[] index @set_names of the
 *	transaction, until the caller translates them
 * @set: for set
 */
struct cordon_op {
	u8 kind;
	u32 line;
	u64 id;
	struct cordon_rule *rule;
	struct cordon_set *set;
};

/**
 * struct cordon_transaction - the operations of one write to "rules"
 * @n_ops: elements of @ops
 * @room_ops: allocated elements of @ops
 * @ops: in order
 * @n_names: elements of @names
 * @room_names: allocated elements of @names
 * @names: names of the sets that the rules refer to and of those that the
 *	operations define; allocated strings
 */
struct cordon_transaction {
	u32 n_ops, room_ops;
	struct cordon_op *ops;
	u32 n_names, room_names;
	char **names;
};

int cordon_parse_policy(const char *text, size_t len,
			struct cordon_draft *draft,
			struct cordon_reason *reason);
void cordon_draft_destroy(struct cordon_draft *draft);

int cordon_parse_transaction(const char *text, size_t len,
			     struct cordon_transaction *transaction,
			     struct cordon_reason *reason);
void cordon_transaction_destroy(struct cordon_transaction *transaction);

/* Bytes of a printed prefix, of a line of a set, with the final NUL. */
#define CORDON_PREFIX_MAX 50
#define CORDON_SET_LINE_MAX 1024
/* Prefixes on a printed line of a set. */
#define CORDON_SET_LINE_PREFIXES 16

/*
 * Printing. Each returns the number of bytes that the text has, without the
 * final NUL, like snprintf(): more than @size means it was cut.
 */
size_t cordon_print_rule(char *buf, size_t size, const struct cordon_rule *rule,
			 const char *const *set_names, u32 expires);
size_t cordon_print_settings(char *buf, size_t size,
			     const struct cordon_settings *settings);
size_t cordon_print_prefix(char *buf, size_t size,
			   const struct cordon_prefix *prefix);
size_t cordon_print_set_line(char *buf, size_t size,
			     const struct cordon_set *set,
			     struct cordon_prefix_iter *iter);

/* Names. Each "find" takes @len bytes and returns -1 when there is none. */
const char *cordon_proto_name(enum cordon_proto proto);
int cordon_proto_find(const char *text, size_t len);
const char *cordon_verdict_name(enum cordon_verdict verdict);
int cordon_verdict_find(const char *text, size_t len);
const char *cordon_hold_name(enum cordon_hold hold);
int cordon_hold_find(const char *text, size_t len);
const char *cordon_errno_name(int err);
int cordon_errno_find(const char *text, size_t len);

#endif /* _SECURITY_CORDON_PARSE_H */
