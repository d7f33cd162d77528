/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: a block device whose blocks come when a test says so
 */

#ifndef _CORDON_NBD_H
#define _CORDON_NBD_H

#include "task.h"

#include <endian.h>
#include <linux/fs.h>
#include <linux/nbd.h>

#define NBD_DEVICE "/dev/nbd0"
#define NBD_BLOCK 4096
#define NBD_SIZE (16 * NBD_BLOCK)

/* Where the block is that waits. */
#define NBD_GATED (8 * NBD_BLOCK)

/* The kernel sends on sock[0], a task of the test serves on sock[1]. */
struct nbd {
	int device;
	int sock[2];
	struct task kernel, server;
	struct event wanted, come; /* of the block that waits */
};

/* NBD_DO_IT returns when the device is given up. */
static inline int nbd_run(void *arg)
{
	struct nbd *nbd = arg;

	return ioctl(nbd->device, NBD_DO_IT) ? -errno : 0;
}

static inline int nbd_answer(struct nbd *nbd,
			     const struct nbd_request *request)
{
	struct nbd_reply reply = { .magic = htonl(NBD_REPLY_MAGIC) };
	uint64_t from = be64toh(request->from);
	uint32_t len = ntohl(request->len);
	static char data[NBD_SIZE];

	if (ntohl(request->type) != NBD_CMD_READ || len > sizeof(data))
		return -EBADMSG;
	if (from <= NBD_GATED && from + len > NBD_GATED) {
		event_set(&nbd->wanted);
		if (event_wait(&nbd->come))
			return -ETIMEDOUT;
	}
	memset(data, 'n', sizeof(data));
	memcpy(&reply.cookie, &request->cookie, sizeof(reply.cookie));
	if (send(nbd->sock[1], &reply, sizeof(reply), MSG_MORE) < 0 ||
	    send(nbd->sock[1], data, len, 0) != (ssize_t)len)
		return -EIO;
	return 0;
}

/* Blocks full of 'n', until it is told to end. */
static inline int nbd_serve(void *arg)
{
	struct nbd *nbd = arg;
	struct nbd_request request;
	int err = 0;

	while (!err) {
		if (recv(nbd->sock[1], &request, sizeof(request),
			 MSG_WAITALL) != sizeof(request))
			return -EIO;
		if (ntohl(request.type) == NBD_CMD_DISC)
			return 0;
		err = nbd_answer(nbd, &request);
	}
	return err;
}

/* The device has its size once the kernel listens to the socket. */
static inline int nbd_wait_for_size(int device)
{
	long long end = now_ms() + PATIENCE_MS;
	uint64_t size = 0;

	do {
		if (ioctl(device, BLKGETSIZE64, &size))
			return -errno;
		if (size == NBD_SIZE)
			return 0;
		usleep(1000);
	} while (now_ms() < end);
	return -ETIMEDOUT;
}

/* nbd->sock is there already. -ENOENT, -ENXIO: this kernel has no such thing. */
static inline int nbd_start(struct nbd *nbd)
{
	int err;

	nbd->kernel.pid = -1;
	nbd->server.pid = -1;
	nbd->device = open(NBD_DEVICE, O_RDONLY | O_CLOEXEC);
	if (nbd->device < 0)
		return -errno;
	if (ioctl(nbd->device, NBD_SET_BLKSIZE, (unsigned long)NBD_BLOCK) ||
	    ioctl(nbd->device, NBD_SET_SIZE_BLOCKS,
		  (unsigned long)NBD_SIZE / NBD_BLOCK) ||
	    ioctl(nbd->device, NBD_SET_SOCK, (unsigned long)nbd->sock[0]))
		return -errno;
	err = event_init(&nbd->wanted) ?: event_init(&nbd->come);
	err = err ?: task_start(&nbd->server, nbd_serve, nbd);
	err = err ?: task_start(&nbd->kernel, nbd_run, nbd);
	return err ?: nbd_wait_for_size(nbd->device);
}

static inline int nbd_stop(struct nbd *nbd)
{
	int err = 0;

	if (nbd->device < 0)
		return 0;
	if (ioctl(nbd->device, NBD_DISCONNECT))
		err = -errno;
	err = err ?: task_wait(&nbd->server);
	shutdown(nbd->sock[1], SHUT_RDWR);
	err = err ?: task_wait(&nbd->kernel);
	task_kill(&nbd->server);
	task_kill(&nbd->kernel);
	ioctl(nbd->device, NBD_CLEAR_SOCK);
	close(nbd->device);
	return err;
}

#endif /* _CORDON_NBD_H */
