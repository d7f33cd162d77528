/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - text on its way to an audit record or a file
 */

#ifndef _SECURITY_CORDON_OUT_H
#define _SECURITY_CORDON_OUT_H

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
void cordon_out_word(struct cordon_out *out, const char *key, const char *word);
void cordon_out_number(struct cordon_out *out, const char *key, u64 number);
void cordon_out_untrusted(struct cordon_out *out, const char *key,
			  const char *text);
void __printf(2, 3)
	cordon_out_format(struct cordon_out *out, const char *fmt, ...);

#endif /* _SECURITY_CORDON_OUT_H */
