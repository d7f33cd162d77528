// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's queue of questions */

#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "report.h"
#include "securityfs.h"

/* How often to look at a file that cannot be polled. */
#define NO_POLL_MS	500
/* Time that questions run out is rounded to seconds by the kernel. */
#define SLACK_MS	1000
/* How long to wait when there was no memory. */
#define AGAIN_MS	1000
/* Read at a time: some lines, however long the names in them are. */
#define PIECE_SIZE	((size_t)256 << 10)

#define queue_of(source, member) \
	((struct queue *)((char *)(source) - offsetof(struct queue, member)))

static void file_ready(struct source *source, uint32_t events)
{
	(void)events;
	queue_touch(queue_of(source, source));
}

static void timer_ready(struct source *source, uint32_t events)
{
	(void)events;
	timer_clear(source);
	queue_touch(queue_of(source, timer));
}

int queue_open(struct queue *queue, struct loop *loop)
{
	int err;

	*queue = (struct queue){
		.source = { -1, file_ready },
		.timer = { -1, timer_ready },
		.stale = true,
	};
	queue->source.fd = fs_open("queue", O_RDONLY);
	if (queue->source.fd < 0)
		return queue->source.fd;
	err = timer_open(&queue->timer);
	if (!err)
		err = loop_add(loop, &queue->timer, EPOLLIN);
	if (!err) {
		/* Edges: a read that failed must not make the loop spin. */
		err = loop_add(loop, &queue->source, EPOLLIN | EPOLLET);
		queue->no_poll = err == -EPERM;
		if (queue->no_poll)
			err = 0;
	}
	if (err)
		queue_close(queue);
	return err;
}

void queue_close(struct queue *queue)
{
	if (queue->timer.fd >= 0)
		close(queue->timer.fd);
	if (queue->source.fd >= 0)
		close(queue->source.fd);
	queue->timer.fd = -1;
	queue->source.fd = -1;
	questions_destroy(&queue->questions);
}

void queue_touch(struct queue *queue)
{
	queue->stale = true;
}

/*
 * A piece at a time: all of it, with the longest names that there can be, is
 * more than anybody should keep in memory.
 */
static int read_pieces(int fd, struct questions *new, char *piece)
{
	const char *newline;
	size_t len = 0, whole;
	int err = 0;
	ssize_t n;

	while (!err) {
		n = read(fd, piece + len, PIECE_SIZE - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += n;
		newline = memrchr(piece, '\n', len);
		whole = newline ? (size_t)(newline + 1 - piece) : 0;
		/* No line is that long: it will not be understood. */
		if (!newline && len == PIECE_SIZE)
			whole = len;
		err = questions_add(new, piece, whole);
		len -= whole;
		memmove(piece, piece + whole, len);
	}
	if (err || n < 0)
		return err ? err : -errno;
	return questions_add(new, piece, len);
}

static int read_all(int fd, struct questions *new)
{
	char *piece;
	int err;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	piece = malloc(PIECE_SIZE);
	if (!piece)
		return -ENOMEM;
	err = read_pieces(fd, new, piece);
	free(piece);
	return err;
}

static int read_questions(struct queue *queue)
{
	struct questions new = { 0 };
	size_t bad = queue->questions.bad;
	int64_t begin = now_ms();
	int err;

	err = read_all(queue->source.fd, &new);
	if (err)
		questions_destroy(&new);
	else
		questions_update(&queue->questions, &new);
	/* Another version of the module? Said once, not at every read. */
	if (!bad && queue->questions.bad)
		report("queue: %zu lines are not understood",
		       queue->questions.bad);
	/*
	 * With thousands of questions reading takes a while, and each of them
	 * wakes us up: never spend more than a third of the time with it.
	 */
	queue->not_before_ms = now_ms() + 2 * (now_ms() - begin);
	return err;
}

/* Whoever made it that large must not be the end of us. */
static int try_later(struct queue *queue)
{
	complain(&queue->trouble, "queue: %s; trying again", strerror(ENOMEM));
	queue->not_before_ms = now_ms() + AGAIN_MS;
	timer_set(&queue->timer, AGAIN_MS);
	return 0;
}

static void set_timer(struct queue *queue)
{
	int64_t first = questions_first_end(&queue->questions), wait = -1;

	if (first >= 0) {
		wait = first - now_ms() + SLACK_MS;
		if (wait < SLACK_MS)
			wait = SLACK_MS;
	}
	if (queue->no_poll && (wait < 0 || wait > NO_POLL_MS))
		wait = NO_POLL_MS;
	timer_set(&queue->timer, wait);
}

int queue_settle(struct queue *queue)
{
	int64_t rest;
	int err;

	if (!queue->stale)
		return 0;
	rest = queue->not_before_ms - now_ms();
	if (rest > 0) {
		timer_set(&queue->timer, rest);
		return 0;
	}
	err = read_questions(queue);
	if (err == -ENOMEM)
		return try_later(queue);
	if (err)
		return err;
	queue->stale = false;
	set_timer(queue);
	return 1;
}
