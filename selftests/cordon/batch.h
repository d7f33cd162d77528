/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: several messages in one call of sendmmsg()
 */

#ifndef _CORDON_BATCH_H
#define _CORDON_BATCH_H

#include "task.h"

struct batch {
	int fd;
	unsigned int count;
	struct target name[4];
	struct mmsghdr message[4];
	union {
		struct cmsghdr align;
		char space[128];
	} control;
};

/* One more message, of one byte. */
static inline void batch_add(struct batch *batch, const struct target *name)
{
	static struct iovec iov = { "x", 1 };
	unsigned int i = batch->count++;

	batch->name[i] = *name;
	batch->message[i].msg_hdr = (struct msghdr){
		.msg_name = &batch->name[i].addr, .msg_namelen = name->len,
		.msg_iov = &iov, .msg_iovlen = 1,
	};
}

/* Control data of the last message. */
static inline void batch_control(struct batch *batch, int level, int type,
				 const void *data, size_t len)
{
	struct msghdr *msg = &batch->message[batch->count - 1].msg_hdr;

	msg->msg_control = &batch->control;
	msg->msg_controllen = control_put(&batch->control, level, type, data,
					  len);
}

/* How many were sent, or -errno when there was none. */
static inline int batch_send(struct batch *batch)
{
	int sent = sendmmsg(batch->fd, batch->message, batch->count, 0);

	return sent < 0 ? -errno : sent;
}

/* A task's: all were sent but for the last one. */
static inline int batch_all_but_one(void *arg)
{
	struct batch *batch = arg;

	return batch_send(batch) == (int)batch->count - 1 ? 0 : -EBADMSG;
}

/* The same without capabilities. */
static inline int batch_all_but_one_as_user(void *arg)
{
	return become(1000) ? -STATUS_SETUP : batch_all_but_one(arg);
}

#endif /* _CORDON_BATCH_H */
