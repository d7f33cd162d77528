/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a call wants to send to, in words. */

#ifndef CORDON_TARGET_WORDS_H
#define CORDON_TARGET_WORDS_H

#include "record.h"
#include "text.h"

/* "tcp to 192.0.2.7 port 443", "a packet socket", ... */
void target_describe(struct text *to, const struct record *record);
/* "tcp 192.0.2.7:443", "tcp [2001:db8::1]:443", "packet" */
void target_short(struct text *to, const struct record *record);

#endif /* CORDON_TARGET_WORDS_H */
