// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the operations of a write to "rules"
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "grow.h"
#include "settab.h"
#include "text.h"

static int read_id(struct cordon_text *text, struct cordon_op *op)
{
	struct cordon_word word = { text->pos, text->pos };

	cordon_text_word(text, &word);
	return cordon_text_u64(text, word, 1, U64_MAX, &op->id);
}

static int read_new_rule(struct cordon_text *text, struct cordon_settab *tab,
			 struct cordon_op *op)
{
	struct cordon_word word = { text->pos, text->pos };

	cordon_text_word(text, &word);
	return cordon_parse_rule(text, tab, word, &op->rule);
}

/* What further lines of the same set add goes to its first operation. */
static int read_set(struct cordon_text *text, struct cordon_settab *tab,
		    struct cordon_op *op, bool *first)
{
	u32 index;
	int err = cordon_settab_read(tab, text, &index, first);

	if (err || !*first)
		return err;
	op->set = tab->entry[index].set;
	refcount_inc(&op->set->ref);
	return 0;
}

/* Reads the operation of a line; false in @new: it belongs to an earlier. */
static int read_op(struct cordon_text *text, struct cordon_settab *tab,
		   struct cordon_word word, struct cordon_op *op, bool *new)
{
	int err;

	*new = true;
	if (cordon_word_is(word, "append")) {
		op->kind = CORDON_OP_APPEND;
		return read_new_rule(text, tab, op);
	}
	if (cordon_word_is(word, "before")) {
		op->kind = CORDON_OP_BEFORE;
		err = read_id(text, op);
		return err ? err : read_new_rule(text, tab, op);
	}
	if (cordon_word_is(word, "delete")) {
		op->kind = CORDON_OP_DELETE;
		err = read_id(text, op);
		return err ? err : cordon_text_done(text);
	}
	if (cordon_word_is(word, "set")) {
		op->kind = CORDON_OP_SET;
		return read_set(text, tab, op, new);
	}
	return cordon_text_fail(text, word.at,
				"append, before, delete or set is expected");
}

static int read_line(struct cordon_text *text, struct cordon_settab *tab,
		     struct cordon_transaction *to, struct cordon_word word)
{
	struct cordon_op *op;
	bool new;
	int err;

	if (to->n_ops == CORDON_RULES_MAX) {
		cordon_text_fail(text, NULL, "more than %u operations",
				 CORDON_RULES_MAX);
		return -E2BIG;
	}
	if (cordon_grow((void **)&to->ops, to->n_ops, &to->room_ops,
			sizeof(*to->ops)))
		return cordon_text_nomem(text);
	op = &to->ops[to->n_ops];
	memset(op, 0, sizeof(*op));
	op->line = text->number;
	err = read_op(text, tab, word, op, &new);
	if (!err && new)
		to->n_ops++;
	return err;
}

static int take_names(struct cordon_text *text, struct cordon_settab *tab,
		      struct cordon_transaction *to)
{
	const char *name;

	if (!tab->n)
		return 0;
	to->names = kvmalloc_array(tab->n, sizeof(*to->names), GFP_KERNEL);
	if (!to->names)
		return cordon_text_nomem(text);
	to->room_names = tab->n;
	while (to->n_names < tab->n) {
		name = tab->entry[to->n_names].set->name;
		to->names[to->n_names] = kstrdup(name, GFP_KERNEL);
		if (!to->names[to->n_names])
			return cordon_text_nomem(text);
		to->n_names++;
	}
	return 0;
}

static int read_ops(struct cordon_text *text, struct cordon_settab *tab,
		    struct cordon_transaction *to)
{
	struct cordon_word word;
	int ret;

	while ((ret = cordon_text_statement(text, &word)) > 0) {
		ret = read_line(text, tab, to, word);
		if (ret)
			return ret;
	}
	if (!ret)
		ret = cordon_settab_seal(tab, text, false);
	return ret ? ret : take_names(text, tab, to);
}

/**
 * cordon_parse_transaction - read the operations of one write
 * @buf: the text; need not be terminated
 * @len: bytes of @buf
 * @transaction: set to the operations; empty on failure
 * @reason: set to what is wrong on failure; may be NULL
 *
 * Context: may sleep.
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int cordon_parse_transaction(const char *buf, size_t len,
			     struct cordon_transaction *transaction,
			     struct cordon_reason *reason)
{
	struct cordon_settab *tab;
	struct cordon_text text;
	int err;

	memset(transaction, 0, sizeof(*transaction));
	err = cordon_text_begin(&text, buf, len, reason);
	if (err)
		return err;
	tab = cordon_settab_alloc();
	err = tab ? read_ops(&text, tab, transaction) :
		    cordon_text_nomem(&text);
	if (err)
		cordon_transaction_destroy(transaction);
	cordon_settab_free(tab);
	return err;
}

/**
 * cordon_transaction_destroy - free what a transaction holds
 * @transaction: the transaction; empty afterwards
 */
void cordon_transaction_destroy(struct cordon_transaction *transaction)
{
	u32 i;

	for (i = 0; i < transaction->n_ops; i++) {
		cordon_rule_put(transaction->ops[i].rule);
		cordon_set_put(transaction->ops[i].set);
	}
	for (i = 0; i < transaction->n_names; i++)
		kfree(transaction->names[i]);
	kvfree(transaction->ops);
	kvfree(transaction->names);
	memset(transaction, 0, sizeof(*transaction));
}
