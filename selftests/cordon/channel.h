/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: descriptors over unix sockets
 */

#ifndef _CORDON_CHANNEL_H
#define _CORDON_CHANNEL_H

#include "common.h"

#include <sys/socket.h>

/* A descriptor over a unix socket, and a byte that stands for an event. */
static inline int control_send(int channel, int fd)
{
	char space[CMSG_SPACE(sizeof(int))] = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg;

	if (fd >= 0) {
		msg.msg_control = space;
		msg.msg_controllen = sizeof(space);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	return sendmsg(channel, &msg, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

/* The descriptor that came with a byte, or 0; -EPIPE at the end. */
static inline int control_receive(int channel)
{
	char space[CMSG_SPACE(sizeof(int))] = {};
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	int fd = 0;
	ssize_t n;

	n = recvmsg(channel, &msg, MSG_CMSG_CLOEXEC);
	if (n != 1)
		return n < 0 ? -errno : -EPIPE;
	if (msg.msg_controllen && CMSG_FIRSTHDR(&msg))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

#endif /* _CORDON_CHANNEL_H */
