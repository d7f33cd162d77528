// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy is replaced again and again while tasks connect, send, execute and
 * fork. Both policies deny what goes to BAD, each with an errno of its own, and
 * allow the rest: anything else that a call gets was neither's verdict.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SELF	"/bench"
#define TASKS	8
#define OTHERS	1000
#define WARM_UP	100
#define STRAY	250

/* What the tasks have seen. */
struct seen {
	int stop;
	long old, new, neither;
};

static struct seen *seen;

static int is_denied(int err)
{
	return err == EHOSTUNREACH || err == ENETDOWN;
}

static void count(int err, int allowed)
{
	long *counter = &seen->neither;

	if (!is_denied(err) && err)
		warnx("%s", strerror(err));
	if (allowed && !err)
		return;
	if (!allowed && is_denied(err))
		counter = err == ENETDOWN ? &seen->old : &seen->new;
	__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

static void try_connect(void)
{
	count(connect_packet(BAD, PORT), 0);
	count(connect_packet(GOOD, PORT), 1);
}

static void try_send(void)
{
	int fd = packet_socket();

	count(send_packet(fd, BAD, PORT), 0);
	count(send_packet(fd, GOOD, PORT), 1);
	close(fd);
}

/* What an executed program finds; its exit status is the errno. */
int run_tries(char **args)
{
	int err = connect_packet(BAD, PORT);

	(void)args;
	return connect_packet(GOOD, PORT) ? STRAY : err;
}

static void wait_for_child(pid_t child)
{
	int status;

	must(child > 0 && waitpid(child, &status, 0) == child, "child");
	count(WIFEXITED(status) ? WEXITSTATUS(status) : STRAY, 0);
}

static void try_exec(void)
{
	pid_t child = vfork();

	if (!child) {
		execl(SELF, SELF, "tries", NULL);
		_exit(STRAY);
	}
	wait_for_child(child);
}

static void try_fork(void)
{
	pid_t child = fork();

	if (!child)
		_exit(run_tries(NULL));
	wait_for_child(child);
}

static void (*const kinds[])(void) = { try_connect, try_send, try_exec,
				       try_fork };

static pid_t start_task(int i)
{
	pid_t child = fork();

	must(child >= 0, "fork");
	if (child)
		return child;
	while (!__atomic_load_n(&seen->stop, __ATOMIC_RELAXED))
		kinds[i % 4]();
	_exit(0);
}

/* Ours among those of many others. */
static char *make_policy(const char *err)
{
	char *text = malloc(OTHERS * 64), *at = text;
	int i;

	must(!!text, "policy");
	at += sprintf(at, "default allow\n");
	for (i = 0; i < OTHERS; i++)
		at += sprintf(at, "deny exe=/%s/%d\n", err, i);
	sprintf(at, "deny exe=" SELF " dst=" BAD " errno=%s log=no\n", err);
	return text;
}

/* Returns the seconds that it took. */
static double replace(char *const policies[2], int times)
{
	pid_t tasks[TASKS];
	double start;
	int i;

	seen->stop = 0;
	for (i = 0; i < TASKS; i++)
		tasks[i] = start_task(i);
	start = seconds();
	for (i = 1; i <= times; i++)
		load_policy(policies[i % 2], strlen(policies[i % 2]));
	start = seconds() - start;
	__atomic_store_n(&seen->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < TASKS; i++)
		waitpid(tasks[i], NULL, 0);
	load_policy(policies[0], strlen(policies[0]));
	return start;
}

int run_replace(char **args)
{
	char *const policies[] = { make_policy("ENETDOWN"),
				   make_policy("EHOSTUNREACH") };
	struct memory before, after;
	double took;

	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(seen != MAP_FAILED, "mmap");
	load_policy(policies[0], strlen(policies[0]));
	/* What the kernel keeps for the next time it has got then. */
	replace(policies, WARM_UP);
	before = settled_memory();
	took = replace(policies, atoi(args[0]));
	after = settled_memory();
	printf("replace seconds %.1f\nreplace one %ld\nreplace other %ld\n",
	       took, seen->old, seen->new);
	printf("replace neither %ld\nreplace after_kb %ld\n", seen->neither,
	       before.free - after.free);
	printf("replace after_slab_kb %ld\n", after.slab - before.slab);
	return 0;
}
