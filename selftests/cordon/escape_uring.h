/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the calls of the escape matrix that io_uring makes
 */

#ifndef _CORDON_ESCAPE_URING_H
#define _CORDON_ESCAPE_URING_H

#include "escape_call.h"
#include "uring.h"

/* How the request gets to where it is issued. */
#define URING_ASYNC 1		/* by a worker thread */
#define URING_SQPOLL 2		/* by the polling thread */
#define URING_FIXED 4		/* with a registered file */
#define URING_LINKED 8		/* after another that it is linked to */
#define URING_DEFER 16		/* by task work */
#define URING_DRAIN 32		/* after all that were before it */
#define URING_BUFFER 64		/* with a registered buffer */

struct uring_shot {
	struct iovec iov;
	struct msghdr msg;
};

static inline struct io_uring_sqe uring_sqe(unsigned int op, struct shot *s,
					    struct uring_shot *u)
{
	struct io_uring_sqe sqe = {
		.opcode = op, .fd = s->fd, .addr = (uintptr_t)s->packet,
		.len = s->len,
	};

	u->msg = shot_msg(s, &u->iov);
	switch (op) {
	case IORING_OP_CONNECT:
		sqe.addr = (uintptr_t)shot_name(s);
		sqe.len = 0;
		sqe.off = shot_name_len(s);
		break;
	case IORING_OP_SENDMSG:
	case IORING_OP_SENDMSG_ZC:
		sqe.addr = (uintptr_t)&u->msg;
		sqe.len = 1;
		break;
	case IORING_OP_SEND:
	case IORING_OP_SEND_ZC:
		sqe.addr2 = (uintptr_t)shot_name(s);
		sqe.addr_len = shot_name_len(s);
		break;
	case IORING_OP_WRITEV:
		sqe.addr = (uintptr_t)&u->iov;
		sqe.len = 1;
		break;
	case IORING_OP_SPLICE:
		sqe.splice_fd_in = shot_pipe(s);
		sqe.splice_off_in = -1;
		sqe.off = -1;
		sqe.addr = 0;
		sqe.splice_off_in = -1;
		break;
	case IORING_OP_WRITE:
	case IORING_OP_WRITE_FIXED:
		sqe.off = -1;
		break;
	}
	return sqe;
}

static inline int uring_register(struct ring *ring, int what, void *arg,
				 unsigned int n)
{
	return syscall(__NR_io_uring_register, ring->fd, what, arg, n) < 0 ?
		       -errno : 0;
}

static inline int uring_open(struct ring *ring, unsigned int how)
{
	unsigned int flags = 0;

	if (how & URING_SQPOLL)
		flags |= IORING_SETUP_SQPOLL;
	if (how & URING_DEFER)
		flags |= IORING_SETUP_DEFER_TASKRUN |
			 IORING_SETUP_SINGLE_ISSUER;
	return ring_open(ring, flags);
}

static inline int uring_prepare(struct ring *ring, struct io_uring_sqe *sqe,
				struct shot *s, unsigned int how)
{
	struct iovec iov = { s->packet, sizeof(s->packet) };
	int err = 0;

	if (how & URING_ASYNC)
		sqe->flags |= IOSQE_ASYNC;
	if (how & URING_DRAIN)
		sqe->flags |= IOSQE_IO_DRAIN;
	if (how & URING_FIXED) {
		err = uring_register(ring, IORING_REGISTER_FILES, &s->fd, 1);
		sqe->fd = 0;
		sqe->flags |= IOSQE_FIXED_FILE;
	}
	if (!err && how & URING_BUFFER) {
		err = uring_register(ring, IORING_REGISTER_BUFFERS, &iov, 1);
		if (sqe->opcode == IORING_OP_SEND_ZC)
			sqe->ioprio |= IORING_RECVSEND_FIXED_BUF;
	}
	return err;
}

/* The operation, after one that does nothing if they are to be linked. */
static inline int uring_issue(struct ring *ring, struct io_uring_sqe *sqe,
			      unsigned int how)
{
	struct io_uring_sqe nop = { .opcode = IORING_OP_NOP,
				    .flags = IOSQE_IO_HARDLINK };
	int err = 0;

	if (how & URING_LINKED) {
		err = ring_submit_many(ring, (struct io_uring_sqe *[]) {
			&nop, sqe }, 2);
		err = err ?: ring_wait(ring);
		return err ?: ring_wait(ring);
	}
	return ring_do(ring, sqe);
}

static inline int by_uring(const struct call *call, struct shot *s)
{
	struct io_uring_sqe sqe;
	struct uring_shot u;
	struct ring ring;
	int err = uring_open(&ring, call->arg2);

	if (err)
		return err;
	sqe = uring_sqe(call->arg, s, &u);
	err = uring_prepare(&ring, &sqe, s, call->arg2);
	err = err ?: uring_issue(&ring, &sqe, call->arg2);
	return err < 0 ? err : 0;
}

/* A connect, and a send that is linked to it, in one go. */
static inline int by_uring_connect_send(const struct call *call,
					struct shot *s)
{
	struct io_uring_sqe first, then;
	struct uring_shot u, v;
	struct shot peer = *s;
	struct ring ring;
	int err = uring_open(&ring, call->arg2);

	if (err)
		return err;
	peer.name = NULL;
	first = uring_sqe(IORING_OP_CONNECT, s, &u);
	then = uring_sqe(call->arg, &peer, &v);
	err = uring_prepare(&ring, &first, s, call->arg2);
	then.fd = first.fd;
	then.flags = first.flags;
	first.flags |= IOSQE_IO_HARDLINK;
	err = err ?: ring_submit_many(&ring, (struct io_uring_sqe *[]) {
		&first, &then }, 2);
	err = err ?: ring_wait(&ring);
	return err ?: ring_wait(&ring) < 0 ? -EIO : 0;
}

/* Sends are told not to raise a signal. */
#define uring_flags(op)							\
	((op) == IORING_OP_SEND || (op) == IORING_OP_SENDMSG ? CALL_FLAGS : 0)

static inline const struct call *uring_calls(size_t *n)
{
#define URING(name, flags, op, how)					\
	{ "uring_" name, (flags) | ((how) ? CALL_DEEP : 0) |		\
	  uring_flags(IORING_OP_##op), by_uring,			\
	  IORING_OP_##op, how }
#define EACH_WAY(name, flags, op)					\
	URING(name, flags, op, 0),					\
	URING(name "_async", flags, op, URING_ASYNC),			\
	URING(name "_sqpoll", flags, op, URING_SQPOLL),			\
	URING(name "_fixed", flags, op, URING_FIXED),			\
	URING(name "_linked", flags, op, URING_LINKED)
	static const struct call calls[] = {
		EACH_WAY("connect", CALL_CONNECT | CALL_ANY, CONNECT),
		URING("connect_defer", CALL_CONNECT, CONNECT, URING_DEFER),
		{ "uring_connect_then_send", CALL_FASTOPEN,
		  by_uring_connect_send, IORING_OP_SEND, 0 },
		{ "uring_connect_then_write", CALL_FASTOPEN,
		  by_uring_connect_send, IORING_OP_WRITE, URING_SQPOLL },
		EACH_WAY("sendto", CALL_NAMED | CALL_ANY, SEND),
		URING("sendmsg", CALL_NAMED, SENDMSG, 0),
		URING("sendmsg_async", CALL_NAMED, SENDMSG, URING_ASYNC),
		URING("sendmsg_sqpoll", CALL_NAMED, SENDMSG, URING_SQPOLL),
		URING("sendto_zc", CALL_NAMED | CALL_ZEROCOPY, SEND_ZC, 0),
		URING("sendto_zc_async", CALL_NAMED | CALL_ZEROCOPY, SEND_ZC,
		      URING_ASYNC),
		URING("sendmsg_zc", CALL_NAMED | CALL_ZEROCOPY, SENDMSG_ZC, 0),
		URING("sendmsg_zc_sqpoll", CALL_NAMED | CALL_ZEROCOPY,
		      SENDMSG_ZC, URING_SQPOLL),
		EACH_WAY("send", CALL_PEER | CALL_ANY, SEND),
		URING("send_defer", CALL_PEER, SEND, URING_DEFER),
		URING("send_drain", CALL_PEER, SEND, URING_DRAIN),
		URING("peer_sendmsg", CALL_PEER, SENDMSG, 0),
		URING("peer_sendmsg_async", CALL_PEER, SENDMSG, URING_ASYNC),
		URING("peer_sendmsg_sqpoll", CALL_PEER, SENDMSG, URING_SQPOLL),
		URING("send_zc", CALL_PEER | CALL_ZEROCOPY, SEND_ZC, 0),
		URING("send_zc_async", CALL_PEER | CALL_ZEROCOPY, SEND_ZC,
		      URING_ASYNC),
		URING("send_zc_sqpoll", CALL_PEER | CALL_ZEROCOPY, SEND_ZC,
		      URING_SQPOLL),
		URING("send_zc_buffer", CALL_PEER | CALL_ZEROCOPY, SEND_ZC,
		      URING_BUFFER),
		URING("peer_sendmsg_zc", CALL_PEER | CALL_ZEROCOPY, SENDMSG_ZC,
		      0),
		EACH_WAY("write", CALL_PEER, WRITE),
		URING("writev", CALL_PEER | CALL_ANY, WRITEV, 0),
		URING("writev_async", CALL_PEER, WRITEV, URING_ASYNC),
		URING("write_buffer", CALL_PEER, WRITE_FIXED, URING_BUFFER),
		URING("write_buffer_sqpoll", CALL_PEER, WRITE_FIXED,
		      URING_BUFFER | URING_SQPOLL | URING_FIXED),
		URING("splice", CALL_PEER, SPLICE, 0),
		URING("splice_sqpoll", CALL_PEER, SPLICE, URING_SQPOLL),
	};
#undef EACH_WAY
#undef URING

	*n = ARRAY_SIZE(calls);
	return calls;
}

#endif /* _CORDON_ESCAPE_URING_H */
