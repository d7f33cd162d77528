/* SPDX-License-Identifier: GPL-2.0-only */
/* Records that say the same. */

#ifndef CORDON_FUZZ_SAME_H
#define CORDON_FUZZ_SAME_H

#include "record.h"

/* Aborts when a field differs, but for @but (NULL: all count). */
void must_be_same(const struct record *a, const struct record *b,
		  const char *but);

#endif /* CORDON_FUZZ_SAME_H */
