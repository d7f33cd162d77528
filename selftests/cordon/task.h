/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: child processes whose result is awaited, not guessed
 *
 * A child's result is 0 or -errno, handed over as its exit status.
 */

#ifndef _CORDON_TASK_H
#define _CORDON_TASK_H

#include "net.h"

#include <sys/prctl.h>

/* Exit statuses beyond errno values. */
#define STATUS_USAGE 200
#define STATUS_SETUP 201

#define RESULT_PENDING (-1000)

/*
 * An open "queue" makes a responder of the process; children have to let go
 * of it, or they would be one after it.
 */
static int queue_fd = -1;

struct task {
	pid_t pid;
	int result;
};

/* Runs fn(arg) in a child and exits with its result. */
static inline int task_start(struct task *task, int (*fn)(void *), void *arg)
{
	task->result = RESULT_PENDING;
	task->pid = fork();
	if (task->pid < 0)
		return -errno;
	if (!task->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (queue_fd >= 0)
			close(queue_fd);
		queue_fd = -1;
		_exit(-fn(arg));
	}
	return 0;
}

/* Result of a dead child; -EINTR for one that a signal ended. */
static inline int task_reap(struct task *task, int status)
{
	task->pid = -1;
	task->result = WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
	return task->result;
}

/* Still at it? */
static inline bool task_pending(struct task *task)
{
	int status;

	if (task->pid < 0)
		return false;
	if (waitpid(task->pid, &status, WNOHANG) == task->pid)
		task_reap(task, status);
	return task->pid > 0;
}

/* Waits for the end of the child; RESULT_PENDING when it never comes. */
static inline int task_wait(struct task *task)
{
	struct pollfd p = { .events = POLLIN };
	int status, n;

	if (task->pid < 0)
		return task->result;
	p.fd = sys_pidfd_open(task->pid, 0);
	if (p.fd < 0)
		return -errno;
	do {
		n = poll(&p, 1, PATIENCE_MS);
	} while (n < 0 && errno == EINTR);
	close(p.fd);
	if (n != 1)
		return RESULT_PENDING;
	if (waitpid(task->pid, &status, 0) != task->pid)
		return -errno;
	return task_reap(task, status);
}

static inline void task_kill(struct task *task)
{
	int status;

	if (task->pid <= 0)
		return;
	kill(task->pid, SIGKILL);
	if (waitpid(task->pid, &status, 0) == task->pid)
		task_reap(task, status);
}

/* Starts and waits. */
static inline int task_run(int (*fn)(void *), void *arg)
{
	struct task task;
	int err = task_start(&task, fn, arg);

	if (err)
		return err;
	err = task_wait(&task);
	task_kill(&task);
	return err;
}

/* What a child does most: one connection or packet. */
struct attempt {
	const char *addr;
	uint16_t port;
	int type;
	int protocol;
	uid_t uid;
	bool nonblocking;
};

static inline int attempt_fn(void *arg)
{
	const struct attempt *a = arg;
	int family = strchr(a->addr, ':') ? AF_INET6 : AF_INET;
	int type = a->type ?: SOCK_STREAM;
	int fd, err;

	if (a->uid && become(a->uid))
		return -STATUS_SETUP;
	fd = make_socket(family, type | (a->nonblocking ? SOCK_NONBLOCK : 0),
			 a->protocol);
	if (fd < 0)
		return fd;
	if (type == SOCK_DGRAM)
		err = do_sendto(fd, a->addr, a->port, 0);
	else
		err = do_connect(fd, a->addr, a->port);
	close(fd);
	return err == -EINPROGRESS ? 0 : err;
}

static inline int attempt_start(struct task *task, struct attempt *attempt)
{
	return task_start(task, attempt_fn, attempt);
}

/* A one-shot event between processes. */
struct event {
	int fd[2];
};

static inline int event_init(struct event *event)
{
	return pipe2(event->fd, O_CLOEXEC) ? -errno : 0;
}

static inline void event_set(struct event *event)
{
	if (write(event->fd[1], "x", 1) != 1)
		_exit(STATUS_SETUP);
}

static inline int event_wait(struct event *event)
{
	char c;
	int err = wait_readable(event->fd[0]);

	return err ?: read(event->fd[0], &c, 1) == 1 ? 0 : -EPIPE;
}

#endif /* _CORDON_TASK_H */
