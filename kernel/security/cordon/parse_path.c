// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - path patterns in a policy text
 *
 * A byte of ASCII has one spelling, so that what is printed is what was read:
 * only what must be escaped may be. Bytes beyond may be, as what they mean on
 * a terminal is for others to know, and stay as they are written.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "text.h"

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Bytes of the escape at @at, or a negative errno. */
static int escape_len(struct cordon_text *text, const char *at, const char *end)
{
	u32 byte;

	if (end - at < 2)
		return cordon_text_fail(text, at,
					"nothing follows the backslash");
	if (strchr("*?\\\"", at[1]))
		return 2;
	if (end - at < 4 || !is_octal(at[1]) || !is_octal(at[2]) ||
	    !is_octal(at[3]))
		return cordon_text_fail(
			text, at,
			"only \\*, \\?, \\\\, \\\" and three octal digits may follow a backslash");
	byte = (at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0');
	if (!byte || (byte >= 0x20 && byte < 0x7f) || byte > 0xff)
		return cordon_text_fail(
			text, at,
			"only control characters and bytes beyond ASCII are written as octal digits");
	return 4;
}

/* Counts the wildcards; returns bytes of this one or a negative errno. */
static int wildcard_len(struct cordon_text *text, const char *at,
			const char *end, u32 *stars, u32 *crossing)
{
	if (end - at < 2 || at[1] != '*') {
		if (++*stars > CORDON_STAR_MAX)
			return cordon_text_fail(text, at, "more than %u *",
						CORDON_STAR_MAX);
		return 1;
	}
	if (end - at > 2 && at[2] == '*')
		return cordon_text_fail(text, at,
					"more than two asterisks in a row");
	if (++*crossing > CORDON_GLOBSTAR_MAX)
		return cordon_text_fail(text, at, "more than %u **",
					CORDON_GLOBSTAR_MAX);
	return 2;
}

/* Checks escapes and wildcards. */
static int check_bytes(struct cordon_text *text, struct cordon_word value)
{
	u32 stars = 0, crossing = 0;
	const char *at = value.at;
	int len;

	while (at < value.end) {
		if (*at == '\\')
			len = escape_len(text, at, value.end);
		else if (*at == '*')
			len = wildcard_len(text, at, value.end, &stars,
					   &crossing);
		else
			len = 1;
		if (len < 0)
			return len;
		at += len;
	}
	return 0;
}

static int check_component(struct cordon_text *text, const char *at,
			   const char *end)
{
	if (at == end)
		return cordon_text_fail(
			text, at,
			"an empty path component: // or a trailing /");
	if (at[0] == '.' && (end - at == 1 || (end - at == 2 && at[1] == '.')))
		return cordon_text_fail(
			text, at, "a path with . or .. names no file here");
	return 0;
}

/* Checks that a path of this spelling can exist. */
static int check_components(struct cordon_text *text, struct cordon_word value)
{
	const char *at = value.at + 1, *slash;
	int err;

	for (;;) {
		slash = memchr(at, '/', value.end - at);
		err = check_component(text, at, slash ? slash : value.end);
		if (err || !slash)
			return err;
		at = slash + 1;
	}
}

static u32 count_tabs(struct cordon_word value)
{
	const char *at;
	u32 n = 0;

	for (at = value.at; at < value.end; at++)
		n += *at == '\t';
	return n;
}

/* Copies a pattern; a tab may stand for itself in quotes, but is escaped. */
static void copy_canonical(char *to, struct cordon_word value)
{
	const char *at;

	for (at = value.at; at < value.end; at++) {
		if (*at == '\t') {
			memcpy(to, "\\011", 4);
			to += 4;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

/**
 * cordon_parse_pattern - read a path pattern
 * @text: the text
 * @value: the pattern, without quotes
 * @root: "/" alone is allowed
 * @pattern: set to the canonical pattern, allocated
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int cordon_parse_pattern(struct cordon_text *text, struct cordon_word value,
			 bool root, const char **pattern)
{
	size_t len = cordon_word_len(value) + 3 * count_tabs(value);
	bool is_root = len == 1 && *value.at == '/';
	char *copy;
	int err = 0;

	if (!len || *value.at != '/')
		return cordon_text_fail(text, value.at, "a path begins with /");
	if (len > CORDON_PATH_MAX)
		return cordon_text_fail(text, value.at,
					"a path of more than %u bytes",
					CORDON_PATH_MAX);
	if (!is_root || !root)
		err = check_components(text, value);
	if (!err)
		err = check_bytes(text, value);
	if (err)
		return err;
	copy = kmalloc(len + 1, GFP_KERNEL);
	if (!copy)
		return cordon_text_nomem(text);
	copy_canonical(copy, value);
	*pattern = copy;
	return 0;
}
