// SPDX-License-Identifier: GPL-2.0-only
/* Strings that somebody else chose, made fit to be shown */

#include "printable.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

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

/*
 * Those that take a column of their own, or say so, and still are blank, hide
 * or join others, or look as the font likes.
 */
static bool is_listed(unsigned int code)
{
	static const struct {
		unsigned int lo, hi;
	} bad[] = {
		{ 0x00, 0x1f },		{ 0x7f, 0xa0 },
		{ 0xad, 0xad },		{ 0x34f, 0x34f },
		{ 0x600, 0x605 },	{ 0x61c, 0x61c },
		{ 0x6dd, 0x6dd },	{ 0x70f, 0x70f },
		{ 0x890, 0x891 },	{ 0x8e2, 0x8e2 },
		{ 0x115f, 0x1160 },	{ 0x1680, 0x1680 },
		{ 0x17b4, 0x17b5 },	{ 0x180b, 0x180f },
		{ 0x2000, 0x200f },	{ 0x2028, 0x202f },
		{ 0x205f, 0x206f },	{ 0x2800, 0x2800 },
		{ 0x3000, 0x3000 },	{ 0x3164, 0x3164 },
		{ 0xe000, 0xf8ff },	{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },	{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xffff },	{ 0x110bd, 0x110bd },
		{ 0x110cd, 0x110cd },	{ 0x13430, 0x1345f },
		{ 0x1bca0, 0x1bca3 },	{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0x10ffff },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (code >= bad[i].lo && code <= bad[i].hi)
			return true;
	}
	return false;
}

/*
 * Columns by what the library knows of Unicode, whatever the locale of the
 * tool is; 0 and less: it goes over or under another one, or is none at all.
 */
static int columns(unsigned int code)
{
	static locale_t unicode;
	locale_t before;
	int width;

	if (!unicode)
		unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	if (!unicode)
		return -1;
	before = uselocale(unicode);
	width = wcwidth(code);
	uselocale(before);
	return width;
}

/* Characters that hide, join or reorder others, or start a terminal escape. */
static bool deceives(unsigned int code)
{
	return is_listed(code) || (code >= 0x80 && columns(code) <= 0);
}

size_t plain_char(const char *s)
{
	unsigned int code;
	size_t len = utf8_char(s, &code);

	return len && !deceives(code) ? len : 0;
}

char *printable(const char *string)
{
	char *out = malloc(strlen(string) * 4 + 1), *to = out;

	if (!out)
		return NULL;
	while (*string) {
		size_t len = plain_char(string);

		if (len == 1 || (len && printable_is_utf8)) {
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

void put_printable(struct text *to, const char *string)
{
	char *shown = printable(string ? string : "?");

	text_puts(to, shown ? shown : "?");
	free(shown);
}

void printable_lines(struct text *text)
{
	const char *at = text_string(text), *end = at + text->len, *line;
	struct text shown = { 0 };
	size_t len;

	while ((line = text_line(&at, end, &len))) {
		char *copy = strndup(line, len);

		put_printable(&shown, copy);
		text_puts(&shown, "\n");
		free(copy);
	}
	text_destroy(text);
	*text = shown;
}

size_t printable_width(const char *string)
{
	size_t width = 0;

	for (; *string; string++)
		width += ((unsigned char)*string & 0xc0) != 0x80;
	return width;
}
