/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asks a person in lines of text, one question at a time, for pipes and for
 * terminals that are read aloud: nothing that was written changes.
 *
 * At a terminal, what is typed before "> " comes is dropped: it was meant for
 * something else. See guard.h.
 */

#ifndef CORDON_DIALOGUE_H
#define CORDON_DIALOGUE_H

#include "feed.h"
#include "guard.h"
#include "text.h"

struct dialogue {
	struct feed *feed;
	struct text out;	/* to be written out */
	bool guarded;		/* a person types; else a program writes */
	bool once;		/* leave after one answer */
	bool leave;
	size_t answers;		/* that were given */
	struct guard guard;
	int64_t shown;		/* id of the question on display, 0: none */
	uint64_t version;	/* of it */
	bool sent;		/* it was answered, how that went is not known */
	bool paused;		/* it was on display before the feed broke off */
	bool ran_out;		/* its time has run out, and that was said */
};

/* Listens to the feed. */
void dialogue_init(struct dialogue *dialogue, struct feed *feed);
void dialogue_destroy(struct dialogue *dialogue);
/* Looks at the questions as they are now. */
void dialogue_update(struct dialogue *dialogue, int64_t now_ms);
/* @line is used up. */
void dialogue_line(struct dialogue *dialogue, char *line, int64_t now_ms);
/* All of dialogue->out was written. */
void dialogue_written(struct dialogue *dialogue, int64_t now_ms);
/* A question has just been put: what was typed is to be dropped. */
bool dialogue_is_deaf(const struct dialogue *dialogue);
/*
 * To be called when all that was typed before @now_ms has been taken or
 * dropped. Milliseconds until the next call, -1: not before something happens.
 */
int64_t dialogue_tick(struct dialogue *dialogue, int64_t now_ms);

/*
 * One with the person at standard input and output, from greeting to leave:
 * until that, until @end_ms (-1: never), or until the feed ends. @once: until
 * one answer. Exit code; says what is wrong.
 */
int dialogue_hold(struct feed *feed, bool once, int64_t end_ms);

#endif /* CORDON_DIALOGUE_H */
