/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an agent has been told of the questions. From that and the questions as
 * they are now follows what there is to say, so an agent that is slow costs no
 * more than one that is fast: it hears the latest, not all that happened.
 */

#ifndef CORDON_TOLD_H
#define CORDON_TOLD_H

#include "questions.h"

struct told_question {
	int64_t id;
	uint64_t version;
};

struct told {
	struct told_question *list;	/* by id */
	size_t count;
	size_t room;
	int64_t next;	/* the id to go on with */
	uint64_t pass;	/* questions->updates when this pass began */
	bool between;	/* no pass has begun, or the last one is over */
};

/* How to say it. */
struct teller {
	void *data;
	bool (*may_see)(void *data, const struct question *question);
	/* Enough was said for now. */
	bool (*is_full)(void *data);
	void (*question)(void *data, struct question *question);
	void (*closed)(void *data, int64_t id);
};

void told_init(struct told *told);
void told_destroy(struct told *told);
/* True: all is said that there is to say. False: not yet, or no memory. */
bool told_go_on(struct told *told, const struct questions *questions,
		const struct teller *teller);

#endif /* CORDON_TOLD_H */
