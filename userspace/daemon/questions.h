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
	uint64_t version;	/* grows when there is something new to tell */
	bool settled;		/* answered here, the kernel has not said so yet */
	bool skipped;		/* the person wants to see others first */
	/* What we found out, see details.h. */
	bool complete;
	bool changed;		/* known path, new content */
	char *parent;		/* executable of the parent; NULL: not known */
	bool parent_proven;	/* else that is what it claims */
};

/* Sorted by id. As many as the kernel has: it bounds them. */
struct questions {
	struct question *list;
	size_t count;
	size_t room;
	size_t bad;	/* lines that were not understood */
	uint64_t version;	/* the highest one that a question has */
	uint64_t updates;	/* how often they were read */
};

/*
 * Collects what the kernel says now: whole lines of "queue", into a list that
 * was empty at first. 0 or -ENOMEM.
 */
int questions_add(struct questions *new, const char *text, size_t len);
/*
 * Takes over what was collected; @new is empty then. What we know of questions
 * that are still open is kept.
 */
void questions_update(struct questions *questions, struct questions *new);
struct question *questions_find(const struct questions *questions, int64_t id);
/* The index of the first one whose id is @id or higher. */
size_t questions_from(const struct questions *questions, int64_t id);
/* There is something new to tell of this one. */
void questions_touch(struct questions *questions, struct question *question);
void questions_destroy(struct questions *questions);

/* Somebody can still answer it. */
bool question_is_open(const struct question *question);
/* The seconds that are left. */
int64_t question_left(const struct question *question);

/* The oldest one to be shown: unsettled, first those not skipped; or NULL. */
struct question *questions_next(const struct questions *questions);
/* How many are unsettled. */
size_t questions_unsettled(const struct questions *questions);
/* The earliest ends_ms; -1: there is none. */
int64_t questions_first_end(const struct questions *questions);

#endif /* CORDON_QUESTIONS_H */
