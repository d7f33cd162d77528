/* SPDX-License-Identifier: GPL-2.0-only */
/* The open questions, by id. */

#ifndef CORDON_QUESTIONS_H
#define CORDON_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct question {
	struct record record;
	int64_t ends_ms;	/* now_ms() at which record.left is 0 */
	bool settled;		/* answered here, the kernel has not said so yet */
	bool skipped;		/* the person wants to see others first */
};

/* Sorted by id. As many as the kernel has: it bounds them. */
struct questions {
	struct question *list;
	size_t count;
	size_t bad;	/* lines that were not understood */
};

/*
 * Takes over what the kernel says now, the text of "queue". What we know of
 * questions that are still open is kept. 0 or -errno, with nothing changed.
 */
int questions_update(struct questions *questions, const char *text, size_t len);
struct question *questions_find(const struct questions *questions, int64_t id);
void questions_destroy(struct questions *questions);

/* The oldest one to be shown: unsettled, first those not skipped; or NULL. */
struct question *questions_next(const struct questions *questions);
/* How many are unsettled. */
size_t questions_unsettled(const struct questions *questions);
/* The earliest ends_ms; -1: there is none. */
int64_t questions_first_end(const struct questions *questions);

#endif /* CORDON_QUESTIONS_H */
