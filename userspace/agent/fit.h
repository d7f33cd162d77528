/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text on a screen that has only so many columns. Strings are those that
 * printable() made; characters that no terminal shows become '?'.
 */

#ifndef CORDON_FIT_H
#define CORDON_FIT_H

#include <stddef.h>

#include "text.h"

/* Columns that it takes. */
size_t fit_width(const char *string);
/* Bytes at its start that take at most @columns. */
size_t fit_bytes(const char *string, size_t columns);
/* Appends it; what does not fit in @columns is "..." in its middle. */
void fit_put(struct text *to, const char *string, size_t columns);
/* The same, filled up with blanks. */
void fit_put_cell(struct text *to, const char *string, size_t columns);

#endif /* CORDON_FIT_H */
