/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The event loop: one thread, nothing in it may block. What the sources find
 * is gathered first and acted upon once, when all that were ready had a turn.
 */

#ifndef CORDON_LOOP_H
#define CORDON_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct source {
	int fd;
	void (*ready)(struct source *source, uint32_t events);
};

struct loop {
	int epoll;
	bool stop;
	int code;	/* exit code, once @stop is set */
	/* Called after every round of events. */
	void (*settle)(void *data);
	void *data;
};

/* Functions return 0 or -errno. */
int loop_init(struct loop *loop, void (*settle)(void *data), void *data);
int loop_add(struct loop *loop, struct source *source, uint32_t events);
int loop_change(struct loop *loop, struct source *source, uint32_t events);
void loop_remove(struct loop *loop, struct source *source);
int loop_run(struct loop *loop);
void loop_stop(struct loop *loop, int code);
void loop_destroy(struct loop *loop);

/* A timer source: CLOCK_BOOTTIME, so that suspended time counts. */
int timer_open(struct source *source);
/* Goes off once, @ms from now; 0: as soon as possible; < 0: never. */
void timer_set(struct source *source, int64_t ms);
/* To be called by its ready(). */
void timer_clear(struct source *source);

int64_t now_ms(void);

#endif /* CORDON_LOOP_H */
