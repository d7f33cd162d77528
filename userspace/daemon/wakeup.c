// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's audit records, as they are multicast */

#include "wakeup.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* Records taken in one turn: others want a turn too. */
#define TURN_MAX	64
/* The longest record that is looked at; longer ones are a wake-up as well. */
#define RECORD_SIZE	65536
/* Records come in bursts; what does not fit makes one read of "queue". */
#define RECEIVE_BUFFER	(1 << 20)

#define wakeup_of(source_) \
	((struct wakeup *)((char *)(source_) - offsetof(struct wakeup, source)))

/* A question we know, or an answer to one we do not know, is no news. */
static bool is_news(struct wakeup *wakeup, int type, const char *line,
		    size_t len)
{
	struct record record;
	bool known, gap = false;
	int64_t id;

	if (record_parse(&record, line, len))
		return true;
	id = record.question;
	record_destroy(&record);
	known = questions_find(&wakeup->queue->questions, id);
	if (type == RECORD_ANSWER)
		return known;
	if (id > wakeup->last_id) {
		gap = wakeup->last_id && id > wakeup->last_id + 1;
		wakeup->last_id = id;
	}
	return gap || !known;
}

static void take(struct wakeup *wakeup, const struct nlmsghdr *header)
{
	if (header->nlmsg_type != RECORD_QUESTION &&
	    header->nlmsg_type != RECORD_ANSWER)
		return;
	if (is_news(wakeup, header->nlmsg_type,
		    mnl_nlmsg_get_payload(header),
		    mnl_nlmsg_get_payload_len(header)))
		queue_touch(wakeup->queue);
}

/* False: there is nothing more to read. */
static bool receive(struct wakeup *wakeup)
{
	static char buffer[RECORD_SIZE] __attribute__((aligned(8)));
	const struct nlmsghdr *header = (const void *)buffer;
	struct sockaddr_nl from = { 0 };
	struct iovec part = { buffer, sizeof(buffer) };
	struct msghdr message = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &part,
		.msg_iovlen = 1,
	};
	ssize_t n;

	n = recvmsg(wakeup->source.fd, &message, MSG_DONTWAIT);
	if (n < 0) {
		/* ENOBUFS: records were lost. */
		if (errno != EAGAIN && errno != EINTR)
			queue_touch(wakeup->queue);
		return errno == EINTR || errno == ENOBUFS;
	}
	/* Any process may send to our port; only the kernel is port 0. */
	if (message.msg_namelen != sizeof(from) || from.nl_pid)
		return true;
	if (message.msg_flags & MSG_TRUNC) {
		queue_touch(wakeup->queue);
		return true;
	}
	/*
	 * The length in an audit header is not reliable, older kernels leave
	 * the header itself out of it. One datagram is one record.
	 */
	if ((size_t)n >= sizeof(*header)) {
		((struct nlmsghdr *)buffer)->nlmsg_len = n;
		take(wakeup, header);
	}
	return true;
}

static void ready(struct source *source, uint32_t events)
{
	struct wakeup *wakeup = wakeup_of(source);
	int turn;

	(void)events;
	for (turn = 0; turn < TURN_MAX; turn++) {
		if (!receive(wakeup))
			break;
	}
}

int wakeup_open(struct wakeup *wakeup, struct loop *loop, struct queue *queue)
{
	int size = RECEIVE_BUFFER, err = 0;

	*wakeup = (struct wakeup){
		.source = { -1, ready },
		.queue = queue,
	};
	wakeup->socket = mnl_socket_open2(NETLINK_AUDIT,
					  SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!wakeup->socket)
		return -errno;
	wakeup->source.fd = mnl_socket_get_fd(wakeup->socket);
	/* As far as the system allows it, or more, with CAP_NET_ADMIN. */
	if (setsockopt(wakeup->source.fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		       sizeof(size)))
		setsockopt(wakeup->source.fd, SOL_SOCKET, SO_RCVBUF, &size,
			   sizeof(size));
	if (mnl_socket_bind(wakeup->socket, 1U << (AUDIT_NLGRP_READLOG - 1),
			    MNL_SOCKET_AUTOPID))
		err = -errno;
	if (!err)
		err = loop_add(loop, &wakeup->source, EPOLLIN);
	if (err)
		wakeup_close(wakeup);
	return err;
}

void wakeup_close(struct wakeup *wakeup)
{
	if (wakeup->socket)
		mnl_socket_close(wakeup->socket);
	wakeup->socket = NULL;
	wakeup->source.fd = -1;
}
