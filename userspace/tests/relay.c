// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay SOCKET: connects, then copies its input there and what comes from
 * there to its output. What an agent is to cordond.
 */

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address,
			      sizeof(address))) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	return fd;
}

/* False: that was all. */
static bool copy(int from, int to)
{
	char bytes[65536], *at = bytes;
	ssize_t len = read(from, bytes, sizeof(bytes)), n;

	if (len <= 0)
		return false;
	for (; len; len -= n, at += n) {
		n = write(to, at, len);
		if (n < 0)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct pollfd fds[2] = { { STDIN_FILENO, POLLIN, 0 } };

	if (argc != 2)
		return EXIT_FAILURE;
	signal(SIGPIPE, SIG_IGN);
	fds[1] = (struct pollfd){ connect_to(argv[1]), POLLIN, 0 };
	while (poll(fds, 2, -1) > 0) {
		if (fds[1].revents && !copy(fds[1].fd, STDOUT_FILENO))
			break;
		if (fds[0].revents && !copy(STDIN_FILENO, fds[1].fd)) {
			shutdown(fds[1].fd, SHUT_WR);
			fds[0].fd = -1;
		}
	}
	return EXIT_SUCCESS;
}
