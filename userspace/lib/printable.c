// SPDX-License-Identifier: GPL-2.0-only
/* Strings that somebody else chose, made fit to be shown */

#include "printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

static bool printable_is_utf8;

void printable_utf8(bool yes)
{
	printable_is_utf8 = yes;
}

size_t utf8_char(const char *s, unsigned int *code)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = *s;
	size_t len, i;

	if (first < 0x80) {
		*code = first;
		return 1;
	}
	if (first < 0xc0 || first > 0xf4)
		return 0;
	len = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	*code = first & (0xff >> (len + 1));
	for (i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

/* Characters that hide, join or reorder others, or start a terminal escape. */
static bool deceives(unsigned int code)
{
	static const struct {
		unsigned int lo, hi;
	} bad[] = {
		{ 0x00, 0x1f },		{ 0x7f, 0xa0 },
		{ 0xad, 0xad },		{ 0x34f, 0x34f },
		{ 0x61c, 0x61c },	{ 0x115f, 0x1160 },
		{ 0x1680, 0x1680 },	{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },	{ 0x2000, 0x200f },
		{ 0x2028, 0x202f },	{ 0x205f, 0x206f },
		{ 0x2800, 0x2800 },	{ 0x3000, 0x3000 },
		{ 0x3164, 0x3164 },	{ 0xe000, 0xf8ff },
		{ 0xfe00, 0xfe0f },	{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },	{ 0xfff0, 0xffff },
		{ 0x1d173, 0x1d17a },	{ 0xe0000, 0x10ffff },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (code >= bad[i].lo && code <= bad[i].hi)
			return true;
	}
	return false;
}

char *printable(const char *string)
{
	char *out = malloc(strlen(string) * 4 + 1), *to = out;

	if (!out)
		return NULL;
	while (*string) {
		unsigned int code;
		size_t len = utf8_char(string, &code);

		if (len && !deceives(code) &&
		    (len == 1 || printable_is_utf8)) {
			memcpy(to, string, len);
			to += len;
			string += len;
			continue;
		}
		to += sprintf(to, "\\%03o", (unsigned char)*string++);
	}
	*to = '\0';
	return out;
}

size_t printable_width(const char *string)
{
	size_t width = 0;

	for (; *string; string++)
		width += ((unsigned char)*string & 0xc0) != 0x80;
	return width;
}
