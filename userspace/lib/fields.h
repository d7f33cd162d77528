/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * key=value lines as the kernel's audit records write them. A value is a bare
 * word, or bytes in double quotes, or those bytes in upper case hexadecimal
 * when they could not stand in quotes; '?' stands for nothing.
 */

#ifndef CORDON_FIELDS_H
#define CORDON_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
	const char *key;
	size_t key_len;
	const char *value;
	size_t value_len;
	bool quoted;
};

struct fields {
	const char *at;
	const char *end;
};

/* 1: @field is the next one; 0: no more; -EINVAL: that is not a field. */
int fields_next(struct fields *fields, struct field *field);

bool field_is(const struct field *field, const char *key);
/* Nothing is known: '?' without quotes. */
bool field_unset(const struct field *field);
/* Each is 0, -EINVAL, or -ENOMEM. */
int field_word(const struct field *field, char *to, size_t size);
int field_number(const struct field *field, uint64_t max, uint64_t *to);
/* Allocated; *@to is NULL when the field is unset. */
int field_string(const struct field *field, char **to);

#endif /* CORDON_FIELDS_H */
