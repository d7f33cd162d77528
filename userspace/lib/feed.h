/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where questions come from and answers go to, for those who show them to a
 * person: cordond (link.h), or the kernel itself.
 */

#ifndef CORDON_FEED_H
#define CORDON_FEED_H

#include "asked.h"

/* How an answer went. */
struct outcome {
	int64_t id;
	bool refused;
	bool allow;
	const char *rule;	/* NULL: once, or not told */
	/* Why it was refused; else, if not NULL, why it was not kept. */
	const char *trouble;
};

struct feed {
	struct asked_list *questions;
	bool online;		/* answers can be given */
	bool connecting;	/* not yet, but nothing went wrong so far */
	bool sees_all;		/* or only those of one user */

	/* What to poll for, and for how long at most; -1: none, for ever. */
	int fd;
	short events;
	int64_t wait_ms;
	/*
	 * To be called when poll(2) has something, or the time is up. False:
	 * this is the end, with feed->code and feed->why.
	 */
	bool (*turn)(struct feed *feed, int64_t now_ms);
	int code;		/* enum exit_code */
	struct text why;

	/* 0 or -errno. How it went is told to given(), now or later. */
	int (*answer)(struct feed *feed, struct asked *asked,
		      const struct answer *answer);

	/* Set by who shows the questions. */
	void (*given)(void *data, const struct outcome *outcome);
	void (*notice)(void *data, const char *text);
	void *data;
};

#endif /* CORDON_FEED_H */
