/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the calls of the escape matrix by the 32-bit interface,
 * which any program may use
 */

#ifndef _CORDON_ESCAPE_COMPAT_H
#define _CORDON_ESCAPE_COMPAT_H

#include "escape_call.h"

#ifdef __x86_64__

enum compat_number {
	COMPAT_WRITE = 4, COMPAT_GETPID = 20, COMPAT_SOCKETCALL = 102,
	COMPAT_WRITEV = 146, COMPAT_SENDFILE = 187, COMPAT_SPLICE = 313,
	COMPAT_SENDMMSG = 345, COMPAT_CONNECT = 362, COMPAT_SENDTO = 369,
	COMPAT_SENDMSG = 370,
};

/* Calls of socketcall. */
enum compat_socketcall { CALL_OF_CONNECT = 3, CALL_OF_SENDTO = 11 };

struct compat_iov {
	uint32_t base, len;
};

struct compat_msg {
	uint32_t name, name_len, iov, iov_len, control, control_len, flags;
};

/* All that the kernel reads has to lie low. */
struct compat_area {
	struct target name;
	char packet[PACKET_MAX];
	struct compat_iov iov;
	struct compat_msg msg;
	/* As struct mmsghdr has it. */
	uint32_t sent;
	uint32_t args[6];
};

static inline long compat_call(long number, long a, long b, long c, long d,
			       long e, long f)
{
	long result;

	/* The frame pointer is an argument: it is put back at once. */
	asm volatile("push %%rbp\n\tmov %[f], %%rbp\n\tint $0x80\n\tpop %%rbp"
		     : "=a" (result)
		     : "a" (number), "b" (a), "c" (b), "d" (c), "S" (d),
		       "D" (e), [f] "r" (f)
		     : "memory", "r8", "r9", "r10", "r11", "cc");
	return (int)result;
}

static inline uint32_t low(const void *at)
{
	return (uintptr_t)at;
}

static inline struct compat_area *compat_area(struct shot *s)
{
	struct compat_area *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT,
				     -1, 0);

	if (a == MAP_FAILED ||
	    compat_call(COMPAT_GETPID, 0, 0, 0, 0, 0, 0) != getpid())
		return NULL;
	memcpy(a->packet, s->packet, s->len);
	a->iov = (struct compat_iov) { low(a->packet), s->len };
	a->msg = (struct compat_msg) { .iov = low(&a->iov), .iov_len = 1 };
	if (s->name) {
		a->name = *s->name;
		a->msg.name = low(&a->name.addr);
		a->msg.name_len = a->name.len;
	}
	return a;
}

static inline int compat_socketcall(struct compat_area *a, int fd, int which,
				    size_t len)
{
	uint32_t to[6] = { fd, low(a->packet), len, 0, a->msg.name,
			   a->msg.name_len };
	uint32_t connect[3] = { fd, a->msg.name, a->msg.name_len };

	if (which == CALL_OF_CONNECT)
		memcpy(a->args, connect, sizeof(connect));
	else
		memcpy(a->args, to, sizeof(to));
	return compat_call(COMPAT_SOCKETCALL, which, low(a->args), 0, 0, 0, 0);
}

static inline int compat_file_call(long number, int fd, struct shot *s)
{
	int in = -1;

	if (number == COMPAT_SPLICE) {
		in = shot_pipe(s);
		return compat_call(number, in, 0, fd, 0, s->len, 0);
	}
	in = sys_memfd_create("data", MFD_CLOEXEC);
	if (in < 0 || pwrite(in, s->packet, s->len, 0) != (ssize_t)s->len)
		return -EIO;
	return compat_call(number, fd, in, 0, s->len, 0, 0);
}

static inline int by_compat(const struct call *call, struct shot *s)
{
	struct compat_area *a = compat_area(s);
	int n = -ENOSYS;

	if (!a)
		return -ENOSYS;
	switch (call->arg) {
	case COMPAT_SOCKETCALL:
		n = compat_socketcall(a, s->fd, call->arg2, s->len);
		break;
	case COMPAT_WRITE:
		n = compat_call(call->arg, s->fd, low(a->packet), s->len, 0, 0,
				0);
		break;
	case COMPAT_WRITEV:
		n = compat_call(call->arg, s->fd, low(&a->iov), 1, 0, 0, 0);
		break;
	case COMPAT_SENDMSG:
		n = compat_call(call->arg, s->fd, low(&a->msg), 0, 0, 0, 0);
		break;
	case COMPAT_SENDMMSG:
		n = compat_call(call->arg, s->fd, low(&a->msg), 1, 0, 0, 0);
		break;
	case COMPAT_SENDTO:
		n = compat_call(call->arg, s->fd, low(a->packet), s->len, 0,
				a->msg.name, a->msg.name_len);
		break;
	case COMPAT_CONNECT:
		n = compat_call(call->arg, s->fd, a->msg.name, a->msg.name_len,
				0, 0, 0);
		break;
	default:
		n = compat_file_call(call->arg, s->fd, s);
	}
	return n < 0 ? n : 0;
}

static inline const struct call *compat_calls(size_t *n)
{
	static const struct call calls[] = {
		{ "compat_connect", CALL_CONNECT | CALL_DEEP, by_compat,
		  COMPAT_CONNECT },
		{ "compat_call_connect", CALL_CONNECT | CALL_DEEP, by_compat,
		  COMPAT_SOCKETCALL, CALL_OF_CONNECT },
		{ "compat_sendto", CALL_NAMED | CALL_DEEP, by_compat,
		  COMPAT_SENDTO },
		{ "compat_call_sendto", CALL_NAMED | CALL_DEEP, by_compat,
		  COMPAT_SOCKETCALL, CALL_OF_SENDTO },
		{ "compat_sendmsg", CALL_NAMED | CALL_DEEP, by_compat,
		  COMPAT_SENDMSG },
		{ "compat_sendmmsg", CALL_NAMED | CALL_DEEP, by_compat,
		  COMPAT_SENDMMSG },
		{ "compat_write", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_WRITE },
		{ "compat_writev", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_WRITEV },
		{ "compat_peer_sendmsg", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_SENDMSG },
		{ "compat_peer_sendmmsg", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_SENDMMSG },
		{ "compat_splice", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_SPLICE },
		{ "compat_sendfile", CALL_PEER | CALL_DEEP, by_compat,
		  COMPAT_SENDFILE },
	};

	*n = ARRAY_SIZE(calls);
	return calls;
}

#else

static inline const struct call *compat_calls(size_t *n)
{
	*n = 0;
	return NULL;
}

#endif /* __x86_64__ */

#endif /* _CORDON_ESCAPE_COMPAT_H */
