// SPDX-License-Identifier: GPL-2.0-only
/* Sockets and the other ends of them, on the loopback interface */

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"

/* Holds what a call sends until the other end takes it. */
#define BUFFER	(1024 * 1024)

static const char metrics[] = "/proc/sys/net/ipv4/tcp_no_metrics_save";
struct ends ends;

long connect_to_peer(int fd)
{
	return connect(fd, (struct sockaddr *)&ends.addr, sizeof(ends.addr));
}

int new_socket(int type)
{
	int fd = socket(AF_INET, type, 0);

	must(fd >= 0, "socket");
	return fd;
}

/*
 * A port that the kernel draws by lot would share a list with another one in
 * some runs. And soon after the run before the address is still in TIME_WAIT.
 */
static int bound_socket(int type, int offset)
{
	struct sockaddr_in local = ends.addr;
	int fd = new_socket(type), on = 1;

	local.sin_port = htons(PORT + offset);
	must(!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) &&
	     !bind(fd, (struct sockaddr *)&local, sizeof(local)), "bind");
	return fd;
}

/* What TCP remembers of a host costs instructions from the second run on. */
static void forget_metrics(void)
{
	int fd = open(metrics, O_WRONLY | O_CLOEXEC);

	must(fd >= 0 && write(fd, "1", 1) == 1, metrics);
	close(fd);
}

/* By a reset: no connection lingers in TIME_WAIT to slow down the next. */
static int reset_when_closed(int fd)
{
	struct linger reset = { .l_onoff = 1 };

	return setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}

static int connected_tcp(int offset, int *peer)
{
	int fd = bound_socket(SOCK_STREAM, offset);

	must(!connect_to_peer(fd) && !reset_when_closed(fd), "connect");
	*peer = accept(ends.listener, NULL, NULL);
	must(*peer >= 0, "accept");
	return fd;
}

static void enlarge(int fd, int option)
{
	int size = BUFFER;

	must(!setsockopt(fd, SOL_SOCKET, option, &size, sizeof(size)),
	     "buffer");
}

/* The order counts: figures are compared with those of earlier versions. */
void make_ends(void)
{
	ends.addr.sin_family = AF_INET;
	ends.addr.sin_port = htons(PORT);
	ends.addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	forget_metrics();
	ends.receiver = bound_socket(SOCK_DGRAM, 0);
	ends.udp = bound_socket(SOCK_DGRAM, 1);
	ends.udp_again = bound_socket(SOCK_DGRAM, 2);
	ends.udp_connected = bound_socket(SOCK_DGRAM, 3);
	must(!connect_to_peer(ends.udp_connected), "connect");
	ends.listener = bound_socket(SOCK_STREAM, 0);
	must(!listen(ends.listener, 8), "listen");
	ends.tcp = connected_tcp(1, &ends.tcp_peer);
}

/* One more connection: what is sent on it does not wait for the other end. */
void make_bulk_ends(void)
{
	ends.bulk = connected_tcp(4, &ends.bulk_peer);
	enlarge(ends.bulk, SO_SNDBUFFORCE);
	enlarge(ends.bulk_peer, SO_RCVBUFFORCE);
}

void drain(int fd)
{
	char byte;

	must(recv(fd, &byte, 1, 0) == 1, "recv");
}

long close_by_reset(int fd)
{
	return reset_when_closed(fd) || close(fd) ? -1 : 0;
}

void hang_up(int fd)
{
	int peer = accept(ends.listener, NULL, NULL);

	must(peer >= 0, "accept");
	must(!close_by_reset(fd), "close");
	close(peer);
}
