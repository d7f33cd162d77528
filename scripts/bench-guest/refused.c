// SPDX-License-Identifier: GPL-2.0-only
/* Is what is compared on at all? Something that it has to refuse tells. */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static long try(int stream, const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, stream ? SOCK_STREAM : SOCK_DGRAM, 0);

	if (fd < 0)
		return -1;
	if (stream)
		return connect(fd, (const struct sockaddr *)to, sizeof(*to));
	return sendto(fd, "x", 1, 0, (const struct sockaddr *)to, sizeof(*to));
}

/* @args: "tcp" or "udp", and a port. Nobody needs to listen there. */
int run_refused(char **args)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(atoi(args[1])),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	if (try(!strcmp(args[0], "tcp"), &to) >= 0)
		errx(1, "%s to port %s is let pass", args[0], args[1]);
	if (errno != EACCES && errno != EPERM)
		err(1, "%s to port %s", args[0], args[1]);
	return 0;
}
