/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: enough of rpcbind for the kernel's servers to start
 *
 * The kernel registers its services at an abstract socket of the network
 * namespace, and says yes to nothing but a yes.
 */

#ifndef _CORDON_RPCBIND_H
#define _CORDON_RPCBIND_H

#include "task.h"

#include <stddef.h>

#define RPCBIND_NAME "/run/rpcbind.sock"
#define RPC_LAST_FRAGMENT 0x80000000u

/* The start of a call; the length in front of it says where it ends. */
struct rpc_call {
	uint32_t xid, type, rpc_version, program, version, procedure;
};

struct rpc_reply {
	uint32_t marker, xid, type, state, auth, auth_len, accepted, yes;
};

static inline int rpcbind_answer(int fd)
{
	char buf[4096];
	struct rpc_call *call = (struct rpc_call *)buf;
	struct rpc_reply reply = { .type = htonl(1), .yes = htonl(1) };
	uint32_t marker, len = sizeof(reply);

	if (recv(fd, &marker, sizeof(marker), MSG_WAITALL) != sizeof(marker))
		return -ENOTCONN;
	marker = ntohl(marker) & ~RPC_LAST_FRAGMENT;
	if (marker < sizeof(*call) || marker > sizeof(buf) ||
	    recv(fd, buf, marker, MSG_WAITALL) != (ssize_t)marker)
		return -EBADMSG;
	/* The procedure that does nothing has no result. */
	if (!call->procedure)
		len -= sizeof(reply.yes);
	reply.marker = htonl((len - sizeof(marker)) | RPC_LAST_FRAGMENT);
	reply.xid = call->xid;
	return send(fd, &reply, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -EIO;
}

/* Until it is killed: says yes to whoever calls. */
static inline int rpcbind_serve(void *arg)
{
	struct pollfd p[8] = { { .fd = *(int *)arg, .events = POLLIN } };
	nfds_t n = 1, i;

	for (;;) {
		if (poll(p, n, -1) < 0)
			return -errno;
		for (i = 1; i < n; i++)
			if (p[i].revents && rpcbind_answer(p[i].fd)) {
				close(p[i].fd);
				p[i].fd = -1;
			}
		if (p[0].revents && n < ARRAY_SIZE(p)) {
			p[n].fd = accept4(p[0].fd, NULL, NULL, SOCK_CLOEXEC);
			p[n++].events = POLLIN;
		}
	}
}

static inline int rpcbind_start(struct task *task)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int err, fd = make_socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return fd;
	memcpy(addr.sun_path + 1, RPCBIND_NAME, strlen(RPCBIND_NAME));
	if (bind(fd, (struct sockaddr *)&addr,
		 offsetof(struct sockaddr_un, sun_path) + 1 +
			 strlen(RPCBIND_NAME)) ||
	    listen(fd, 8))
		err = -errno;
	else
		err = task_start(task, rpcbind_serve, &fd);
	close(fd);
	return err;
}

#endif /* _CORDON_RPCBIND_H */
