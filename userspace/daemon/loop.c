// SPDX-License-Identifier: GPL-2.0-only
/* The event loop */

#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_MAX 16

int loop_init(struct loop *loop, void (*settle)(void *data), void *data)
{
	*loop = (struct loop){
		.epoll = epoll_create1(EPOLL_CLOEXEC),
		.settle = settle,
		.data = data,
	};
	return loop->epoll < 0 ? -errno : 0;
}

static int control(struct loop *loop, int op, struct source *source,
		   uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = source };

	return epoll_ctl(loop->epoll, op, source->fd, &event) ? -errno : 0;
}

int loop_add(struct loop *loop, struct source *source, uint32_t events)
{
	return control(loop, EPOLL_CTL_ADD, source, events);
}

int loop_change(struct loop *loop, struct source *source, uint32_t events)
{
	return control(loop, EPOLL_CTL_MOD, source, events);
}

void loop_remove(struct loop *loop, struct source *source)
{
	control(loop, EPOLL_CTL_DEL, source, 0);
}

int loop_run(struct loop *loop)
{
	struct epoll_event events[EVENTS_MAX];

	loop->settle(loop->data);
	while (!loop->stop) {
		int i, n = epoll_wait(loop->epoll, events, EVENTS_MAX, -1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		for (i = 0; i < n && !loop->stop; i++) {
			struct source *source = events[i].data.ptr;

			source->ready(source, events[i].events);
		}
		if (!loop->stop)
			loop->settle(loop->data);
	}
	return 0;
}

void loop_stop(struct loop *loop, int code)
{
	loop->stop = true;
	loop->code = code;
}

void loop_destroy(struct loop *loop)
{
	close(loop->epoll);
}

int timer_open(struct source *source)
{
	source->fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	return source->fd < 0 ? -errno : 0;
}

void timer_set(struct source *source, int64_t ms)
{
	struct itimerspec spec = { 0 };

	if (ms > 0) {
		spec.it_value.tv_sec = ms / 1000;
		spec.it_value.tv_nsec = ms % 1000 * 1000000;
	} else if (!ms) {
		spec.it_value.tv_nsec = 1;
	}
	timerfd_settime(source->fd, 0, &spec, NULL);
}

void timer_clear(struct source *source)
{
	uint64_t times;

	while (read(source->fd, &times, sizeof(times)) < 0 && errno == EINTR)
		;
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
