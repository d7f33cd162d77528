/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - text that is printed into a buffer which may be too small
 *
 * Internal to print*.c.
 */

#ifndef _SECURITY_CORDON_PRINT_H
#define _SECURITY_CORDON_PRINT_H

#include <linux/types.h>

/**
 * struct cordon_print - a buffer that is being filled
 * @buf: the buffer
 * @size: bytes of @buf; may be 0
 * @len: bytes that were printed, whether they fit or not
 */
struct cordon_print {
	char *buf;
	size_t size;
	size_t len;
};

static inline void cordon_put_char(struct cordon_print *out, char c)
{
	if (out->len + 1 < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static inline void cordon_put(struct cordon_print *out, const char *text)
{
	while (*text)
		cordon_put_char(out, *text++);
}

static inline void cordon_put_u32(struct cordon_print *out, u32 value)
{
	char digits[10];
	u32 n = 0;

	do {
		digits[n++] = '0' + value % 10;
		value /= 10;
	} while (value);
	while (n)
		cordon_put_char(out, digits[--n]);
}

/* Ends the text; returns its length. */
static inline size_t cordon_put_end(struct cordon_print *out)
{
	if (out->size)
		out->buf[out->len < out->size ? out->len : out->size - 1] = 0;
	return out->len;
}

struct cordon_prefix;

void cordon_put_prefix(struct cordon_print *out,
		       const struct cordon_prefix *prefix);

#endif /* _SECURITY_CORDON_PRINT_H */
