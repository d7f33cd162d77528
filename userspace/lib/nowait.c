// SPDX-License-Identifier: GPL-2.0-only
/* Writing that does not wait for who reads */

#include "nowait.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

int nowait_open(struct nowait *to, int fd)
{
	struct stat stat;
	char path[40];

	/* A file makes nobody wait, and is written where others go on. */
	if (!fstat(fd, &stat) && S_ISREG(stat.st_mode)) {
		to->own = true;
		to->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
		return to->fd < 0 ? -errno : 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	to->fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC |
			    O_APPEND);
	to->own = to->fd >= 0;
	/* A socket cannot be opened again. */
	if (!to->own)
		to->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return to->fd < 0 ? -errno : 0;
}

/* On a shared descriptor: only what poll() promises room for. */
static ssize_t write_shared(int fd, const char *data, size_t len)
{
	struct pollfd poll_fd = { fd, POLLOUT, 0 };
	ssize_t n = send(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n >= 0 || errno != ENOTSOCK)
		return n;
	errno = EAGAIN;
	if (poll(&poll_fd, 1, 0) <= 0)
		return -1;
	return write(fd, data, len < PIPE_BUF ? len : PIPE_BUF);
}

ssize_t nowait_write(const struct nowait *to, const char *data, size_t len)
{
	ssize_t n;

	do {
		n = to->own ? write(to->fd, data, len) :
			      write_shared(to->fd, data, len);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

void nowait_close(struct nowait *to)
{
	if (to->fd >= 0)
		close(to->fd);
	to->fd = -1;
}
