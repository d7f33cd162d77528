// SPDX-License-Identifier: GPL-2.0-only
/* Tells the service manager how we are */

#include "notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A path, or "@name" for a socket without one. 0: neither. */
static socklen_t manager_address(struct sockaddr_un *address)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len = path ? strlen(path) : 0;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (len < 2 || len >= sizeof(address->sun_path) ||
	    (*path != '/' && *path != '@'))
		return 0;
	memcpy(address->sun_path, path, len);
	if (*path == '@')
		*address->sun_path = '\0';
	else
		len++;
	return offsetof(struct sockaddr_un, sun_path) + len;
}

void notify_send(const char *state)
{
	struct sockaddr_un address;
	socklen_t len = manager_address(&address);
	ssize_t n;
	int fd;

	if (!len)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	/* A manager that does not listen is no reason to stop. */
	do {
		n = sendto(fd, state, strlen(state), MSG_NOSIGNAL,
			   (struct sockaddr *)&address, len);
	} while (n < 0 && errno == EINTR);
	close(fd);
}

static void feed(struct source *source, uint32_t events)
{
	struct notify *notify = (struct notify *)
		((char *)source - offsetof(struct notify, timer));

	(void)events;
	timer_clear(source);
	notify_send("WATCHDOG=1");
	timer_set(source, notify->every_ms);
}

/* Milliseconds that the watchdog waits; 0: there is none, or not for us. */
static int64_t watchdog_ms(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (!usec || (pid && strtol(pid, NULL, 10) != getpid()))
		return 0;
	return strtoll(usec, NULL, 10) / 1000;
}

int notify_open(struct notify *notify, struct loop *loop)
{
	int64_t limit = watchdog_ms();
	int err;

	*notify = (struct notify){ .timer = { -1, feed } };
	if (limit < 2)
		return 0;
	/* Half of the time is what sd_watchdog_enabled(3) recommends. */
	notify->every_ms = limit / 2;
	err = timer_open(&notify->timer);
	if (!err)
		err = loop_add(loop, &notify->timer, EPOLLIN);
	if (!err)
		timer_set(&notify->timer, notify->every_ms);
	return err;
}

void notify_close(struct notify *notify)
{
	if (notify->timer.fd >= 0)
		close(notify->timer.fd);
	notify->timer.fd = -1;
}
