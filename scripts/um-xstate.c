// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lets User-mode Linux of 6.12 run on processors with AMX.
 *
 * It keeps 2696 bytes of a process's floating point state and hands just those
 * to PTRACE_SETREGSET. A host kernel takes the whole state or nothing, and with
 * AMX that is some 11 KB: the first process dies with "ptrace set fp regs failed,
 * errno = 14". Preloaded, this passes the whole size on. What lies beyond the
 * part UML knows is AMX state, which no process in it can have asked for, so
 * zeroes are right.
 */

#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* UML has one processor and one thread that traces. */
static char state[64 * 1024] __attribute__((aligned(64)));
static size_t state_size;

static long get_state(pid_t pid, void *type, struct iovec *user)
{
	struct iovec all = { state, sizeof(state) };
	long ret = syscall(SYS_ptrace, PTRACE_GETREGSET, pid, type, &all);

	if (ret < 0)
		return ret;
	state_size = all.iov_len;
	if (user->iov_len > all.iov_len)
		user->iov_len = all.iov_len;
	memcpy(user->iov_base, state, user->iov_len);
	return ret;
}

static long set_state(pid_t pid, void *type, const struct iovec *user)
{
	struct iovec all = { state, state_size };

	memset(state, 0, state_size);
	memcpy(state, user->iov_base, user->iov_len);
	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, type, &all);
}

long ptrace(enum __ptrace_request request, ...)
{
	long word = 0, ret;
	void *addr, *data;
	va_list args;
	pid_t pid;

	va_start(args, request);
	pid = va_arg(args, pid_t);
	addr = va_arg(args, void *);
	data = va_arg(args, void *);
	va_end(args);

	if (request == PTRACE_GETREGSET && addr == (void *)NT_X86_XSTATE)
		return get_state(pid, addr, data);
	if (request == PTRACE_SETREGSET && addr == (void *)NT_X86_XSTATE &&
	    ((struct iovec *)data)->iov_len < state_size)
		return set_state(pid, addr, data);

	/* As in the C library: what was read is the result. */
	if (request != PTRACE_PEEKTEXT && request != PTRACE_PEEKDATA &&
	    request != PTRACE_PEEKUSER)
		return syscall(SYS_ptrace, request, pid, addr, data);
	ret = syscall(SYS_ptrace, request, pid, addr, &word);
	if (ret < 0)
		return ret;
	errno = 0;
	return word;
}
