// SPDX-License-Identifier: GPL-2.0-only
/*
 * The supervisor does what one that decides by address has to do: reads it out
 * of the memory of the caller, and looks whether that still is who asked.
 */

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "with.h"

#define PORT	4242

/* For connect() only. */
static int install_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_connect, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};
	int fd;

	must(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges");
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
	must(fd >= 0, "seccomp");
	return fd;
}

static int is_good(int fd, const struct seccomp_notif *call)
{
	struct sockaddr_in addr = { 0 };
	struct iovec here = { &addr, sizeof(addr) };
	struct iovec there = { (void *)(uintptr_t)call->data.args[1],
			       sizeof(addr) };

	if (process_vm_readv(call->pid, &here, 1, &there, 1, 0) !=
	    sizeof(addr))
		return 0;
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &call->id))
		return 0;
	return addr.sin_family == AF_INET && addr.sin_port == htons(PORT);
}

static void supervise(int fd)
{
	struct seccomp_notif_resp answer;
	struct seccomp_notif call;

	for (;;) {
		memset(&call, 0, sizeof(call));
		if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &call))
			_exit(1);
		memset(&answer, 0, sizeof(answer));
		answer.id = call.id;
		if (is_good(fd, &call))
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		else
			answer.error = -EACCES;
		if (ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &answer))
			_exit(1);
	}
}

/* The servant has the filter, too, but connects nowhere. */
void with_notify(void)
{
	int fd = install_filter();

	if (!fork_servant())
		supervise(fd);
	close(fd);
}
