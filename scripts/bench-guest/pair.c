// SPDX-License-Identifier: GPL-2.0-only
/* Two processes: one whose calls are measured, and one that serves it. */

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

static int ready_fd;

static void ready(void)
{
	must(!eventfd_write(ready_fd, 1), "ready");
}

/* Returns when it is ready. */
pid_t start_server(void (*serve)(void (*ready)(void)))
{
	eventfd_t value;
	pid_t server;

	ready_fd = eventfd(0, EFD_CLOEXEC);
	must(ready_fd >= 0, "eventfd");
	fflush(stdout);
	server = fork();
	must(server >= 0, "fork");
	if (!server) {
		serve(ready);
		_exit(1);
	}
	must(!eventfd_read(ready_fd, &value), "the server");
	close(ready_fd);
	return server;
}

void stop_server(pid_t server)
{
	int status;

	must(!kill(server, SIGKILL) &&
	     waitpid(server, &status, 0) == server, "the server");
	if (!WIFSIGNALED(status))
		errx(1, "the server has ended");
}

static void in_turn(pid_t pid)
{
	struct sched_param first = { .sched_priority = 1 };

	must(!sched_setscheduler(pid, SCHED_FIFO, &first), "SCHED_FIFO");
}

/* The thread of the kernel that sends records; 0 without audit. */
static pid_t find_kauditd(void)
{
	char path[sizeof("/proc//comm") + 20], name[32];
	int pid;

	/* It is made at boot. */
	for (pid = 2; pid < 300; pid++) {
		snprintf(path, sizeof(path), "/proc/%d/comm", pid);
		if (!access(path, R_OK)) {
			read_whole(path, name, sizeof(name));
			if (!strcmp(name, "kauditd\n"))
				return pid;
		}
	}
	return 0;
}

/*
 * Who runs next when somebody is woken then depends on nothing else: by default
 * it is the one that has run less, and a round trip costs more or less.
 */
void take_turns(void)
{
	pid_t kauditd = find_kauditd();

	in_turn(0);
	if (kauditd)
		in_turn(kauditd);
}

/* What it does to itself ends with it. */
void measure_child(void (*run)(void))
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	must(child >= 0, "fork");
	if (!child) {
		run();
		exit(0);
	}
	must(waitpid(child, &status, 0) == child, "waitpid");
	if (status)
		errx(1, "the measured process failed");
}
