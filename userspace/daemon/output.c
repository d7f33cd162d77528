// SPDX-License-Identifier: GPL-2.0-only
/* Text on its way to a person */

#include "output.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>

/* What a stopped terminal may make us keep. */
#define PENDING_MAX	65536

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
		n = nowait_write(&output->to, output->pending.data,
				 output->pending.len);
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
	int err;

	*output = (struct output){
		.source = { -1, ready },
		.loop = loop,
	};
	err = nowait_open(&output->to, fd);
	if (err)
		return err;
	output->source.fd = output->to.fd;
	err = loop_add(loop, &output->source, 0);
	/* A plain file is always ready. */
	return err == -EPERM ? 0 : err;
}

void output_close(struct output *output)
{
	output_flush(output);
	if (output->source.fd >= 0)
		nowait_close(&output->to);
	output->source.fd = -1;
	text_destroy(&output->pending);
}
