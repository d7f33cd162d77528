// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a write to "rules". What the operations hold is consistent, and
 * each rule that is accepted can be printed and appended again.
 */

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "parse.h"

static char *print_rule(const struct cordon_rule *rule, char **names)
{
	const char *const *set_names = (const char *const *)names;
	size_t len = cordon_print_rule(NULL, 0, rule, set_names,
				       rule->expires);
	char *text = malloc(len + sizeof("append "));
	const size_t start = strlen("append ");

	if (!text)
		abort();
	memcpy(text, "append ", start);
	cordon_print_rule(text + start, len + 1, rule, set_names,
			  rule->expires);
	return text;
}

static void append_again(const struct cordon_rule *rule, char **names)
{
	struct cordon_transaction again;
	char *once, *twice;

	once = print_rule(rule, names);
	if (cordon_parse_transaction(once, strlen(once), &again, NULL) ||
	    again.n_ops != 1 || again.ops[0].kind != CORDON_OP_APPEND)
		abort();
	twice = print_rule(again.ops[0].rule, again.names);
	if (strcmp(once, twice))
		abort();
	free(once);
	free(twice);
	cordon_transaction_destroy(&again);
}

static void check_op(const struct cordon_transaction *transaction,
		     const struct cordon_op *op)
{
	const struct cordon_dst *dst = op->rule ? op->rule->dst : NULL;
	bool has_rule = op->kind == CORDON_OP_APPEND ||
			op->kind == CORDON_OP_BEFORE;
	bool has_id = op->kind == CORDON_OP_BEFORE ||
		      op->kind == CORDON_OP_DELETE;
	bool has_set = op->kind == CORDON_OP_SET;
	unsigned int i;

	if (op->kind > CORDON_OP_SET || !op->line)
		abort();
	if (has_rule != !!op->rule || has_id != !!op->id ||
	    has_set != !!op->set)
		abort();
	for (i = 0; dst && i < dst->n_sets; i++) {
		if (dst->sets[i] >= transaction->n_names)
			abort();
	}
	if (op->rule)
		append_again(op->rule, transaction->names);
}

static int read_ops(const char *text, size_t len, bool check)
{
	struct cordon_transaction transaction;
	struct cordon_reason reason;
	unsigned int i;
	int err;

	err = cordon_parse_transaction(text, len, &transaction, &reason);
	if (err && (transaction.ops || transaction.names || !*reason.text))
		abort();
	for (i = 0; check && i < transaction.n_ops; i++)
		check_op(&transaction, &transaction.ops[i]);
	cordon_transaction_destroy(&transaction);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	if (read_ops(text, size, true) == -ENOMEM)
		abort();
	alloc_fail_at(size ? 1 + data[size - 1] % 32 : 1);
	read_ops(text, size, false);
	alloc_fail_at(0);
	return 0;
}
