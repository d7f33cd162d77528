/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: tasks that share what they can with an allowed program
 */

#ifndef _CORDON_ESCAPE_GUISE_TASK_H
#define _CORDON_ESCAPE_GUISE_TASK_H

#include "escape_guise.h"

/* Executes the allowed program, which does nothing. */
static inline int idle_as_good(const struct order *order)
{
	execl(order->good, order->good, "attack", STAGE_IDLE, NULL);
	return -errno;
}

/* What a task does on the side. */
struct aside {
	const struct cell *cell;
	const struct order *order;
	int gate[2];
};

static inline void *thread_again(void *arg)
{
	return (void *)(long)again(((struct aside *)arg)->order->evil);
}

/* Executed by a thread, which takes the place of the first one. */
static inline int as_thread(const struct cell *cell, const struct order *order)
{
	struct aside aside = { .order = order };
	pthread_t thread;

	if (pthread_create(&thread, NULL, thread_again, &aside))
		return -EAGAIN;
	pthread_join(thread, NULL);
	return -EIO;
}

/* As often as the sink has room for. */
static inline void *thread_sends(void *arg)
{
	struct aside *aside = arg;
	int i;

	for (i = 0; i < 10; i++) {
		attack_usual(aside->cell, aside->order);
		if (write(aside->gate[1], "x", 1) != 1)
			return NULL;
	}
	for (;;)
		pause();
}

/* A thread sends and sends, while another executes the allowed program. */
static inline int as_exec_race(const struct cell *cell,
			       const struct order *order)
{
	struct aside aside = { .cell = cell, .order = order };
	pthread_t thread;
	char byte;
	int i;

	if (pipe(aside.gate) ||
	    pthread_create(&thread, NULL, thread_sends, &aside))
		return -EAGAIN;
	for (i = 0; i < 3; i++)
		if (read(aside.gate[0], &byte, 1) != 1)
			return -EIO;
	return idle_as_good(order);
}

/* The descriptor that closes on exec is gone: it is another program now. */
static inline int wait_for_exec(void *arg)
{
	struct aside *aside = arg;
	char byte;

	close(aside->gate[1]);
	if (read(aside->gate[0], &byte, 1))
		return STATUS_SETUP;
	return -attack_usual(aside->cell, aside->order);
}

/* A child with the memory of its parent, which executes the allowed one. */
static inline int as_shared_memory(const struct cell *cell,
				   const struct order *order)
{
	static char stack[256 * 1024] __attribute__((aligned(16)));
	static struct aside aside;

	aside = (struct aside){ .cell = cell, .order = order };
	if (pipe2(aside.gate, O_CLOEXEC) ||
	    clone(wait_for_exec, stack + sizeof(stack), CLONE_VM | SIGCHLD,
		  &aside) < 0)
		return -errno;
	return idle_as_good(order);
}

/* A child that is left behind as its parent becomes the allowed one. */
static inline int as_child(const struct cell *cell, const struct order *order)
{
	struct aside aside = { .cell = cell, .order = order };
	pid_t pid;

	if (pipe2(aside.gate, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid)
		_exit(wait_for_exec(&aside));
	return pid < 0 ? -errno : idle_as_good(order);
}

/* A child of init, in a session of its own. */
static inline int as_daemon(const struct cell *cell, const struct order *order)
{
	pid_t pid = fork();

	if (pid)
		_exit(pid < 0 ? errno : 0);
	if (setsid() < 0)
		return -errno;
	pid = fork();
	if (pid)
		_exit(pid < 0 ? errno : 0);
	return 0;
}

/* The first process of a pid namespace. */
static inline int as_init(const struct cell *cell, const struct order *order)
{
	pid_t pid;

	if (unshare(CLONE_NEWUSER | CLONE_NEWPID))
		return -errno;
	pid = fork();
	if (pid)
		_exit(pid < 0 ? errno : 0);
	return getpid() == 1 ? 0 : -ESRCH;
}

/* vfork's child executes the allowed one, the parent goes on sending. */
static inline int as_vfork_parent(const struct cell *cell,
				  const struct order *order)
{
	pid_t pid = vfork();

	if (!pid) {
		execl(order->good, order->good, "attack", STAGE_IDLE, NULL);
		_exit(STATUS_SETUP);
	}
	return pid < 0 ? -errno : 0;
}

/* An exec of the allowed one that fails late: the file is no program. */
static inline int as_failed_exec(const struct cell *cell,
				 const struct order *order)
{
	char *const none[] = { NULL };
	char *path = own_path(order, "good");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	if (fd < 0 || write_fd(fd, "#!") || write_fd(fd, order->good) ||
	    write_fd(fd, " \n"))
		return -EIO;
	close(fd);
	/* By a descriptor that is gone by the time the interpreter runs. */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (sys_execveat(fd, "", none, none, AT_EMPTY_PATH) >= 0 ||
	    errno != ENOENT)
		return -EIO;
	return 0;
}

#endif /* _CORDON_ESCAPE_GUISE_TASK_H */
