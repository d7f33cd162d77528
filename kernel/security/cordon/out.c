// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - text on its way to an audit record or a file
 *
 * A record has twenty fields: a printf() for each of them would be a third of
 * what a question costs. They are put together here and handed on in pieces.
 */

#include <linux/audit.h>
#include <linux/hex.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "out.h"

/**
 * cordon_out_flush - hand on what was written
 * @out: the text
 *
 * Has to come last, unless that is cordon_out_format().
 */
void cordon_out_flush(struct cordon_out *out)
{
	if (out->ab)
		audit_log_format(out->ab, "%.*s", (int)out->len, out->piece);
	else
		seq_write(out->m, out->piece, out->len);
	out->len = 0;
}

static void put(struct cordon_out *out, char c)
{
	if (out->len == sizeof(out->piece))
		cordon_out_flush(out);
	out->piece[out->len++] = c;
}

/**
 * cordon_out_text - write text as it is
 * @out: where to
 * @text: the text
 */
void cordon_out_text(struct cordon_out *out, const char *text)
{
	u32 len = out->len;

	for (; *text; text++) {
		if (len == sizeof(out->piece)) {
			out->len = len;
			cordon_out_flush(out);
			len = 0;
		}
		out->piece[len++] = *text;
	}
	out->len = len;
}

/**
 * cordon_out_word - write a key and a word
 * @out: where to
 * @key: " KEY="
 * @word: the word
 */
void cordon_out_word(struct cordon_out *out, const char *key, const char *word)
{
	cordon_out_text(out, key);
	cordon_out_text(out, word);
}

/**
 * cordon_out_number - write a key and a decimal number
 * @out: where to
 * @key: " KEY="
 * @number: the number
 */
void cordon_out_number(struct cordon_out *out, const char *key, u64 number)
{
	char digits[21], *at = digits + sizeof(digits) - 1;
	u32 rest;

	*at = '\0';
	while (number > U32_MAX) {
		number = div_u64_rem(number, 10, &rest);
		*--at = '0' + rest;
	}
	rest = number;
	do {
		*--at = '0' + rest % 10;
		rest /= 10;
	} while (rest);
	cordon_out_word(out, key, at);
}

/**
 * cordon_out_untrusted - write a key and a string that a user controls
 * @out: where to
 * @key: " KEY="
 * @text: the string, or NULL for an unset field
 *
 * As audit_log_untrustedstring() does it, so that the same readers understand
 * it.
 */
void cordon_out_untrusted(struct cordon_out *out, const char *key,
			  const char *text)
{
	cordon_out_text(out, key);
	if (!text) {
		put(out, '?');
	} else if (audit_string_contains_control(text, strlen(text))) {
		for (; *text; text++) {
			put(out, hex_asc_upper_hi(*text));
			put(out, hex_asc_upper_lo(*text));
		}
	} else {
		put(out, '"');
		cordon_out_text(out, text);
		put(out, '"');
	}
}

/**
 * cordon_out_format - write and hand on
 * @out: where to
 * @fmt: as printf()
 */
void cordon_out_format(struct cordon_out *out, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	cordon_out_flush(out);
	va_start(args, fmt);
	vaf.va = &args;
	if (out->ab)
		audit_log_format(out->ab, "%pV", &vaf);
	else
		seq_vprintf(out->m, fmt, args);
	va_end(args);
}
