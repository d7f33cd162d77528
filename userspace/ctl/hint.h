/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody may have meant by a line that the parser does not take. The
 * parser says what is wrong; this guesses why.
 */

#ifndef CORDON_CTL_HINT_H
#define CORDON_CTL_HINT_H

#include <stdbool.h>
#include <stddef.h>

#include "language.h"
#include "text.h"

/* Appends it; nothing when there is nothing to guess. @line: of the mistake. */
void hint_put(struct text *to, const char *line, size_t len,
	      const struct language_error *error);

/* What the line begins with, behind its blanks. */
bool hint_first_word_is(const char *line, size_t len, const char *word);

/*
 * hint-value.c: of the element of a list that is wrong, or of a whole value;
 * strings, both. And of an address in a set.
 */
void hint_put_value(struct text *to, const char *key, const char *value);
void hint_put_address(struct text *to, const char *word, bool in_set);

/*
 * hint-word.c: the word of the language that @word is close to or another name
 * for, or NULL.
 */
const char *hint_key(const char *word);
const char *hint_statement(const char *word);
const char *hint_proto(const char *word);
/* But for one letter, or two that changed places. */
bool hint_is_close(const char *word, const char *other);

#endif /* CORDON_CTL_HINT_H */
