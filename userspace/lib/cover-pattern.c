// SPDX-License-Identifier: GPL-2.0-only
/* Does one path pattern match all that another matches? */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "glob.h"
#include "limits.h"

#include "cover.h"

/* A token is a byte, or one of these. */
enum {
	TOKEN_ONE = 256,	/* '?' */
	TOKEN_SOME,		/* '*' */
	TOKEN_CROSS,		/* '**' */
};

struct tokens {
	size_t n;
	uint16_t token[CORDON_PATH_MAX + 1];
};

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* The pattern is canonical: every escape is whole. */
static uint16_t next_token(const char **at)
{
	const char *p = *at;

	if (*p == '\\' && is_octal(p[1])) {
		*at = p + 4;
		return (p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0');
	}
	if (*p == '\\') {
		*at = p + 2;
		return (uint8_t)p[1];
	}
	*at = p + 1;
	if (*p == '?')
		return TOKEN_ONE;
	if (*p != '*')
		return (uint8_t)*p;
	if (p[1] != '*')
		return TOKEN_SOME;
	*at = p + 2;
	return TOKEN_CROSS;
}

static void tokenize(struct tokens *to, const char *pattern)
{
	to->n = 0;
	while (*pattern && to->n < CORDON_PATH_MAX)
		to->token[to->n++] = next_token(&pattern);
}

/*
 * What is left of a set of places in @outer once @inner has matched one more
 * token: those places alone where @outer goes on whatever bytes the token
 * stands for. That is less than could be, never more.
 */
struct places {
	bool at[CORDON_PATH_MAX + 2];
};

static bool takes_one(uint16_t outer, uint16_t inner)
{
	if (outer == inner)
		return inner <= TOKEN_ONE;
	return outer == TOKEN_ONE && inner < 256 && inner != '/';
}

static bool takes_and_stays(uint16_t outer, uint16_t inner)
{
	if (outer == TOKEN_CROSS)
		return true;
	return outer == TOKEN_SOME && inner != '/' && inner != TOKEN_CROSS;
}

/* '*' and '**' match nothing, too. */
static void add_empty(const struct tokens *outer, struct places *places)
{
	size_t i;

	for (i = 0; i < outer->n; i++) {
		if (places->at[i] && outer->token[i] > TOKEN_ONE)
			places->at[i + 1] = true;
	}
}

static void step(const struct tokens *outer, struct places *places,
		 uint16_t inner)
{
	bool carry = false;
	size_t i;

	for (i = 0; i <= outer->n; i++) {
		bool here = places->at[i] && i < outer->n;
		bool stays = here && takes_and_stays(outer->token[i], inner);

		places->at[i] = stays || carry;
		carry = here && takes_one(outer->token[i], inner);
	}
	add_empty(outer, places);
}

bool cover_pattern(const char *outer, const char *inner)
{
	struct tokens out, in;
	struct places places;
	size_t i;

	if (!strcmp(outer, inner))
		return true;
	if (cordon_glob_is_literal(outer))
		return false;
	tokenize(&out, outer);
	tokenize(&in, inner);
	memset(&places, 0, sizeof(places));
	places.at[0] = true;
	add_empty(&out, &places);
	for (i = 0; i < in.n; i++)
		step(&out, &places, in.token[i]);
	return places.at[out.n];
}
