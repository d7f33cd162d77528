// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that lies about what it is: gives itself the exe link of another
 * one, then connects.
 *
 *	forge PATH ADDRESS PORT
 *
 * Exits with the errno of connect(2); 201 when the lie did not come off, 202
 * when the kernel has no PR_SET_MM_MAP. Run in a user namespace of one's own.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "../forge.h"

#define UNSUPPORTED 202

int main(int argc, char **argv)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	int fd;

	if (argc != 4)
		return FORGE_FAILED;
	if (forge_exe(argv[1]))
		return UNSUPPORTED;
	addr.sin_port = htons(atoi(argv[3]));
	inet_pton(AF_INET, argv[2], &addr.sin_addr);
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		return errno;
	return connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ? errno : 0;
}
