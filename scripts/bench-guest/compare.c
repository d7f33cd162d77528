// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls by which security modules and packet filters are compared, see
 * scripts/bench-compare. Those of calls.c and what is around them: some of them
 * work when the socket is made, some when it connects, some at each packet.
 */

#include <arpa/inet.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define BULK	(64 * 1024)
/* Where the call with ever other destinations sends. */
#define SPREAD	4096

static char data[BULK];
static struct sockaddr_in spread;
static int everywhere;

/* All of 127.0.0.0/8 is this host; this one hears it all. */
static void make_everywhere(void)
{
	struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT + 5),
	};

	everywhere = new_socket(SOCK_DGRAM);
	must(!bind(everywhere, (struct sockaddr *)&any, sizeof(any)), "bind");
	spread = any;
}

static void drain_everywhere(void)
{
	drain(everywhere);
}

static void drain_bulk(void)
{
	must(recv(ends.bulk_peer, data, BULK, MSG_WAITALL) == BULK, "recv");
}

static void next_destination(void)
{
	static unsigned int n;

	spread.sin_addr.s_addr =
		htonl(INADDR_LOOPBACK + 256 + n++ % SPREAD);
}

static long call_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : close(fd);
}

static long call_ring_connect(void)
{
	return ring_connect(fresh);
}

/* From nothing to nothing. */
static long call_connection(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), peer;

	if (fd < 0 || connect_to_peer(fd))
		return -1;
	peer = accept(ends.listener, NULL, NULL);
	if (peer < 0)
		return -1;
	return close_by_reset(fd) | close(peer);
}

static long call_ring_sendto(void)
{
	return ring_sendto(ends.udp);
}

static long call_spread(void)
{
	return sendto(ends.udp, data, 1, 0, (struct sockaddr *)&spread,
		      sizeof(spread));
}

/* Until it is there: what waits for a verdict has left sendto() long ago. */
static long call_delivery(void)
{
	if (call_udp_sendto() < 0)
		return -1;
	return recv(ends.receiver, data, 1, 0);
}

static long call_bulk(void)
{
	return send(ends.bulk, data, BULK, 0) == BULK ? 0 : -1;
}

static long call_fork(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(0);
	return waitpid(child, &status, 0) == child && !status ? 0 : -1;
}

static const struct bench benches[] = {
	{ "socket", NULL, call_socket, NULL },
	{ "tcp_connect", fresh_tcp, call_connect, hang_up_fresh },
	{ "tcp_connection", NULL, call_connection, NULL },
	{ "ring_connect", fresh_tcp, call_ring_connect, hang_up_fresh },
	{ "tcp_send", NULL, call_tcp_send, drain_tcp },
	{ "tcp_send_64k", NULL, call_bulk, drain_bulk },
	{ "udp_connect", fresh_udp, call_connect, close_fresh },
	{ "udp_sendto", NULL, call_udp_sendto, drain_udp },
	{ "udp_spread", next_destination, call_spread, drain_everywhere },
	{ "udp_delivery", NULL, call_delivery, NULL },
	{ "ring_sendto", NULL, call_ring_sendto, drain_udp },
	{ "udp_send", NULL, call_udp_send, drain_udp },
	{ "fork", NULL, call_fork, NULL },
};

#define BENCHES	(sizeof(benches) / sizeof(benches[0]))

void make_compared(void)
{
	make_ends();
	make_bulk_ends();
	make_everywhere();
	make_ring();
}

const struct bench *compared(const char *name)
{
	unsigned int i;

	for (i = 0; i < BENCHES; i++)
		if (!strcmp(benches[i].name, name))
			return &benches[i];
	errx(2, "no call %s", name);
}

int run_compare(char **args)
{
	int samples = samples_wanted(args[1]);
	unsigned int i;

	make_compared();
	for (i = 0; i < BENCHES; i++)
		measure(args[0], &benches[i], samples);
	return 0;
}
