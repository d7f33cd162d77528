/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: being the responder
 */

#ifndef _CORDON_QUEUE_H
#define _CORDON_QUEUE_H

#include "fields.h"
#include "task.h"

struct question {
	long long id;
	char line[8192];
};

/* Becomes the responder. */
static inline int responder_start(void)
{
	queue_fd = cordon_open("queue", O_RDONLY);
	return queue_fd < 0 ? queue_fd : 0;
}

static inline void responder_stop(void)
{
	if (queue_fd >= 0)
		close(queue_fd);
	queue_fd = -1;
}

/* How many questions are open; the n-th (from 0) into q when there is one. */
static inline int queue_read(struct question *q, int n)
{
	static char text[TEXT_MAX];
	int fd = queue_fd, count = 0;
	char *line, *save;
	int err;

	if (fd < 0)
		fd = cordon_open("queue", O_RDONLY);
	if (fd < 0)
		return fd;
	err = read_fd(fd, text, sizeof(text));
	if (fd != queue_fd)
		close(fd);
	if (err < 0)
		return err;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (q && count == n) {
			snprintf(q->line, sizeof(q->line), "%s", line);
			q->id = field_number(line, "question");
		}
		count++;
	}
	return count;
}

/* Waits until one question in the queue says key=value; 0 and it in q then. */
static inline int queue_wait_field(struct question *q, const char *key,
				   const char *value)
{
	long long end = now_ms() + PATIENCE_MS;
	char found[8192];
	int i, n;

	do {
		n = queue_read(NULL, 0);
		for (i = 0; i < n; i++) {
			if (queue_read(q, i) > i &&
			    field(q->line, key, found, sizeof(found)) &&
			    !strcmp(found, value))
				return 0;
		}
		usleep(2000);
	} while (now_ms() < end);
	fprintf(stderr, "# no question with %s=%s\n", key, value);
	return -ETIMEDOUT;
}

/* Waits until a question holds so many tasks. */
static inline int queue_wait(struct question *q, int waiting)
{
	char value[16];

	snprintf(value, sizeof(value), "%d", waiting);
	return queue_wait_field(q, "waiting", value);
}

/* In a network of its own: a receiver, and what sends there is an attempt. */
static inline int bad_target(int *fd, int type, struct attempt *bad)
{
	int err = policy_reset() ?: own_network();

	if (err)
		return err;
	*fd = receiver(AF_INET, type, 0);
	if (*fd < 0)
		return *fd;
	bad->addr = BAD4;
	bad->port = port_of(*fd);
	bad->type = type;
	return 0;
}

/* Of TCP, and another address of it. */
static inline int tcp_targets(int *tcp, struct attempt *bad,
			      struct attempt *other)
{
	int err = bad_target(tcp, SOCK_STREAM, bad);

	if (err)
		return err;
	*other = *bad;
	other->addr = OTHER4;
	return 0;
}

/* A datagram to a receiver that is asked about, and a responder for it. */
static inline int udp_asked(int *udp, struct attempt *bad)
{
	int err = bad_target(udp, SOCK_DGRAM, bad);

	if (err)
		return err;
	err = load("default allow\nunanswered deny after=600\n"
		   "ask exe=%s dst=" BAD4 "\n", self_path());
	return err ?: responder_start();
}

/* Begins an attempt, and waits until one is held by the only question. */
static inline int attempt_held(struct task *task, struct attempt *attempt,
			       struct question *q)
{
	return attempt_start(task, attempt) ?: queue_wait(q, 1);
}

static inline int answer(long long id, const char *decision)
{
	char text[64];

	snprintf(text, sizeof(text), "%lld %s\n", id, decision);
	return cordon_write("answer", text);
}

#endif /* _CORDON_QUEUE_H */
