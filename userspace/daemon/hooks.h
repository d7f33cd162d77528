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
	struct source error;
	struct hooks *hooks;
	pid_t pid;
	int64_t question;
	int64_t started_ms;
	struct text text;	/* the begin of its output */
	struct text errors;	/* what it said that is not in the log yet */
	size_t n_errors;	/* bytes that it said */
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
	struct complain chatter;	/* what the programs say themselves */
};

/* 0 or -errno. */
int hooks_open(struct hooks *hooks);
/* Those that run are left alone. */
void hooks_close(struct hooks *hooks);
void hooks_configure(struct hooks *hooks, const char *program);
/* When a round of events is over: begins what there is to begin. */
void hooks_settle(struct hooks *hooks);

/* For messages. */
const char *hooks_name(const struct hooks *hooks);

/* The parts that have a file of their own. */

/* 0 or -errno. */
int hook_start(struct hook *hook, const char *program, const struct text *line);
void hook_close(struct hook *hook, struct source *source);
/* True: there may be more. */
bool hook_errors_read(struct hook *hook);
/* It has ended: what it said is in the log, and nobody listens any more. */
void hook_errors_end(struct hook *hook);

#endif /* CORDON_HOOKS_H */
