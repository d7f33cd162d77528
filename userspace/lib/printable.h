/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strings that somebody else chose (paths, names of commands), made fit to be
 * shown: no control bytes, nothing that reorders or hides text.
 */

#ifndef CORDON_PRINTABLE_H
#define CORDON_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/*
 * Escapes as \ooo what is not plain text. Text beyond ASCII is kept when it is
 * valid UTF-8 and printable_utf8(true) was called. Allocated; NULL: no memory.
 */
char *printable(const char *string);
void printable_utf8(bool yes);
/* The same, appended; NULL is shown as "?". */
void put_printable(struct text *to, const char *string);
/* Makes each line of a text fit to be shown. */
void printable_lines(struct text *text);
/* Columns that a string made by printable() takes, wide characters aside. */
size_t printable_width(const char *string);

/* Length of the UTF-8 character at @s (1 to 4), 0 when it is not one. */
size_t utf8_char(const char *s, unsigned int *code);
/*
 * Length of the character at @s when it is plain text, in a UTF-8 terminal; 0
 * when it, or a byte that makes no character, is to be escaped.
 */
size_t plain_char(const char *s);

#endif /* CORDON_PRINTABLE_H */
