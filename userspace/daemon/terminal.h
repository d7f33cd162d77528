/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The terminal front end: shows one question at a time and takes answers, a
 * line each. What a person types before a question was visible for a while
 * answers nothing, see guard.h.
 */

#ifndef CORDON_TERMINAL_H
#define CORDON_TERMINAL_H

#include "give.h"
#include "guard.h"
#include "loop.h"
#include "output.h"
#include "queue.h"

struct terminal {
	struct source source;	/* standard input */
	struct output output;
	struct loop *loop;
	struct queue *queue;
	const struct give_files *files;
	const char *tty;	/* its name, or NULL */
	struct text input;
	int64_t shown;		/* id of the question on display, 0: none */
	int64_t shown_state;	/* 1: its time has run out, and that was said */
	bool refused;		/* an answer was: it is the person's turn again */
	bool drop_line;		/* the rest of a line that was too long */
	/* At a real terminal: what is typed before "> " comes is dropped. */
	bool guarded;
	struct guard guard;
	struct source timer;
};

/* 0 or -errno. */
int terminal_open(struct terminal *terminal, struct loop *loop,
		  struct queue *queue, const struct give_files *files);
void terminal_close(struct terminal *terminal);
/* To be called when the questions were read. */
void terminal_update(struct terminal *terminal);
/* Writes out what there is to say. */
void terminal_settle(struct terminal *terminal);

/* The parts, each in a file of its own. */
void terminal_line(struct terminal *terminal, char *line);
void terminal_show(struct terminal *terminal, struct question *question);
void terminal_list(struct terminal *terminal);
void terminal_help(struct terminal *terminal);
void terminal_prompt(struct terminal *terminal);
/* The keys, and that it is the person's turn, if it is. */
void terminal_sign(struct terminal *terminal);
/* A question has just been put: what was typed is to be dropped. */
bool terminal_is_deaf(const struct terminal *terminal);

#endif /* CORDON_TERMINAL_H */
