/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program that is run for each new question: on-question of the
 * configuration. It gets the question on its standard input as agents do, a
 * line of JSON; a line "allow|deny [SCOPE [TIME]] [user]" on its standard
 * output is an answer, when it ends with status 0.
 */

#ifndef CORDON_HOOKS_H
#define CORDON_HOOKS_H

#include "answers.h"
#include "complain.h"
#include "details.h"
#include "loop.h"
#include "queue.h"

/* Those that run at a time; the other questions wait for their turn. */
#define HOOKS_MAX	8

struct hooks;

struct hook {
	struct source exit;	/* readable when it has ended; -1: a free slot */
	struct source output;
	struct hooks *hooks;
	pid_t pid;
	int64_t question;
	int64_t started_ms;
	struct text text;	/* the begin of its output */
};

struct hooks {
	struct loop *loop;
	struct queue *queue;
	struct details *details;
	struct answers *answers;
	const char *program;	/* NULL: none */
	struct hook hook[HOOKS_MAX];
	int64_t last;		/* id of the latest question that had its turn */
	struct source timer;
	struct complain trouble;
};

/* 0 or -errno. */
int hooks_open(struct hooks *hooks);
/* Those that run are left alone. */
void hooks_close(struct hooks *hooks);
void hooks_configure(struct hooks *hooks, const char *program);
/* When a round of events is over: begins what there is to begin. */
void hooks_settle(struct hooks *hooks);

/* The part that has a file of its own: 0 or -errno. */
int hook_start(struct hook *hook, const char *program, const struct text *line);

#endif /* CORDON_HOOKS_H */
