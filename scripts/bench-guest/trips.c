// SPDX-License-Identifier: GPL-2.0-only
/*
 * Round trips between two processes that have nothing to do with Cordon: an
 * eventfd each way; a system call that a seccomp filter hands to a supervisor; an
 * audit record that a reader of the multicast group takes and tells of by an
 * eventfd.
 */

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

/* The call that is handed on, and the number of the listener's descriptor. */
#define HANDED_ON	SYS_getppid
#define LISTENER	50
#define REPLY		4711

static const char *column;
static int samples;
static int there, back;
static pid_t measured;

static void make_events(void)
{
	there = eventfd(0, EFD_CLOEXEC);
	back = eventfd(0, EFD_CLOEXEC);
	must(there >= 0 && back >= 0, "eventfd");
}

static void close_events(void)
{
	close(there);
	close(back);
}

static void serve_events(void (*ready)(void))
{
	eventfd_t value;

	ready();
	for (;;)
		must(!eventfd_read(there, &value) && !eventfd_write(back, 1),
		     "event");
}

static long call_events(void)
{
	eventfd_t value;

	return eventfd_write(there, 1) || eventfd_read(back, &value) ? -1 : 0;
}

static void measure_events(void)
{
	static const struct bench bench = { "eventfd", NULL, call_events, NULL };
	pid_t server;

	make_events();
	server = start_server(serve_events);
	measure(column, &bench, samples);
	stop_server(server);
	close_events();
}

/* It has no filter itself: it is there before there is one. */
static void serve_calls(void (*ready)(void))
{
	struct seccomp_notif call;
	struct seccomp_notif_resp reply;
	eventfd_t value;
	int pidfd, fd;

	ready();
	must(!eventfd_read(there, &value), "event");
	pidfd = syscall(SYS_pidfd_open, measured, 0);
	fd = syscall(SYS_pidfd_getfd, pidfd, LISTENER, 0);
	must(pidfd >= 0 && fd >= 0, "listener");
	must(!eventfd_write(back, 1), "event");
	for (;;) {
		memset(&call, 0, sizeof(call));
		must(!ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &call), "receive");
		reply = (struct seccomp_notif_resp){ .id = call.id,
						     .val = REPLY };
		must(!ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &reply), "send");
	}
}

static void install_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, HANDED_ON, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	int fd;

	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	must(fd >= 0 && dup2(fd, LISTENER) == LISTENER, "seccomp");
	close(fd);
}

static long call_handed_on(void)
{
	return syscall(HANDED_ON) == REPLY ? 0 : -1;
}

static void measure_calls(void)
{
	static const struct bench bench = { "notify", NULL, call_handed_on,
					    NULL };
	eventfd_t value;
	pid_t server;

	make_events();
	measured = getpid();
	server = start_server(serve_calls);
	install_filter();
	must(!eventfd_write(there, 1) && !eventfd_read(back, &value), "event");
	measure(column, &bench, samples);
	stop_server(server);
}

/* Of AUDIT_USER_AVC the kernel makes a record whether audit is enabled or not. */
static struct {
	struct nlmsghdr head;
	char text[384];
} message = {
	.head = { .nlmsg_len = sizeof(message),
		  .nlmsg_type = AUDIT_USER_AVC,
		  .nlmsg_flags = NLM_F_REQUEST },
};

static int audit;

int open_audit(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	must(fd >= 0, "audit socket");
	return fd;
}

void join_records(int fd)
{
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK };
	int group = AUDIT_NLGRP_READLOG;

	must(!bind(fd, (struct sockaddr *)&nl, sizeof(nl)) &&
	     !setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
			 sizeof(group)), "audit group");
}

static void serve_records(void (*ready)(void))
{
	static char record[8192];
	struct nlmsghdr *head = (struct nlmsghdr *)record;
	int fd = open_audit();

	join_records(fd);
	ready();
	for (;;) {
		must(recv(fd, record, sizeof(record), 0) > 0, "record");
		if (head->nlmsg_type == AUDIT_USER_AVC)
			must(!eventfd_write(back, 1), "event");
	}
}

static long call_record(void)
{
	eventfd_t value;

	if (send(audit, &message, sizeof(message), 0) != sizeof(message))
		return -1;
	return eventfd_read(back, &value);
}

/* As long as the record of a question. */
static void measure_records(void)
{
	static const struct bench bench = { "record", NULL, call_record, NULL };
	pid_t server;

	memset(message.text, 'x', sizeof(message.text) - 1);
	make_events();
	audit = open_audit();
	server = start_server(serve_records);
	measure(column, &bench, samples);
	stop_server(server);
	close(audit);
	close_events();
}

int run_trips(char **args)
{
	column = args[0];
	samples = samples_wanted(args[1]);
	take_turns();
	measure_child(measure_events);
	measure_child(measure_calls);
	if (args[2] && !strcmp(args[2], "records"))
		measure_child(measure_records);
	return 0;
}
