// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the calls that Cordon watches cost. Prints "NAME NANOSECONDS" per call; in
 * a machine started with vm --icount a nanosecond is one instruction, so that the
 * figures repeat.
 */

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORT	4242

static struct sockaddr_in addr;
static int receiver, udp, udp_connected, listener, tcp, tcp_peer;

static unsigned long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void must(int good, const char *what)
{
	if (!good)
		err(1, "%s", what);
}

static void drain(int fd)
{
	char byte;

	must(recv(fd, &byte, 1, 0) == 1, "recv");
}

static void bench_socket(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	must(fd >= 0, "socket");
	close(fd);
}

static void bench_udp_connect(void)
{
	must(!connect(udp_connected, (struct sockaddr *)&addr, sizeof(addr)),
	     "connect");
}

static void bench_udp_sendto(void)
{
	must(sendto(udp, "x", 1, 0, (struct sockaddr *)&addr,
		    sizeof(addr)) == 1, "sendto");
	drain(receiver);
}

static void bench_udp_send(void)
{
	must(send(udp_connected, "x", 1, 0) == 1, "send");
	drain(receiver);
}

static void bench_tcp_send(void)
{
	must(send(tcp, "x", 1, 0) == 1, "send");
	drain(tcp_peer);
}

static void bench_tcp_connect(void)
{
	struct linger reset = { .l_onoff = 1 };
	int fd = socket(AF_INET, SOCK_STREAM, 0), peer;

	must(fd >= 0, "socket");
	must(!connect(fd, (struct sockaddr *)&addr, sizeof(addr)), "connect");
	peer = accept(listener, NULL, NULL);
	must(peer >= 0, "accept");
	/* No connection lingers in TIME_WAIT to slow down the next. */
	must(!setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)),
	     "setsockopt");
	close(fd);
	close(peer);
}

static void set_up(void)
{
	addr.sin_family = AF_INET;
	addr.sin_port = htons(PORT);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	receiver = socket(AF_INET, SOCK_DGRAM, 0);
	must(!bind(receiver, (struct sockaddr *)&addr, sizeof(addr)), "bind");
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	udp_connected = socket(AF_INET, SOCK_DGRAM, 0);
	bench_udp_connect();
	listener = socket(AF_INET, SOCK_STREAM, 0);
	must(!bind(listener, (struct sockaddr *)&addr, sizeof(addr)), "bind");
	must(!listen(listener, 8), "listen");
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	must(!connect(tcp, (struct sockaddr *)&addr, sizeof(addr)), "connect");
	tcp_peer = accept(listener, NULL, NULL);
	must(tcp_peer >= 0, "accept");
}

static const struct {
	const char *name;
	void (*run)(void);
} benches[] = {
	{ "socket", bench_socket },
	{ "udp_connect", bench_udp_connect },
	{ "udp_sendto", bench_udp_sendto },
	{ "udp_send", bench_udp_send },
	{ "tcp_send", bench_tcp_send },
	{ "tcp_connect", bench_tcp_connect },
};

/* The least of several rounds: what interrupts add is not the call's cost. */
static unsigned long long measure(void (*run)(void), int rounds, int calls)
{
	unsigned long long best = ~0ULL, start, cost;
	int round, call;

	for (round = 0; round < rounds; round++) {
		start = now();
		for (call = 0; call < calls; call++)
			run();
		cost = (now() - start) / calls;
		if (cost < best)
			best = cost;
	}
	return best;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 10;
	int calls = argc > 2 ? atoi(argv[2]) : 200;
	size_t i;

	set_up();
	for (i = 0; i < sizeof(benches) / sizeof(benches[0]); i++) {
		measure(benches[i].run, 1, calls);
		printf("%s %llu\n", benches[i].name,
		       measure(benches[i].run, rounds, calls));
	}
	return 0;
}
