// SPDX-License-Identifier: GPL-2.0-only
/* key=value lines as the kernel's audit records write them */

#include "fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int fields_next(struct fields *fields, struct field *field)
{
	const char *at = fields->at, *end = fields->end, *stop;

	while (at < end && (*at == ' ' || *at == '\n'))
		at++;
	if (at == end) {
		fields->at = at;
		return 0;
	}
	field->key = at;
	while (at < end && *at != '=' && *at != ' ' && *at != '\n')
		at++;
	field->key_len = at - field->key;
	if (at == end || *at != '=' || !field->key_len)
		return -EINVAL;
	at++;
	field->quoted = at < end && *at == '"';
	if (field->quoted) {
		at++;
		stop = memchr(at, '"', end - at);
		if (!stop)
			return -EINVAL;
		fields->at = stop + 1;
	} else {
		for (stop = at; stop < end; stop++) {
			if (*stop == ' ' || *stop == '\n')
				break;
		}
		fields->at = stop;
	}
	field->value = at;
	field->value_len = stop - at;
	return 1;
}

bool field_is(const struct field *field, const char *key)
{
	return strlen(key) == field->key_len &&
	       !memcmp(key, field->key, field->key_len);
}

bool field_unset(const struct field *field)
{
	return !field->quoted && field->value_len == 1 &&
	       *field->value == '?';
}

int field_word(const struct field *field, char *to, size_t size)
{
	if (field->value_len >= size ||
	    memchr(field->value, '\0', field->value_len))
		return -EINVAL;
	memcpy(to, field->value, field->value_len);
	to[field->value_len] = '\0';
	return 0;
}

int field_number(const struct field *field, uint64_t max, uint64_t *to)
{
	uint64_t value = 0;
	size_t i;

	if (!field->value_len || field->quoted)
		return -EINVAL;
	for (i = 0; i < field->value_len; i++) {
		unsigned int digit = (unsigned char)field->value[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return -EINVAL;
		value = value * 10 + digit;
	}
	if (value > max)
		return -EINVAL;
	*to = value;
	return 0;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int field_string(const struct field *field, char **to)
{
	size_t i, len = field->value_len;
	char *out;

	*to = NULL;
	if (field_unset(field))
		return 0;
	if (field->quoted) {
		if (memchr(field->value, '\0', len))
			return -EINVAL;
		*to = strndup(field->value, len);
		return *to ? 0 : -ENOMEM;
	}
	if (!len || len % 2)
		return -EINVAL;
	out = malloc(len / 2 + 1);
	if (!out)
		return -ENOMEM;
	for (i = 0; i < len / 2; i++) {
		int high = nibble(field->value[2 * i]);
		int low = nibble(field->value[2 * i + 1]);

		if (high < 0 || low < 0 || !(high | low)) {
			free(out);
			return -EINVAL;
		}
		out[i] = high << 4 | low;
	}
	out[len / 2] = '\0';
	*to = out;
	return 0;
}
