/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the calls of the escape matrix, but for io_uring's
 */

#ifndef _CORDON_ESCAPE_CALL_H
#define _CORDON_ESCAPE_CALL_H

#include "escape.h"

#include <linux/aio_abi.h>
#include <sys/sendfile.h>

static inline int sent(ssize_t n)
{
	return n < 0 ? -errno : 0;
}

static inline const struct sockaddr *shot_name(const struct shot *shot)
{
	return shot->name ? &shot->name->addr.sa : NULL;
}

static inline socklen_t shot_name_len(const struct shot *shot)
{
	return shot->name ? shot->name->len : 0;
}

static inline struct msghdr shot_msg(const struct shot *shot, struct iovec *iov)
{
	*iov = (struct iovec) { (void *)shot->packet, shot->len };
	return (struct msghdr) {
		.msg_name = (void *)shot_name(shot),
		.msg_namelen = shot_name_len(shot),
		.msg_iov = iov, .msg_iovlen = 1,
	};
}

/* A pipe with the packet in it; its reading end. */
static inline int shot_pipe(const struct shot *shot)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	if (write(pipes[1], shot->packet, shot->len) != (ssize_t)shot->len)
		return -EIO;
	close(pipes[1]);
	return pipes[0];
}

static inline int by_send(const struct call *call, struct shot *s)
{
	return sent(send(s->fd, s->packet, s->len, call->arg));
}

static inline int by_sendto(const struct call *call, struct shot *s)
{
	return sent(sendto(s->fd, s->packet, s->len, call->arg, shot_name(s),
			   shot_name_len(s)));
}

static inline int by_sendmsg(const struct call *call, struct shot *s)
{
	struct iovec iov;
	struct msghdr msg = shot_msg(s, &iov);

	return sent(sendmsg(s->fd, &msg, call->arg));
}

/* One message, or several. */
static inline int by_sendmmsg(const struct call *call, struct shot *s)
{
	struct iovec iov;
	struct mmsghdr msgs[3] = {};
	unsigned int i, n = call->arg2 ?: 1;

	for (i = 0; i < n; i++)
		msgs[i].msg_hdr = shot_msg(s, &iov);
	return sent(sendmmsg(s->fd, msgs, n, call->arg));
}

static inline int by_write(const struct call *call, struct shot *s)
{
	return sent(write(s->fd, s->packet, s->len));
}

static inline int by_writev(const struct call *call, struct shot *s)
{
	struct iovec iov[2] = { { s->packet, 4 },
				{ s->packet + 4, s->len - 4 } };

	return sent(writev(s->fd, iov, 2));
}

static inline int by_pwritev2(const struct call *call, struct shot *s)
{
	struct iovec iov = { s->packet, s->len };

	return sent(pwritev2(s->fd, &iov, 1, -1, call->arg));
}

static inline int by_splice(const struct call *call, struct shot *s)
{
	int in = shot_pipe(s);

	if (in < 0)
		return in;
	return sent(splice(in, NULL, s->fd, NULL, s->len, call->arg));
}

/* The pages of the program itself into the pipe, and out of it. */
static inline int by_vmsplice(const struct call *call, struct shot *s)
{
	struct iovec iov = { s->packet, s->len };
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	if (vmsplice(pipes[1], &iov, 1, SPLICE_F_GIFT) != (ssize_t)s->len)
		return -errno;
	return sent(splice(pipes[0], NULL, s->fd, NULL, s->len, 0));
}

static inline int by_tee(const struct call *call, struct shot *s)
{
	int in = shot_pipe(s);
	int pipes[2];

	if (in < 0 || pipe2(pipes, O_CLOEXEC))
		return -EPIPE;
	if (tee(in, pipes[1], s->len, 0) != (ssize_t)s->len)
		return -errno;
	return sent(splice(pipes[0], NULL, s->fd, NULL, s->len, 0));
}

static inline int by_sendfile(const struct call *call, struct shot *s)
{
	int file = sys_memfd_create("data", MFD_CLOEXEC);
	off_t offset = 0;

	if (file < 0 || write(file, s->packet, s->len) != (ssize_t)s->len)
		return -EIO;
	return sent(sendfile(s->fd, file, &offset, s->len));
}

static inline int by_aio(const struct call *call, struct shot *s)
{
	struct iovec iov = { s->packet, s->len };
	struct iocb cb = {
		.aio_lio_opcode = call->arg, .aio_fildes = s->fd,
		.aio_buf = (uintptr_t)s->packet, .aio_nbytes = s->len,
	}, *list = &cb;
	struct io_event event;
	aio_context_t context = 0;

	if (call->arg == IOCB_CMD_PWRITEV) {
		cb.aio_buf = (uintptr_t)&iov;
		cb.aio_nbytes = 1;
	}
	if (syscall(__NR_io_setup, 1, &context))
		return -errno;
	if (syscall(__NR_io_submit, context, 1, &list) != 1)
		return -errno;
	if (syscall(__NR_io_getevents, context, 1, 1, &event, NULL) != 1)
		return -errno;
	return event.res < 0 ? event.res : 0;
}

static inline int by_zerocopy(const struct call *call, struct shot *s)
{
	int on = 1;

	if (setsockopt(s->fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on)))
		return -errno;
	return by_sendto(call, s);
}

static inline int by_connect(const struct call *call, struct shot *s)
{
	return connect(s->fd, shot_name(s), shot_name_len(s)) ? -errno : 0;
}

/* Returns at once; what is written before the end of it waits with it. */
static inline int by_connect_nonblock(const struct call *call, struct shot *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLOUT };
	int flags = fcntl(s->fd, F_GETFL);

	if (fcntl(s->fd, F_SETFL, flags | O_NONBLOCK))
		return -errno;
	if (connect(s->fd, shot_name(s), shot_name_len(s)) &&
	    errno != EINPROGRESS)
		return -errno;
	return poll(&p, 1, PATIENCE_MS) == 1 ? 0 : -ETIMEDOUT;
}

/* The first write makes the connection that connect only noted. */
static inline int by_fastopen_connect(const struct call *call, struct shot *s)
{
	int on = 1;

	if (setsockopt(s->fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on,
		       sizeof(on)))
		return -errno;
	return by_connect(call, s);
}

/* To a peer by connect, then from connect to AF_UNSPEC and back. */
static inline int by_reconnect(const struct call *call, struct shot *s)
{
	int err = do_disconnect(s->fd);

	return err ?: by_connect(call, s);
}

static inline const struct call *plain_calls(size_t *n)
{
	static const struct call calls[] = {
		{ "connect", CALL_CONNECT | CALL_BASIC, by_connect },
		{ "connect_nonblock", CALL_CONNECT, by_connect_nonblock },
		{ "connect_fastopen", CALL_CONNECT | CALL_FASTOPEN,
		  by_fastopen_connect },
		{ "sendto_fastopen", CALL_FASTOPEN, by_sendto, MSG_FASTOPEN },
		{ "sendmsg_fastopen", CALL_FASTOPEN, by_sendmsg, MSG_FASTOPEN },
		{ "sendmmsg_fastopen", CALL_FASTOPEN, by_sendmmsg,
		  MSG_FASTOPEN },
		{ "sendto", CALL_NAMED | CALL_BASIC, by_sendto },
		{ "sendmsg", CALL_NAMED | CALL_ANY, by_sendmsg },
		{ "sendmmsg", CALL_NAMED | CALL_ANY, by_sendmmsg },
		{ "sendmmsg3", CALL_NAMED, by_sendmmsg, 0, 3 },
		{ "sendto_dontwait", CALL_NAMED | CALL_DEEP, by_sendto,
		  MSG_DONTWAIT },
		{ "sendto_confirm", CALL_NAMED | CALL_DEEP, by_sendto,
		  MSG_CONFIRM },
		{ "sendto_zerocopy", CALL_NAMED | CALL_ZEROCOPY, by_zerocopy,
		  MSG_ZEROCOPY },
		{ "send", CALL_PEER, by_send },
		{ "peer_sendto", CALL_PEER, by_sendto },
		{ "peer_sendmsg", CALL_PEER | CALL_ANY, by_sendmsg },
		{ "peer_sendmmsg", CALL_PEER, by_sendmmsg },
		{ "write", CALL_PEER | CALL_BASIC, by_write },
		{ "writev", CALL_PEER, by_writev },
		{ "pwritev2", CALL_PEER | CALL_DEEP, by_pwritev2 },
		{ "splice", CALL_PEER | CALL_ANY | CALL_FLAGS, by_splice },
		{ "splice_nonblock", CALL_PEER | CALL_DEEP, by_splice,
		  SPLICE_F_NONBLOCK },
		{ "vmsplice", CALL_PEER | CALL_DEEP, by_vmsplice },
		{ "tee", CALL_PEER | CALL_DEEP, by_tee },
		{ "sendfile", CALL_PEER | CALL_ANY | CALL_FLAGS, by_sendfile },
		{ "aio", CALL_PEER | CALL_ANY, by_aio, IOCB_CMD_PWRITE },
		{ "aio_v", CALL_PEER | CALL_DEEP, by_aio,
		  IOCB_CMD_PWRITEV },
		{ "send_zerocopy", CALL_PEER | CALL_ZEROCOPY, by_zerocopy,
		  MSG_ZEROCOPY },
		{ "reconnect", CALL_CONNECT | CALL_PEER | CALL_DISCONNECT,
		  by_reconnect },
	};

	*n = ARRAY_SIZE(calls);
	return calls;
}

#endif /* _CORDON_ESCAPE_CALL_H */
