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

/**
 * cordon_out_text - write text as it is
 * @out: where to
 * @text: the text
 */
void cordon_out_text(struct cordon_out *out, const char *text)
{
	u32 len = out->len;

	for (; *text; text++) {
		if (unlikely(len == sizeof(out->piece))) {
			out->len = len;
			cordon_out_flush(out);
			len = 0;
		}
		out->piece[len++] = *text;
	}
	out->len = len;
}

/**
 * cordon_out_decimal - write a decimal number
 * @out: where to
 * @number: the number
 */
void cordon_out_decimal(struct cordon_out *out, u64 number)
{
	char digits[20], *end = digits + sizeof(digits), *at = end;
	u32 rest;

	while (number > U32_MAX) {
		number = div_u64_rem(number, 10, &rest);
		*--at = '0' + rest;
	}
	rest = number;
	do {
		*--at = '0' + rest % 10;
		rest /= 10;
	} while (rest);
	memcpy(cordon_out_room(out, end - at), at, end - at);
}

static void hex(struct cordon_out *out, const char *text)
{
	char *at;

	for (; *text; text++) {
		at = cordon_out_room(out, 2);
		at[0] = hex_asc_upper_hi(*text);
		at[1] = hex_asc_upper_lo(*text);
	}
}

/**
 * cordon_out_quoted - write a string that a user controls
 * @out: where to
 * @text: the string
 *
 * As audit_log_untrustedstring() does it, so that the same readers understand
 * it: in quotes, or in hex if there is anything in it that
 * audit_string_contains_control() takes for a control character.
 */
void cordon_out_quoted(struct cordon_out *out, const char *text)
{
	size_t n = 0;

	while (text[n] > 0x20 && text[n] < 0x7f && text[n] != '"')
		n++;
	if (text[n]) {
		hex(out, text);
		return;
	}
	cordon_out_literal(out, "\"");
	if (n <= sizeof(out->piece))
		memcpy(cordon_out_room(out, n), text, n);
	else
		cordon_out_text(out, text);
	cordon_out_literal(out, "\"");
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
