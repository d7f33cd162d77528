// SPDX-License-Identifier: GPL-2.0-only
/* Packets over the loopback interface */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

int packet_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	must(fd >= 0, "socket");
	return fd;
}

struct sockaddr_in address(const char *host, int port)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};

	inet_pton(AF_INET, host, &addr.sin_addr);
	return addr;
}

int send_packet(int fd, const char *host, int port)
{
	struct sockaddr_in addr = address(host, port);

	return sendto(fd, "x", 1, 0, (struct sockaddr *)&addr,
		      sizeof(addr)) == 1 ? 0 : errno;
}

/* A new socket each time. */
int connect_packet(const char *host, int port)
{
	struct sockaddr_in addr = address(host, port);
	int fd = packet_socket(), err;

	err = connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ? errno : 0;
	close(fd);
	return err;
}
