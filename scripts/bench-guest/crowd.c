// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many unknown programs of many threads are held at once: what that takes of the
 * kernel's memory, whether all is listed, what a program that has its rule
 * notices, and how long it takes until all have their answer.
 */

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SELF		"/bench"
#define FOLDER		"/crowd"
#define STACK		(16 * 1024)
#define QUEUE_MAX	(16U << 20)

static const char policy[] =
	"default ask\n"
	"unanswered deny after=3600\n"
	"allow exe=" SELF "\n";

/* What the members get from us. */
enum { GO = 3, READY, RESULT };

struct crowd {
	int programs, threads;
	int go[2], ready[2], result[2];
};

/* Waits until there is nobody who could say something: then it goes on. */
static void *member(void *arg)
{
	int fd = packet_socket();
	unsigned char err;
	char byte;

	(void)arg;
	must(write(READY, "r", 1) == 1, "ready");
	must(!read(GO, &byte, 1), "go");
	err = send_packet(fd, BAD, PORT);
	must(write(RESULT, &err, 1) == 1, "result");
	return NULL;
}

/* One of the programs. */
int run_member(char **args)
{
	int i, n = atoi(args[0]);
	pthread_t *threads = calloc(n, sizeof(*threads));
	pthread_attr_t attr;

	must(!!threads, "threads");
	pthread_attr_init(&attr);
	must(!pthread_attr_setstacksize(&attr, STACK), "stack");
	for (i = 0; i < n; i++)
		must(!pthread_create(&threads[i], &attr, member, NULL),
		     "thread");
	for (i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static void start_program(const struct crowd *crowd, int number)
{
	char path[64], threads[16];
	pid_t child;

	snprintf(path, sizeof(path), FOLDER "/%d", number);
	snprintf(threads, sizeof(threads), "%d", crowd->threads);
	must(!link(SELF, path), path);
	child = vfork();
	must(child >= 0, "vfork");
	if (!child) {
		dup2(crowd->go[0], GO);
		dup2(crowd->ready[1], READY);
		dup2(crowd->result[1], RESULT);
		execl(path, path, "member", threads, NULL);
		_exit(1);
	}
}

/* As many bytes as there are members; how many of them are not 0 is returned. */
static int hear_all(const struct crowd *crowd, int fd)
{
	int left = crowd->programs * crowd->threads, others = 0;
	char bytes[4096];
	ssize_t len, i;

	while (left) {
		len = read(fd, bytes, sizeof(bytes));
		must(len > 0, "read");
		for (i = 0; i < len; i++)
			others += bytes[i] != 0;
		left -= len;
	}
	return others;
}

/* Numbers that the members expect are free for them. */
static void high_pipe(int fd[2])
{
	int low[2], i;

	must(!pipe(low), "pipe");
	for (i = 0; i < 2; i++) {
		fd[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
		must(fd[i] >= 0, "dup");
		close(low[i]);
	}
}

static void assemble(struct crowd *crowd)
{
	int i;

	must(!mkdir(FOLDER, 0755), FOLDER);
	high_pipe(crowd->go);
	high_pipe(crowd->ready);
	high_pipe(crowd->result);
	for (i = 0; i < crowd->programs; i++)
		start_program(crowd, i);
	hear_all(crowd, crowd->ready[0]);
}

/* What a packet costs that needs no answer, with all that goes on meanwhile. */
static double cost_of_packet(int packets)
{
	int fd = packet_socket(), i;
	uint64_t start = now();

	for (i = 0; i < packets; i++)
		must(!send_packet(fd, GOOD, PORT), "send");
	close(fd);
	return (double)(now() - start) / packets;
}

/* Reads the list, and answers each: how many there were. */
static int answer_all(const char *list, long long *waiting)
{
	int fd = open(CORDON "answer", O_WRONLY | O_CLOEXEC), n = 0, len;
	const char *at = list;
	char text[64];

	must(fd >= 0, "answer");
	*waiting = 0;
	while ((at = strstr(at, " question="))) {
		len = snprintf(text, sizeof(text), "%lld allow\n",
			       atoll(at + strlen(" question=")));
		at = strstr(at, " waiting=");
		must(!!at, "waiting");
		*waiting += atoll(at + strlen(" waiting="));
		must(write(fd, text, len) == len, "write answer");
		n++;
	}
	close(fd);
	return n;
}

static void print_memory(const char *what, struct memory *from,
			 struct memory *to)
{
	printf("crowd %s_kb %ld\ncrowd %s_slab_kb %ld\n", what,
	       from->free - to->free, what, to->slab - from->slab);
}

static void allow_many(int n)
{
	struct rlimit limit = { n, n };

	must(!setrlimit(RLIMIT_NPROC, &limit), "limit");
}

int run_crowd(char **args)
{
	struct crowd crowd = { .programs = atoi(args[0]),
			       .threads = atoi(args[1]) };
	int packets = atoi(args[2]), questions, wrong;
	struct memory before, ready, held, after;
	double alone, meanwhile, start, listed;
	char *list = malloc(QUEUE_MAX);
	long long waiting;
	int queue;

	must(!!list, "list");
	allow_many(crowd.programs * crowd.threads * 2);
	load_policy(policy, strlen(policy));
	queue = open(CORDON "queue", O_RDONLY | O_CLOEXEC);
	must(queue >= 0, "queue");
	before = settled_memory();
	assemble(&crowd);
	ready = settled_memory();
	alone = cost_of_packet(packets);

	start = seconds();
	close(crowd.go[0]);
	close(crowd.go[1]);
	wait_for_status("held", crowd.programs * crowd.threads);
	printf("crowd held_s %.2f\n", seconds() - start);
	held = settled_memory();
	meanwhile = cost_of_packet(packets);

	start = seconds();
	read_whole(CORDON "queue", list, QUEUE_MAX);
	listed = seconds();
	questions = answer_all(list, &waiting);
	wrong = hear_all(&crowd, crowd.result[0]);
	printf("crowd list_s %.2f\ncrowd release_s %.2f\n", listed - start,
	       seconds() - listed);
	while (wait(NULL) > 0)
		;
	after = settled_memory();
	printf("crowd listed %d\ncrowd waiting %lld\ncrowd wrong %d\n",
	       questions, waiting, wrong);
	printf("crowd left %lld\n", status_of("questions") + status_of("held"));
	printf("crowd rate_percent %.2f\n", 100 * alone / meanwhile);
	print_memory("tasks", &before, &ready);
	print_memory("questions", &ready, &held);
	print_memory("after", &before, &after);
	close(queue);
	return 0;
}
