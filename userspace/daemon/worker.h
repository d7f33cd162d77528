/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A thread beside the loop, for what may block: a disk, the audit system when
 * it is flooded. Jobs are done in the order that they were given in.
 */

#ifndef CORDON_WORKER_H
#define CORDON_WORKER_H

#include <pthread.h>

#include "loop.h"

/* Part of what the job is about. */
struct job {
	struct job *next;
	/* In the loop, when the job was run; the job is the callee's then. */
	void (*done)(struct job *job);
};

struct job_list {
	struct job *first;
	struct job *last;
};

struct worker {
	struct source source;	/* readable when jobs were run */
	pthread_t thread;
	bool started;
	/* In the thread: all the jobs that wait, so that they can share work. */
	void (*run)(struct job *first);
	pthread_mutex_t mutex;	/* guards what follows */
	pthread_cond_t wakeup;
	struct job_list todo;
	struct job_list finished;
	bool stop;
};

/* 0 or -errno. */
int worker_open(struct worker *worker, struct loop *loop,
		void (*run)(struct job *first));
/* Runs what is left, to its end. */
void worker_close(struct worker *worker);
void worker_give(struct worker *worker, struct job *job);

#endif /* CORDON_WORKER_H */
