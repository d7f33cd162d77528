/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: a child that sends when it is told to, and is held
 */

#ifndef _CORDON_ASKER_H
#define _CORDON_ASKER_H

#include "queue.h"

struct asker {
	struct task task;
	struct attempt attempt;
	int ours, theirs;
	bool sent;
};

static inline int asker_fn(void *arg)
{
	const struct asker *asker = arg;
	char byte;
	int err;

	close(asker->ours);
	while (read(asker->theirs, &byte, 1) == 1) {
		err = attempt_fn((void *)&asker->attempt);
		if (write(asker->theirs, &err, sizeof(err)) != sizeof(err))
			return -STATUS_SETUP;
	}
	return 0;
}

/* What it sends is in asker->attempt. */
static inline int asker_start(struct asker *asker)
{
	int pair[2], err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return -errno;
	asker->ours = pair[0];
	asker->theirs = pair[1];
	asker->sent = false;
	err = task_start(&asker->task, asker_fn, asker);
	close(pair[1]);
	return err;
}

/* Lets it send, if it is not at it. */
static inline int asker_send(struct asker *asker)
{
	if (!asker->sent && write(asker->ours, "x", 1) != 1)
		return -errno;
	asker->sent = true;
	return 0;
}

/* The result of what it sent; waits for it. */
static inline int asker_result(struct asker *asker)
{
	int result, err = wait_readable(asker->ours);

	if (err)
		return err;
	if (read(asker->ours, &result, sizeof(result)) != sizeof(result))
		return -EPIPE;
	asker->sent = false;
	return result;
}

/* Is it still at it? If not, its result is taken. */
static inline bool asker_busy(struct asker *asker)
{
	if (asker->sent && !nothing_at(asker->ours))
		asker_result(asker);
	return asker->sent;
}

/*
 * Waits until it is held by the question in q, or not at it any more; then the
 * result is taken. 1 when it is held, 0 when it is not.
 */
static inline int asker_settle(struct asker *asker, struct question *q)
{
	long long end = now_ms() + PATIENCE_MS;
	struct pollfd p[2] = {
		{ .fd = queue_fd, .events = POLLIN },
		{ .fd = asker->ours, .events = POLLIN },
	};
	int n;

	while (asker->sent) {
		n = queue_read(q, 0);
		if (n > 0 && field_number(q->line, "waiting") > 0)
			return 1;
		if (n < 0)
			return n;
		/* The queue does not say that a task has joined a question. */
		if (poll(p, 2, 1) > 0 && p[1].revents)
			asker_result(asker);
		if (now_ms() > end)
			return -ETIMEDOUT;
	}
	return 0;
}

/* Lets it send until it is held. */
static inline int asker_ask(struct asker *asker, struct question *q)
{
	long long end = now_ms() + PATIENCE_MS;
	int err;

	do {
		err = asker_send(asker) ?: asker_settle(asker, q);
		if (!err && now_ms() > end)
			err = -ETIMEDOUT;
	} while (!err);
	return err < 0 ? err : 0;
}

/* Waits for its end; nobody may hold it any more. */
static inline int asker_stop(struct asker *asker)
{
	close(asker->ours);
	return task_wait(&asker->task);
}

#endif /* _CORDON_ASKER_H */
