/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the named sets of a text that is being read
 *
 * A set may be used before it is defined, and be defined on many lines: this
 * table holds each name once, in the order of the text.
 */

#ifndef _SECURITY_CORDON_SETTAB_H
#define _SECURITY_CORDON_SETTAB_H

#include <linux/types.h>

#include "text.h"

#define CORDON_SETTAB_BUCKETS 4096

/**
 * struct cordon_settab_entry - a name
 * @set: holds the name, and the prefixes so far
 * @chain: 1 + index of the next entry of this bucket
 * @line: where it is named first
 * @column: likewise
 * @defined: there is a set line for it
 */
struct cordon_settab_entry {
	struct cordon_set *set;
	u32 chain;
	u32 line;
	u32 column;
	bool defined;
};

/**
 * struct cordon_settab - names of sets
 * @n: number of names
 * @room: allocated elements of @entry
 * @entry: the names
 * @bucket: 1 + index of the first entry with this hash
 */
struct cordon_settab {
	u32 n, room;
	struct cordon_settab_entry *entry;
	u32 bucket[CORDON_SETTAB_BUCKETS];
};

struct cordon_settab *cordon_settab_alloc(void);
void cordon_settab_free(struct cordon_settab *tab);
int cordon_settab_find(struct cordon_settab *tab, struct cordon_text *text,
		       struct cordon_word name, u32 *index);
int cordon_settab_read(struct cordon_settab *tab, struct cordon_text *text,
		       u32 *index, bool *first);
int cordon_settab_seal(struct cordon_settab *tab, struct cordon_text *text,
		       bool all_defined);

#endif /* _SECURITY_CORDON_SETTAB_H */
