// SPDX-License-Identifier: GPL-2.0-only
/* The same calls through io_uring, submitted and waited for one at a time */

#include <liburing.h>

#include "bench.h"

static struct io_uring ring;

void make_ring(void)
{
	must(!io_uring_queue_init(4, &ring, 0), "io_uring");
}

static struct io_uring_sqe *next(void)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

	must(!!sqe, "sqe");
	return sqe;
}

static long finish(void)
{
	struct io_uring_cqe *cqe;
	long res;

	if (io_uring_submit_and_wait(&ring, 1) != 1 ||
	    io_uring_peek_cqe(&ring, &cqe))
		return -1;
	res = cqe->res;
	io_uring_cqe_seen(&ring, cqe);
	errno = res < 0 ? -res : 0;
	return res;
}

long ring_connect(int fd)
{
	io_uring_prep_connect(next(), fd, (struct sockaddr *)&ends.addr,
			      sizeof(ends.addr));
	return finish();
}

/* With an address, as sendto() */
long ring_sendto(int fd)
{
	struct iovec data = { .iov_base = "x", .iov_len = 1 };
	struct msghdr msg = {
		.msg_name = &ends.addr,
		.msg_namelen = sizeof(ends.addr),
		.msg_iov = &data,
		.msg_iovlen = 1,
	};

	io_uring_prep_sendmsg(next(), fd, &msg, 0);
	return finish();
}
