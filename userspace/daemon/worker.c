// SPDX-License-Identifier: GPL-2.0-only
/* A thread beside the loop */

#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STACK_SIZE	(512 * 1024)

static struct job *take_all(struct job_list *list)
{
	struct job *first = list->first;

	*list = (struct job_list){ 0 };
	return first;
}

static void append(struct job_list *list, struct job *first, struct job *last)
{
	if (list->last)
		list->last->next = first;
	else
		list->first = first;
	list->last = last;
}

static void hand_back(struct worker *worker, struct job *first)
{
	const uint64_t one = 1;
	struct job *last = first;
	bool told;

	while (last->next)
		last = last->next;
	pthread_mutex_lock(&worker->mutex);
	append(&worker->finished, first, last);
	pthread_mutex_unlock(&worker->mutex);
	/* It counts to more than there can be jobs: this cannot block. */
	do {
		told = write(worker->source.fd, &one, sizeof(one)) > 0;
	} while (!told && errno == EINTR);
}

/* NULL: it is time to end. */
static struct job *wait_for_jobs(struct worker *worker)
{
	struct job *first;

	pthread_mutex_lock(&worker->mutex);
	while (!worker->todo.first && !worker->stop)
		pthread_cond_wait(&worker->wakeup, &worker->mutex);
	first = take_all(&worker->todo);
	pthread_mutex_unlock(&worker->mutex);
	return first;
}

static void *work(void *data)
{
	struct worker *worker = data;
	struct job *first;

	while ((first = wait_for_jobs(worker))) {
		worker->run(first);
		hand_back(worker, first);
	}
	return NULL;
}

static void deliver(struct worker *worker)
{
	struct job *job, *next;

	pthread_mutex_lock(&worker->mutex);
	job = take_all(&worker->finished);
	pthread_mutex_unlock(&worker->mutex);
	for (; job; job = next) {
		next = job->next;
		job->done(job);
	}
}

static void ready(struct source *source, uint32_t events)
{
	struct worker *worker = (struct worker *)
		((char *)source - offsetof(struct worker, source));
	uint64_t count;

	(void)events;
	while (read(source->fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	deliver(worker);
}

/* Signals are for the loop. */
static int start_thread(struct worker *worker)
{
	pthread_attr_t attr;
	sigset_t all, old;
	int err;

	err = pthread_attr_init(&attr);
	if (err)
		return -err;
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&worker->thread, &attr, work, worker);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	worker->started = !err;
	return -err;
}

int worker_open(struct worker *worker, struct loop *loop,
		void (*run)(struct job *first))
{
	int err;

	*worker = (struct worker){
		.source = { eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), ready },
		.run = run,
		.mutex = PTHREAD_MUTEX_INITIALIZER,
		.wakeup = PTHREAD_COND_INITIALIZER,
	};
	if (worker->source.fd < 0)
		return -errno;
	err = loop_add(loop, &worker->source, EPOLLIN);
	if (!err)
		err = start_thread(worker);
	if (err)
		worker_close(worker);
	return err;
}

void worker_close(struct worker *worker)
{
	if (worker->started) {
		pthread_mutex_lock(&worker->mutex);
		worker->stop = true;
		pthread_cond_signal(&worker->wakeup);
		pthread_mutex_unlock(&worker->mutex);
		pthread_join(worker->thread, NULL);
		deliver(worker);
	}
	if (worker->source.fd >= 0)
		close(worker->source.fd);
	worker->started = false;
	worker->source.fd = -1;
}

void worker_give(struct worker *worker, struct job *job)
{
	job->next = NULL;
	pthread_mutex_lock(&worker->mutex);
	append(&worker->todo, job, job);
	pthread_cond_signal(&worker->wakeup);
	pthread_mutex_unlock(&worker->mutex);
}
