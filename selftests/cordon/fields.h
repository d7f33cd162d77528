/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the key=value lines of "queue" and of audit records
 */

#ifndef _CORDON_FIELDS_H
#define _CORDON_FIELDS_H

#include "common.h"

/* The value as it stands, quotes included; false when there is no such key. */
static inline bool field(const char *line, const char *key, char *value,
			 size_t size)
{
	size_t len = strlen(key), n;
	const char *at = line;

	while (at && *at) {
		if (!strncmp(at, key, len) && at[len] == '=') {
			at += len + 1;
			n = strcspn(at, " \n");
			if (n >= size)
				n = size - 1;
			memcpy(value, at, n);
			value[n] = '\0';
			return true;
		}
		at = strchr(at, ' ');
		if (at)
			at++;
	}
	return false;
}

static inline bool field_is(const char *line, const char *key,
			    const char *expected)
{
	char value[8192];

	if (!field(line, key, value, sizeof(value))) {
		fprintf(stderr, "# no %s= in: %s\n", key, line);
		return false;
	}
	if (!strcmp(value, expected))
		return true;
	fprintf(stderr, "# %s=%s, expected %s in: %s\n", key, value, expected,
		line);
	return false;
}

/* As a number; -1 when it is none. */
static inline long long field_number(const char *line, const char *key)
{
	char value[64], *end;
	long long number;

	if (!field(line, key, value, sizeof(value)))
		return -1;
	number = strtoll(value, &end, 10);
	return *end || end == value ? -1 : number;
}

/* Do these keys stand in the line in this order, one after the other? */
static inline bool fields_in_order(const char *line, const char *const keys[])
{
	const char *at = line;
	size_t len;

	for (; *keys; keys++) {
		len = strlen(*keys);
		if (strncmp(at, *keys, len) || at[len] != '=') {
			fprintf(stderr, "# expected %s= at \"%s\" in: %s\n",
				*keys, at, line);
			return false;
		}
		at += strcspn(at, " \n");
		while (*at == ' ')
			at++;
	}
	return true;
}

/* The fields that every record and every line of "queue" begins with. */
#define COMMON_FIELDS							\
	"op", "verdict", "question", "rule", "label", "gen", "subject",	\
	"exe", "script", "mnt", "proto", "family", "dst", "dport",	\
	"sport", "cgroup", "pid", "ppid", "uid", "auid", "ses", "comm"

#endif /* _CORDON_FIELDS_H */
