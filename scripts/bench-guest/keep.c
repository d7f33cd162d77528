// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long it takes until the answer of a person is on the disk: from the start
 * of "cordonctl allow" to its end, and from an agent's answer until cordond says
 * that it is kept. To compare: a file as long as the one they replace, written,
 * synced, renamed, and its folder synced.
 */

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

#define FOLDER		"/etc/cordon/policy.d/"
#define ANSWERS		FOLDER "50-answers.conf"
#define PORTS		10000
#define TIMES_MAX	1000

static double bare[TIMES_MAX], kept[TIMES_MAX];

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *times, int n)
{
	qsort(times, n, sizeof(*times), compare);
	return times[n / 2];
}

/* An unknown program, once to each port: no answer covers the next. */
static pid_t start_asker(int number)
{
	pid_t child = fork();

	must(child >= 0, "fork");
	if (!child)
		_exit(connect_packet(GOOD, PORTS + number));
	return child;
}

static void end_asker(pid_t child)
{
	int status;

	must(waitpid(child, &status, 0) == child && !status, "the asker");
}

/* Returns the seconds that it took. */
static double write_bare(int folder)
{
	static char data[1 << 20];
	size_t size = 0;
	struct stat stat;
	double start;
	int fd;

	if (!fstatat(folder, ANSWERS, &stat, 0))
		size = stat.st_size;
	must(size <= sizeof(data), ANSWERS);
	memset(data, 'x', size);
	start = seconds();
	fd = openat(folder, ".bare.new", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	must(fd >= 0 && write(fd, data, size) == (ssize_t)size && !fsync(fd) &&
	     !close(fd) && !renameat(folder, ".bare.new", folder, "bare") &&
	     !fsync(folder), "bare");
	return seconds() - start;
}

static long long wait_for_question(int queue)
{
	struct pollfd p = { .fd = queue, .events = POLLIN };
	static char text[65536];
	long long id;
	ssize_t len;
	char *at;

	do {
		must(poll(&p, 1, -1) == 1, "poll");
		len = pread(queue, text, sizeof(text) - 1, 0);
		must(len >= 0, "queue");
		text[len] = '\0';
		at = text;
		id = next_question(&at);
	} while (!id);
	return id;
}

static double run_cordonctl(long long id)
{
	double start = seconds();
	char number[32];
	int status;
	pid_t child;

	snprintf(number, sizeof(number), "%lld", id);
	child = vfork();
	if (!child) {
		execlp("cordonctl", "cordonctl", "allow", number, "--for",
		       "always", "--scope", "host-port", NULL);
		_exit(127);
	}
	must(child > 0 && waitpid(child, &status, 0) == child && !status,
	     "cordonctl");
	return seconds() - start;
}

static void keep_by_cordonctl(int times, int folder)
{
	int queue = open(CORDON "queue", O_RDONLY | O_CLOEXEC), i;
	pid_t asker;

	must(queue >= 0, "queue");
	for (i = 0; i < times; i++) {
		asker = start_asker(i);
		kept[i] = run_cordonctl(wait_for_question(queue));
		end_asker(asker);
		bare[i] = write_bare(folder);
	}
	close(queue);
}

static const char always[] = "\"scope\":\"host-port\",\"for\":\"always\"";

static double answer_by_agent(int fd, int request)
{
	char *line = strstr(agent_wait(fd, "question"), "\"id\":");
	double start;

	must(!!line, "id");
	start = seconds();
	agent_send(fd, "{%s,\"request\":%d,\"id\":%lld,%s}\n", AGENT_ALLOW,
		   request, atoll(line + strlen("\"id\":")), always);
	line = agent_wait(fd, "answered");
	if (!strstr(line, "\"kept\":true"))
		errx(1, "not kept: %s", line);
	return seconds() - start;
}

static void keep_by_agent(int times, int folder)
{
	pid_t daemon = fork(), asker;
	int fd, i;

	if (!daemon) {
		execlp("cordond", "cordond", NULL);
		_exit(127);
	}
	must(daemon > 0, "fork");
	fd = connect_agent();
	agent_wait(fd, "ready");
	for (i = 0; i < times; i++) {
		asker = start_asker(times + i);
		kept[i] = answer_by_agent(fd, i + 1);
		end_asker(asker);
		bare[i] = write_bare(folder);
	}
	kill(daemon, SIGTERM);
	waitpid(daemon, NULL, 0);
}

static int count_answers(void)
{
	static char text[1 << 20];
	char *at = text;
	int n = 0;

	read_whole(ANSWERS, text, sizeof(text));
	for (; (at = strstr(at, "\nallow ")); at++)
		n++;
	return n;
}

static void print(const char *name, int times)
{
	double took = median(kept, times), by_itself = median(bare, times);

	printf("keep %s_ms %.2f\nkeep %s_bare_ms %.2f\nkeep %s_ratio %.1f\n",
	       name, took * 1000, name, by_itself * 1000, name,
	       took / by_itself);
}

int run_keep(char **args)
{
	int times = atoi(args[0]), folder;

	must(times > 0 && times <= TIMES_MAX, args[0]);
	mkdir("/etc/cordon", 0755);
	mkdir(FOLDER, 0755);
	folder = open(FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(folder >= 0, FOLDER);
	load_policy(ask_policy, strlen(ask_policy));
	keep_by_cordonctl(times, folder);
	print("cordonctl", times);
	keep_by_agent(times, folder);
	print("agent", times);
	printf("keep lost %d\n", 2 * times - count_answers());
	return 0;
}
