/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A buffer of bytes that grows. Errors stick: append as you like, then ask
 * text_failed() once. The bytes are always followed by a NUL.
 */

#ifndef CORDON_TEXT_H
#define CORDON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *data;
	size_t len;
	size_t room;
	bool failed;
};

void text_append(struct text *text, const char *data, size_t len);
void text_puts(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Reads from @fd to its end, at most @max bytes. 0 or -errno. */
int text_read(struct text *text, int fd, size_t max);
/*
 * Gives each line of a file of at most @max bytes to @take, without its
 * newline, and @take may write there. 0, -errno, or what @take stops with.
 */
int text_file_lines(const char *path, size_t max,
		    int (*take)(char *line, void *data), void *data);
/* Drops @n bytes at the front. */
void text_consume(struct text *text, size_t n);
void text_clear(struct text *text);
void text_destroy(struct text *text);

/*
 * The line at *@at, without its newline, which the last may lack; *@at is
 * behind it then. NULL: *@at is at @end.
 */
const char *text_line(const char **at, const char *end, size_t *len);

/* The line with that number, 1 being the first; NULL: there is none. */
const char *text_line_number(const char *text, size_t text_len,
			     unsigned int number, size_t *len);

/* What a word for @n things ends with: "" or "s". */
static inline const char *plural(unsigned long long n)
{
	return n == 1 ? "" : "s";
}

/* The bytes as a string, never NULL. */
const char *text_string(const struct text *text);

static inline bool text_failed(const struct text *text)
{
	return text->failed;
}

#endif /* CORDON_TEXT_H */
