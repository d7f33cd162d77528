// SPDX-License-Identifier: GPL-2.0-only
/* Text on its way to a person */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

/* What a stopped terminal may make us keep. */
#define PENDING_MAX	65536

/* One write that cannot block for long. As write(2), or -errno. */
static ssize_t write_some(struct output *output)
{
	struct pollfd poll_fd = { output->source.fd, POLLOUT, 0 };
	size_t len = output->pending.len;
	ssize_t n;

	/* On a shared descriptor: only what poll() promises room for. */
	if (!output->own_fd) {
		if (poll(&poll_fd, 1, 0) <= 0)
			return -EAGAIN;
		if (len > PIPE_BUF)
			len = PIPE_BUF;
	}
	n = write(output->source.fd, output->pending.data, len);
	return n < 0 ? -errno : n;
}

static void set_waits(struct output *output, bool waits)
{
	if (output->waits == waits)
		return;
	output->waits = waits;
	if (loop_change(output->loop, &output->source, waits ? EPOLLOUT : 0))
		output->waits = false;
}

void output_flush(struct output *output)
{
	ssize_t n = 0;

	while (output->pending.len) {
		n = write_some(output);
		if (n == -EINTR)
			continue;
		if (n < 0)
			break;
		text_consume(&output->pending, n);
	}
	/* Nobody is there to read it: the questions stay open for others. */
	if (n < 0 && n != -EAGAIN)
		text_clear(&output->pending);
	if (output->pending.len > PENDING_MAX || text_failed(&output->pending)) {
		text_clear(&output->pending);
		output->lost = true;
	}
	set_waits(output, output->pending.len);
}

static void ready(struct source *source, uint32_t events)
{
	struct output *output = (struct output *)
		((char *)source - offsetof(struct output, source));

	if (!(events & (EPOLLERR | EPOLLHUP))) {
		output_flush(output);
		return;
	}
	/* epoll tells of these whether asked or not. */
	text_clear(&output->pending);
	loop_remove(output->loop, source);
}

int output_open(struct output *output, struct loop *loop, int fd)
{
	char path[40];
	int err;

	*output = (struct output){ .source = { -1, ready }, .loop = loop };
	/*
	 * O_NONBLOCK belongs to the open file, which our parent and its other
	 * children share: open the terminal once more for ourselves.
	 */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	output->source.fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY |
				 O_CLOEXEC | O_APPEND);
	output->own_fd = output->source.fd >= 0;
	if (!output->own_fd)
		output->source.fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (output->source.fd < 0)
		return -errno;
	err = loop_add(loop, &output->source, 0);
	/* A plain file is always ready. */
	return err == -EPERM ? 0 : err;
}

void output_close(struct output *output)
{
	output_flush(output);
	if (output->source.fd >= 0)
		close(output->source.fd);
	output->source.fd = -1;
	text_destroy(&output->pending);
}
