/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields as the kernel's audit records write them: the way back. */

#ifndef CORDON_FUZZ_RECORD_TEXT_H
#define CORDON_FUZZ_RECORD_TEXT_H

#include "record.h"
#include "text.h"

/* " KEY=VALUE". A word that was read can always be written again. */
void put_word(struct text *to, const char *key, const char *word);
void put_string(struct text *to, const char *key, const char *string);
void put_number(struct text *to, const char *key, int64_t number);
/* Every field, '?' for those that are unset; no blank at the start. */
void put_record(struct text *to, const struct record *record);

#endif /* CORDON_FUZZ_RECORD_TEXT_H */
