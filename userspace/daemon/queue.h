/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's queue of questions. Held open: that makes us the responder.
 * What it says when read is the truth; everything else only wakes us up.
 */

#ifndef CORDON_QUEUE_H
#define CORDON_QUEUE_H

#include "complain.h"
#include "loop.h"
#include "questions.h"

struct queue {
	struct source source;	/* the file: readable when it changed */
	struct source timer;
	struct questions questions;
	struct complain trouble;
	bool stale;		/* read it in this round */
	int64_t not_before_ms;	/* rest until then, whatever happens */
	bool no_poll;		/* the file cannot be polled */
};

/* 0 or -errno. */
int queue_open(struct queue *queue, struct loop *loop);
void queue_close(struct queue *queue);
/* Something happened: read again when this round of events is over. */
void queue_touch(struct queue *queue);
/* Reads if need be. 1: the questions were read; 0: not; or -errno. */
int queue_settle(struct queue *queue);

#endif /* CORDON_QUEUE_H */
