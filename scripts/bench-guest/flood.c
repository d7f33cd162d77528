// SPDX-License-Identifier: GPL-2.0-only
/*
 * One program is denied as often as it can ask, to ever other ports, for a long
 * time. Another one is denied now and then: are its records all there, and those
 * of the first bounded, with the count of what was left out; and does the memory
 * of the kernel stay as it was?
 */

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SELF		"/bench"
#define OTHER		"/bench-too"
#define AUDIT_VERDICT	1460
#define FIRST_PORT	10000
#define PORTS		1000
#define WARM_UP		10
/* Seconds after which a record of a program tells of those left out. */
#define WINDOW		6

static const char policy[] =
	"default allow\n"
	"deny exe=" SELF " dst=" BAD "\n"
	"deny exe=" OTHER " dst=" BAD "\n";

struct flood {
	int records;	/* socket of the audit group */
	long written;	/* records of the flood */
	long missed;	/* that they say were left out */
	long others;	/* records of the other program */
	long lost;	/* times that the socket had no room */
	long wrong;
};

static int open_records(void)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	int group = AUDIT_NLGRP_READLOG, room = 4 << 20;

	must(fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room,
				    sizeof(room)), "audit socket");
	must(!bind(fd, (struct sockaddr *)&nl, sizeof(nl)) &&
	     !setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
			 sizeof(group)), "audit group");
	return fd;
}

/* The kernel's own count of records that it could not keep. */
static long audit_lost(void)
{
	struct {
		struct nlmsghdr head;
		struct audit_status status;
	} message = {
		.head = { .nlmsg_len = sizeof(message.head),
			  .nlmsg_type = AUDIT_GET,
			  .nlmsg_flags = NLM_F_REQUEST },
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	must(fd >= 0 && send(fd, &message.head, sizeof(message.head), 0) > 0,
	     "audit status");
	do {
		must(recv(fd, &message, sizeof(message), 0) > 0,
		     "audit status");
	} while (message.head.nlmsg_type != AUDIT_GET);
	close(fd);
	return message.status.lost;
}

static void take_record(struct flood *flood, const char *text)
{
	const char *missed = strstr(text, " missed=");

	if (!missed)
		flood->wrong++;
	else if (strstr(text, " exe=\"" OTHER "\" "))
		flood->others++;
	else if (strstr(text, " exe=\"" SELF "\" "))
		flood->written++;
	else
		flood->wrong++;
	if (missed && strstr(text, " exe=\"" SELF "\" "))
		flood->missed += atol(missed + strlen(" missed="));
}

/* Whatever comes until then. */
static void take_records(struct flood *flood, double until)
{
	static char message[16384];
	struct nlmsghdr *head = (struct nlmsghdr *)message;
	struct pollfd p = { .fd = flood->records, .events = POLLIN };
	ssize_t len;
	int left;

	while ((left = (until - seconds()) * 1000) > 0) {
		if (poll(&p, 1, left) != 1)
			continue;
		len = recv(flood->records, message, sizeof(message) - 1, 0);
		if (len < 0) {
			must(errno == ENOBUFS, "recv");
			flood->lost++;
			continue;
		}
		message[len] = '\0';
		if (head->nlmsg_type == AUDIT_VERDICT)
			take_record(flood, NLMSG_DATA(head));
	}
}

static pid_t start_flood(long *tries)
{
	pid_t child = fork();
	int fd;

	must(child >= 0, "fork");
	if (child)
		return child;
	fd = packet_socket();
	for (;; ++*tries)
		if (send_packet(fd, BAD, FIRST_PORT + *tries % PORTS) != EACCES)
			_exit(1);
}

/* The other program: is denied once. */
int run_other(char **args)
{
	(void)args;
	return send_packet(packet_socket(), BAD, PORT) == EACCES ? 0 : 1;
}

static void deny_other(void)
{
	int status;
	pid_t child = vfork();

	if (!child) {
		execl(OTHER, OTHER, "other", NULL);
		_exit(1);
	}
	must(child > 0 && waitpid(child, &status, 0) == child && !status,
	     OTHER);
}

static void end_flood(pid_t child)
{
	int status;

	kill(child, SIGKILL);
	must(waitpid(child, &status, 0) == child && WIFSIGNALED(status),
	     "the flood");
}

int run_flood(char **args)
{
	int i, length = atoi(args[0]), others = 0;
	struct flood flood = { .records = open_records() };
	long lost = audit_lost(), denied, *tries;
	struct memory before = { 0 }, after;
	pid_t child;

	tries = mmap(NULL, sizeof(*tries), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(tries != MAP_FAILED, "mmap");
	load_policy(policy, strlen(policy));
	denied = status_of("denied");
	child = start_flood(tries);
	for (i = 0; i < length; i++) {
		/* Each is another subject in its own window: none is left out. */
		if (i % WINDOW == 0) {
			deny_other();
			others++;
		}
		take_records(&flood, seconds() + 1);
		if (i == WARM_UP)
			before = settled_memory();
	}
	after = settled_memory();
	end_flood(child);
	take_records(&flood, seconds() + WINDOW);
	/* What is left out at the end the next record says. */
	must(send_packet(packet_socket(), BAD, PORT) == EACCES, "denied");
	take_records(&flood, seconds() + 1);
	denied = status_of("denied") - denied - others;
	printf("flood denied %ld\nflood written %ld\nflood missed %ld\n",
	       denied, flood.written, flood.missed);
	printf("flood uncounted %ld\n", denied - flood.written - flood.missed);
	printf("flood others_missing %ld\n", others - flood.others);
	printf("flood audit_lost %ld\nflood no_room %ld\nflood wrong %ld\n",
	       audit_lost() - lost, flood.lost, flood.wrong);
	printf("flood grown_kb %ld\nflood grown_slab_kb %ld\n",
	       before.free - after.free, after.slab - before.slab);
	return 0;
}
