/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Answers of agents and hooks on their way: into force at once, then to the
 * disk beside the loop, then back to who gave them. When that one hears of it
 * the answer is as safe as it gets.
 */

#ifndef CORDON_ANSWERS_H
#define CORDON_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "complain.h"
#include "full.h"
#include "give.h"
#include "queue.h"
#include "witness.h"
#include "worker.h"

struct answers {
	struct queue *queue;
	const struct give_files *files;
	struct worker disk;
	int lock;		/* see policy-lock.h; -1: there is none */
	size_t on_their_way;	/* answers that hold it */
	bool waited;		/* in vain, for a load that does not end */
	struct full full;
	struct complain trouble;
};

/* What became of an answer. */
struct outcome {
	const char *code;	/* PROTOCOL_REFUSED ...; NULL: it was given */
	const char *message;	/* with @code; else why it was not kept */
	const char *rule;	/* in force; NULL: none */
};

/* Whom to tell; called once for each answer, perhaps at once. */
struct sender {
	void (*tell)(const struct sender *sender, const struct outcome *outcome);
	void *data;
	uint64_t agent;
	int64_t request;
	int64_t question;
	bool allow;
};

/* 0 or -errno. */
int answers_open(struct answers *answers, struct loop *loop,
		 struct queue *queue, const struct give_files *files);
/* Waits until all that was given is kept, and tells. */
void answers_close(struct answers *answers);
void answers_give(struct answers *answers, struct question *question,
		  const struct answer *answer, const struct who *who,
		  const struct sender *sender);

#endif /* CORDON_ANSWERS_H */
