// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a firewall lets out, and how long those wait whom it allows. SELF is
 * allowed, DENIED is not; each kind of what DENIED sends goes to a port of its
 * own, so that a sink can count it.
 */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "leaks.h"
#include "sink.h"

#define DENIED	"/bench-too"
/* Of those that DENIED sends as fast as it can. */
#define LOTS	10000
#define FEW	20

/* Seconds after which a connect that should succeed is given up. */
#define PATIENCE	30

enum { MARK_CONNECT, MARK_PROCESS, MARK_FLOOD, MARK_FLOWS, MARK_SENDS };

/* Returns false if it was given up. */
static bool try_connect(void)
{
	struct sockaddr_in addr = address(SINK, SINK_PORT);
	struct timeval patience = { .tv_sec = PATIENCE };
	int fd = new_socket(SOCK_STREAM | SOCK_CLOEXEC);
	bool done;

	must(!setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
			 sizeof(patience)), "SO_SNDTIMEO");
	done = !connect(fd, (struct sockaddr *)&addr, sizeof(addr));
	must(done || errno == EINPROGRESS, "connect");
	close_by_reset(fd);
	return done;
}

static void connect_once(void)
{
	must(try_connect(), "connect");
}

static void send_once(void)
{
	struct sockaddr_in addr = address(SINK, FIRST_MARK + MARK_FLOWS);
	int fd = new_socket(SOCK_DGRAM | SOCK_CLOEXEC);

	must(sendto(fd, "x", 1, 0, (struct sockaddr *)&addr, sizeof(addr)) == 1,
	     "send");
	close(fd);
}

static int steady = -1;

static void send_again(void)
{
	struct sockaddr_in addr = address(SINK, FIRST_MARK + MARK_SENDS);

	if (steady < 0) {
		steady = new_socket(SOCK_DGRAM | SOCK_CLOEXEC);
		must(!connect(steady, (struct sockaddr *)&addr, sizeof(addr)),
		     "connect");
	}
	must(send(steady, "x", 1, 0) == 1, "send");
}

static void rate(const char *name, void (*call)(void), int times)
{
	double start;
	int i;

	call();
	start = seconds();
	for (i = 0; i < times; i++)
		call();
	printf("leaks %s_a_second %.0f\n", name,
	       times / (seconds() - start));
	fflush(stdout);
}

/* The denied program: with SOCK_NONBLOCK it does not wait for the connect. */
static void connect_denied(int port, int flags)
{
	struct sockaddr_in addr = address(SINK, port);
	int fd = new_socket(SOCK_STREAM | SOCK_CLOEXEC | flags);

	connect(fd, (struct sockaddr *)&addr, sizeof(addr));
	close_by_reset(fd);
}

static void send_quickly(int port)
{
	struct sockaddr_in addr = address(SINK, port);
	int fd = new_socket(SOCK_DGRAM | SOCK_CLOEXEC);

	sendto(fd, "x", 1, 0, (struct sockaddr *)&addr, sizeof(addr));
	close(fd);
}

static void send_by_process(int port)
{
	pid_t child = fork();

	must(child >= 0, "fork");
	if (!child) {
		send_quickly(port);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

/*
 * What DENIED does: "connects", "processes", "flood"; and UNKNOWN: "slowly", as
 * OpenSnitch asks about nobody whose socket is gone when it looks.
 */
int run_leak(char **args)
{
	int i;

	if (!strcmp(args[0], "connects"))
		for (i = 0; i < LOTS; i++)
			connect_denied(FIRST_MARK + MARK_CONNECT,
				       SOCK_NONBLOCK);
	else if (!strcmp(args[0], "processes"))
		for (i = 0; i < LOTS; i++)
			send_by_process(FIRST_MARK + MARK_PROCESS);
	else if (!strcmp(args[0], "slowly"))
		for (;;)
			connect_denied(FIRST_MARK + MARK_FLOOD, 0);
	else
		for (;;)
			connect_denied(FIRST_MARK + MARK_FLOOD, SOCK_NONBLOCK);
	return 0;
}

static pid_t start(const char *program, const char *what)
{
	pid_t child = vfork();

	if (!child) {
		execl(program, program, "leak", what, NULL);
		_exit(1);
	}
	must(child > 0, program);
	return child;
}

static void leak(const char *what, int mark)
{
	int status;
	pid_t child = start(DENIED, what);

	must(waitpid(child, &status, 0) == child && !status, DENIED);
	settle_sink();
	printf("leaks %s_out %ld\n", what, sunk(mark));
	fflush(stdout);
}

/* How long they take, and how many are given up. */
static void few_connects(const char *beside)
{
	double start = seconds();
	int failed = 0, i;

	for (i = 0; i < FEW; i++)
		failed += !try_connect();
	printf("leaks %s_s %.3f\nleaks %s_failed %d\n", beside,
	       seconds() - start, beside, failed);
	fflush(stdout);
}

static void stop(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* @where: "held", which Cordon says, or a file that is made then */
static void wait_for_question(const char *where)
{
	if (!strcmp(where, "held")) {
		wait_for_status(where, 1);
		return;
	}
	while (access(where, F_OK))
		usleep(10000);
}

/* @asked: where it is said that @program is asked about; NULL: it is not */
static void few_connects_beside(const char *beside, const char *program,
				const char *how, const char *asked)
{
	long before = sunk(MARK_FLOOD);
	pid_t child = start(program, how);

	if (asked)
		wait_for_question(asked);
	else
		sleep(1);
	few_connects(beside);
	stop(child);
	settle_sink();
	printf("leaks %s_out %ld\n", beside, sunk(MARK_FLOOD) - before);
	fflush(stdout);
}

/* Of what was sent, how many in a hundred. */
static void lost(const char *what, int mark, int sent)
{
	settle_sink();
	printf("leaks %s_lost_percent %.1f\n", what,
	       100.0 * (sent - sunk(mark)) / sent);
	fflush(stdout);
}

/* UNKNOWN is what somebody is asked about, who does not answer. */
static void ask(const char *where, const char *first)
{
	int queue = open(CORDON "queue", O_RDONLY | O_CLOEXEC);

	must(!first || !system(first), first);
	few_connects_beside("asking", UNKNOWN, "slowly", where);
	close(queue);
}

int run_leaks(char **args)
{
	int times = atoi(args[0]);

	start_sink();
	/* The first packet waits for the address of the sink. */
	connect_once();
	rate("connects", connect_once, times);
	rate("flows", send_once, times);
	lost("flows", MARK_FLOWS, times + 1);
	rate("sends", send_again, times * 20);
	lost("sends", MARK_SENDS, times * 20 + 1);
	few_connects("alone");
	few_connects_beside("flood", DENIED, "flood", NULL);
	leak("connects", MARK_CONNECT);
	leak("processes", MARK_PROCESS);
	ask(args[1], args[2]);
	return 0;
}
