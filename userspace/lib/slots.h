/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of a line, and where in a struct their values belong. */

#ifndef CORDON_SLOTS_H
#define CORDON_SLOTS_H

#include <stddef.h>
#include <stdint.h>

#include "fields.h"

enum slot_kind {
	SLOT_WORD,	/* an array of char, "" when unset */
	SLOT_NUMBER,	/* an int64_t, SLOT_UNSET when unset */
	SLOT_STRING,	/* a char *, allocated, NULL when unset */
};

#define SLOT_UNSET	INT64_C(-1)

struct slot {
	const char *key;
	enum slot_kind kind;
	size_t offset;
	size_t size;
};

#define SLOT(type, kind, key, member)                                          \
	{ key, SLOT_##kind, offsetof(struct type, member),                     \
	  sizeof(((struct type *)0)->member) }

/* Where the value is in the struct at @base. */
static inline void *slot_at(const struct slot *slot, const void *base)
{
	return (char *)base + slot->offset;
}

/* The numbers are unset; the rest is to be zero. */
void slots_init(const struct slot *slots, size_t count, void *base);
/* Frees the strings, and leaves them unset. */
void slots_destroy(const struct slot *slots, size_t count, void *base);
/*
 * Puts the value of @field where it belongs; one without a slot, or that is
 * unset, is skipped. 0, -EINVAL or -ENOMEM.
 */
int slots_take(const struct slot *slots, size_t count, void *base,
	       const struct field *field);

/* The same with all that is left of @fields. */
int slots_read(const struct slot *slots, size_t count, void *base,
	       struct fields *fields);

#endif /* CORDON_SLOTS_H */
