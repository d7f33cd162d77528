// SPDX-License-Identifier: GPL-2.0-only
/* Fields of a line, and where in a struct their values belong */

#include "slots.h"

#include <errno.h>
#include <stdlib.h>

void slots_init(const struct slot *slots, size_t count, void *base)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (slots[i].kind == SLOT_NUMBER)
			*(int64_t *)slot_at(&slots[i], base) = SLOT_UNSET;
	}
}

void slots_destroy(const struct slot *slots, size_t count, void *base)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char **at = slot_at(&slots[i], base);

		if (slots[i].kind != SLOT_STRING)
			continue;
		free(*at);
		*at = NULL;
	}
}

int slots_take(const struct slot *slots, size_t count, void *base,
	       const struct field *field)
{
	const struct slot *slot;
	uint64_t number;
	char *string;
	void *at;
	int err;

	for (slot = slots; slot < slots + count; slot++) {
		if (field_is(field, slot->key))
			break;
	}
	if (slot == slots + count || field_unset(field))
		return 0;
	at = slot_at(slot, base);
	switch (slot->kind) {
	case SLOT_WORD:
		return field_word(field, at, slot->size);
	case SLOT_NUMBER:
		err = field_number(field, INT64_MAX, &number);
		if (!err)
			*(int64_t *)at = number;
		return err;
	case SLOT_STRING:
		err = field_string(field, &string);
		if (!err) {
			free(*(char **)at);
			*(char **)at = string;
		}
		return err;
	}
	return -EINVAL;
}

int slots_read(const struct slot *slots, size_t count, void *base,
	       struct fields *fields)
{
	struct field field;
	int more, err = 0;

	while (!err && (more = fields_next(fields, &field)) > 0)
		err = slots_take(slots, count, base, &field);
	return err ? err : more;
}
