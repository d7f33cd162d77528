// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many questions at once: one program, as many users. All of them ask before the
 * first is answered: they are real-time tasks and we are not, so that on one
 * processor we go on when the last of them is held.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

#define STACK		(16 * 1024)
#define FIRST_USER	10000
/* Enough for the longest list that one read returns. */
#define PIECE		65536

static int go[2], ready[2], finish[2];
static int next_user = FIRST_USER;

static void write_byte(int fd)
{
	must(write(fd, "x", 1) == 1, "write");
}

/* Until nobody is left who could write. */
static void wait_for_end(int fd)
{
	char byte;

	must(!read(fd, &byte, 1), "read");
}

/* One user. The library would make all threads the same one. */
static void *ask(void *arg)
{
	int uid = __atomic_fetch_add(&next_user, 1, __ATOMIC_RELAXED);
	struct sched_param param = { .sched_priority = 1 };
	int fd = packet_socket();

	(void)arg;
	must(!sched_setscheduler(0, SCHED_FIFO, &param) &&
	     !syscall(SYS_setresuid, -1, uid, -1), "user");
	write_byte(ready[1]);
	wait_for_end(go[0]);
	must(!send_packet(fd, GOOD, PORT), "send");
	write_byte(ready[1]);
	wait_for_end(finish[0]);
	return NULL;
}

static void ask_all(int n)
{
	pthread_t *threads = calloc(n, sizeof(*threads));
	pthread_attr_t attr;
	int i;

	must(!!threads, "threads");
	close(go[1]);
	close(finish[1]);
	pthread_attr_init(&attr);
	must(!pthread_attr_setstacksize(&attr, STACK), "stack");
	for (i = 0; i < n; i++) {
		errno = pthread_create(&threads[i], &attr, ask, NULL);
		must(!errno, "thread");
	}
	for (i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	_exit(0);
}

static void hear(int n)
{
	char bytes[4096];
	ssize_t len;

	while (n) {
		len = read(ready[0], bytes,
			   n < (int)sizeof(bytes) ? n : (int)sizeof(bytes));
		must(len > 0, "read");
		n -= len;
	}
}

/* What one read returns, then its answers, and so on. */
static void answer_all(int queue, int answer, int n)
{
	static char text[PIECE];
	long long id;
	ssize_t len;
	char *at;

	while (n > 0) {
		len = pread(queue, text, sizeof(text) - 1, 0);
		must(len > 0, "queue");
		text[len] = '\0';
		at = text;
		for (; (id = next_question(&at)); n--)
			answer_question(answer, id);
	}
}

/* Prints "many N INSTRUCTIONS INSTRUCTIONS": to ask, to answer, of each. */
int run_ask_many(char **args)
{
	struct rlimit limit = { 1 << 15, 1 << 15 };
	int n = atoi(args[0]), queue, answer, status;
	uint64_t start, held, end;
	pid_t child;

	must(!setrlimit(RLIMIT_NPROC, &limit) &&
	     !setrlimit(RLIMIT_NOFILE, &limit), "limit");
	load_policy(ask_policy, strlen(ask_policy));
	must(!pipe(go) && !pipe(ready) && !pipe(finish), "pipe");
	child = fork();
	must(child >= 0, "fork");
	if (!child)
		ask_all(n);
	close(ready[1]);
	queue = open(CORDON "queue", O_RDONLY | O_CLOEXEC);
	answer = open(CORDON "answer", O_WRONLY | O_CLOEXEC);
	must(queue >= 0 && answer >= 0, "queue");
	hear(n);
	close(go[0]);

	start = now();
	close(go[1]);
	held = now();
	if (status_of("questions") != n || status_of("held") != n)
		errx(1, "%lld of %d are held", status_of("held"), n);
	end = now();
	answer_all(queue, answer, n);
	printf("many %d %llu %llu\n", n,
	       (unsigned long long)(held - start) / n,
	       (unsigned long long)(now() - end) / n);
	hear(n);
	close(finish[1]);
	must(waitpid(child, &status, 0) == child && !status, "the users");
	return 0;
}
