// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the named sets of a text that is being read
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "grow.h"
#include "settab.h"

/**
 * cordon_settab_alloc - make an empty table
 *
 * Return: the table, or NULL.
 */
struct cordon_settab *cordon_settab_alloc(void)
{
	return kvzalloc(sizeof(struct cordon_settab), GFP_KERNEL);
}

/**
 * cordon_settab_free - free a table
 * @tab: the table, or NULL; sets that somebody else refers to stay
 */
void cordon_settab_free(struct cordon_settab *tab)
{
	u32 i;

	if (!tab)
		return;
	for (i = 0; i < tab->n; i++)
		cordon_set_put(tab->entry[i].set);
	kvfree(tab->entry);
	kvfree(tab);
}

static bool is_name_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

static int check_name(struct cordon_text *text, struct cordon_word name)
{
	const char *at;

	if (name.at == name.end)
		return cordon_text_fail(text, name.at,
					"the name of a set is missing");
	if (cordon_word_len(name) > CORDON_SET_NAME_MAX)
		return cordon_text_fail(
			text, name.at,
			"the name of a set has more than %u bytes",
			CORDON_SET_NAME_MAX);
	for (at = name.at; at < name.end; at++) {
		if (!is_name_byte(*at))
			return cordon_text_fail(
				text, at,
				"the name of a set is made of A-Z a-z 0-9 _ . -");
	}
	return 0;
}

/* FNV-1a: who writes a policy has no reason to attack its own write. */
static u32 *bucket_of(struct cordon_settab *tab, struct cordon_word name)
{
	u32 hash = 0x811c9dc5;
	const char *at;

	for (at = name.at; at < name.end; at++)
		hash = (hash ^ (u8)*at) * 0x01000193;
	return &tab->bucket[hash % CORDON_SETTAB_BUCKETS];
}

static int add(struct cordon_settab *tab, struct cordon_text *text,
	       struct cordon_word name)
{
	struct cordon_settab_entry *entry;
	u32 *bucket = bucket_of(tab, name);

	if (tab->n == CORDON_SETS_MAX) {
		cordon_text_fail(text, name.at, "more than %u sets",
				 CORDON_SETS_MAX);
		return -E2BIG;
	}
	if (cordon_grow((void **)&tab->entry, tab->n, &tab->room,
			sizeof(*tab->entry)))
		return cordon_text_nomem(text);
	entry = &tab->entry[tab->n];
	entry->set = cordon_set_alloc(name.at, cordon_word_len(name));
	if (!entry->set)
		return cordon_text_nomem(text);
	entry->line = text->number;
	entry->column = name.at - text->line + 1;
	entry->defined = false;
	entry->chain = *bucket;
	*bucket = ++tab->n;
	return 0;
}

/**
 * cordon_settab_find - the index of a name, which is added when it is new
 * @tab: the table
 * @text: the text
 * @name: the name, without '@'
 * @index: set to the index
 *
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int cordon_settab_find(struct cordon_settab *tab, struct cordon_text *text,
		       struct cordon_word name, u32 *index)
{
	int err = check_name(text, name);
	u32 i;

	if (err)
		return err;
	for (i = *bucket_of(tab, name); i; i = tab->entry[i - 1].chain) {
		if (cordon_word_is(name, tab->entry[i - 1].set->name)) {
			*index = i - 1;
			return 0;
		}
	}
	*index = tab->n;
	return add(tab, text, name);
}

/**
 * cordon_settab_read - read what follows "set" on a line
 * @tab: the table
 * @text: the text
 * @index: set to the index of the set
 * @first: set to true when no line before defined it
 *
 * Return: 0, -EINVAL, -E2BIG or -ENOMEM.
 */
int cordon_settab_read(struct cordon_settab *tab, struct cordon_text *text,
		       u32 *index, bool *first)
{
	struct cordon_settab_entry *entry;
	struct cordon_word word;
	u32 n = 0;
	int err;

	if (!cordon_text_word(text, &word))
		return cordon_text_fail(text, NULL,
					"the name of a set is missing");
	err = cordon_settab_find(tab, text, word, index);
	if (err)
		return err;
	entry = &tab->entry[*index];
	*first = !entry->defined;
	entry->defined = true;
	while (cordon_text_word(text, &word)) {
		err = cordon_add_prefix(text, word, &entry->set->addrs);
		if (err)
			return err;
		if (!(++n % 4096))
			cond_resched();
	}
	return 0;
}

static int fail_undefined(struct cordon_text *text,
			  const struct cordon_settab_entry *entry)
{
	cordon_text_fail(text, NULL, "no set is named %s", entry->set->name);
	if (text->reason) {
		text->reason->line = entry->line;
		text->reason->column = entry->column;
	}
	return -EINVAL;
}

/**
 * cordon_settab_seal - make all sets ready for lookups
 * @tab: the table
 * @text: the text, which was read to its end
 * @all_defined: a name without a set line is an error
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int cordon_settab_seal(struct cordon_settab *tab, struct cordon_text *text,
		       bool all_defined)
{
	u32 i;

	for (i = 0; i < tab->n; i++) {
		if (all_defined && !tab->entry[i].defined)
			return fail_undefined(text, &tab->entry[i]);
		if (cordon_addrset_seal(&tab->entry[i].set->addrs))
			return cordon_text_nomem(text);
	}
	return 0;
}
