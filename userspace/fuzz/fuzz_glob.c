// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patterns against a matcher that tries everything. The input is a pattern and
 * a path, with a NUL between; most bytes stand for one of a few, so that
 * matches are common.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "limits.h"

#define PATTERN_MAX	24
#define PATH_MAX_HERE	28

/* What was found for a rest of the pattern and of the path: 1 + the result. */
static char known[PATTERN_MAX + 1][PATH_MAX_HERE + 1];
static const char *pattern_start, *path_start;

static bool means(const char *p, const char *t);

/* The definition: what a pattern means, without any thought of its cost. */
static bool define(const char *p, const char *t)
{
	if (!*p)
		return !*t;
	if (p[0] == '*') {
		const char *rest = p + 1;
		bool cross = *rest == '*';

		while (*rest == '*')
			rest++;
		for (;; t++) {
			if (means(rest, t))
				return true;
			if (!*t || (*t == '/' && !cross))
				return false;
		}
	}
	if (!*t)
		return false;
	if (*p == '?')
		return *t != '/' && means(p + 1, t + 1);
	if (*p == '\\' && p[1])
		p++;
	return *p == *t && means(p + 1, t + 1);
}

static bool means(const char *p, const char *t)
{
	char *slot = &known[p - pattern_start][t - path_start];

	if (!*slot)
		*slot = 1 + define(p, t);
	return *slot - 1;
}

/* Escapes stand before wildcards only; see the tests for the others. */
static size_t take(char *to, size_t room, const uint8_t **data, size_t *size,
		   const char *alphabet)
{
	const size_t letters = strlen(alphabet);
	size_t n = 0;

	while (*size && **data && n < room) {
		to[n++] = alphabet[**data % letters];
		(*data)++;
		(*size)--;
	}
	to[n] = '\0';
	while (*size && **data) {
		(*data)++;
		(*size)--;
	}
	if (*size) {
		(*data)++;
		(*size)--;
	}
	return n;
}

static void check_escape(const char *path)
{
	char pattern[4 * PATH_MAX_HERE + 1], back[4 * PATH_MAX_HERE + 1];

	if (cordon_glob_escape(pattern, sizeof(pattern), path) >=
	    sizeof(pattern) || !cordon_glob_is_literal(pattern) ||
	    !cordon_glob_match(pattern, path))
		abort();
	cordon_glob_unescape(back, pattern);
	if (strcmp(back, path))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char pattern[PATTERN_MAX + 1], path[PATH_MAX_HERE + 1];

	take(pattern, PATTERN_MAX, &data, &size, "ab/*a?/b*\\");
	take(path, PATH_MAX_HERE, &data, &size, "ab/aab/*\\");
	memset(known, 0, sizeof(known));
	pattern_start = pattern;
	path_start = path;
	if (cordon_glob_match(pattern, path) != means(pattern, path))
		abort();
	check_escape(path);
	return 0;
}
