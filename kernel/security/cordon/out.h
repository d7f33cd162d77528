/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - text on its way to an audit record or a file
 */

#ifndef _SECURITY_CORDON_OUT_H
#define _SECURITY_CORDON_OUT_H

#include <linux/string.h>
#include <linux/types.h>

struct audit_buffer;
struct seq_file;

/* Bytes that are handed on at a time. */
#define CORDON_OUT_PIECE 384

/**
 * struct cordon_out - where text goes: to a record or to a file
 * @ab: the record, or NULL
 * @m: the file, or NULL
 * @len: bytes in @piece
 * @piece: text that was not handed on yet
 */
struct cordon_out {
	struct audit_buffer *ab;
	struct seq_file *m;
	u32 len;
	char piece[CORDON_OUT_PIECE];
};

/**
 * cordon_out_start - begin a text
 * @out: the text; what is in @piece is left alone: to zero it would take as
 *	long as to write it
 * @ab: where to, or NULL
 * @m: where to, or NULL
 */
static inline void cordon_out_start(struct cordon_out *out,
				    struct audit_buffer *ab, struct seq_file *m)
{
	out->ab = ab;
	out->m = m;
	out->len = 0;
}

void cordon_out_flush(struct cordon_out *out);
void cordon_out_text(struct cordon_out *out, const char *text);
void cordon_out_decimal(struct cordon_out *out, u64 number);
void cordon_out_quoted(struct cordon_out *out, const char *text);
void __printf(2, 3)
	cordon_out_format(struct cordon_out *out, const char *fmt, ...);

/**
 * cordon_out_room - where to write so many bytes
 * @out: where to
 * @n: bytes, %CORDON_OUT_PIECE at most; all of them are to be written
 *
 * Return: the place.
 */
static inline char *cordon_out_room(struct cordon_out *out, u32 n)
{
	char *at;

	if (unlikely(n > sizeof(out->piece) - out->len))
		cordon_out_flush(out);
	at = out->piece + out->len;
	out->len += n;
	return at;
}

/**
 * cordon_out_literal - write a string literal
 * @out: where to
 * @text: the string: its length is known when this is compiled
 */
static __always_inline void cordon_out_literal(struct cordon_out *out,
					       const char *text)
{
	u32 n = __builtin_strlen(text);

	memcpy(cordon_out_room(out, n), text, n);
}

/**
 * cordon_out_word - write a key and a word
 * @out: where to
 * @key: a literal, " KEY="
 * @word: the word
 */
static __always_inline void cordon_out_word(struct cordon_out *out,
					    const char *key, const char *word)
{
	cordon_out_literal(out, key);
	cordon_out_text(out, word);
}

/**
 * cordon_out_number - write a key and a decimal number
 * @out: where to
 * @key: a literal, " KEY="
 * @number: the number
 */
static __always_inline void cordon_out_number(struct cordon_out *out,
					      const char *key, u64 number)
{
	cordon_out_literal(out, key);
	cordon_out_decimal(out, number);
}

/**
 * cordon_out_untrusted - write a key and a string that a user controls
 * @out: where to
 * @key: a literal, " KEY="
 * @text: the string, or NULL for an unset field
 */
static __always_inline void
cordon_out_untrusted(struct cordon_out *out, const char *key, const char *text)
{
	cordon_out_literal(out, key);
	if (text)
		cordon_out_quoted(out, text);
	else
		cordon_out_literal(out, "?");
}

#endif /* _SECURITY_CORDON_OUT_H */
