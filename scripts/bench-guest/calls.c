// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that Cordon watches, over the loopback interface. Only the call
 * itself is measured: not what makes the socket, accepts the connection or
 * takes the data from the other end. What loopback makes the kernel do for the
 * other end inside the call is measured.
 */

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

static const char metrics[] = "/proc/sys/net/ipv4/tcp_no_metrics_save";
static struct sockaddr_in addr;
static int receiver, udp, udp_connected, udp_again, listener, tcp, tcp_peer;
static int fresh;

static long connect_to(int fd)
{
	return connect(fd, (struct sockaddr *)&addr, sizeof(addr));
}

static int new_socket(int type)
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
	struct sockaddr_in local = addr;
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

static void drain(int fd)
{
	char byte;

	must(recv(fd, &byte, 1, 0) == 1, "recv");
}

static void close_fresh(void)
{
	close(fresh);
}

static void fresh_udp(void)
{
	fresh = new_socket(SOCK_DGRAM);
}

static void fresh_tcp(void)
{
	fresh = new_socket(SOCK_STREAM);
}

static long call_socket(void)
{
	fresh = socket(AF_INET, SOCK_DGRAM, 0);
	return fresh;
}

static long call_connect(void)
{
	return connect_to(fresh);
}

static long call_reconnect(void)
{
	return connect_to(udp_again);
}

static long call_udp_sendto(void)
{
	return sendto(udp, "x", 1, 0, (struct sockaddr *)&addr, sizeof(addr));
}

static long call_udp_send(void)
{
	return send(udp_connected, "x", 1, 0);
}

static void drain_udp(void)
{
	drain(receiver);
}

static long call_tcp_send(void)
{
	return send(tcp, "x", 1, 0);
}

static void drain_tcp(void)
{
	drain(tcp_peer);
}

/* By a reset: no connection lingers in TIME_WAIT to slow down the next. */
static void hang_up(void)
{
	struct linger reset = { .l_onoff = 1 };
	int peer = accept(listener, NULL, NULL);

	must(peer >= 0, "accept");
	must(!setsockopt(fresh, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)),
	     "setsockopt");
	close(fresh);
	close(peer);
}

static void set_up(void)
{
	addr.sin_family = AF_INET;
	addr.sin_port = htons(PORT);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	forget_metrics();
	receiver = bound_socket(SOCK_DGRAM, 0);
	udp = bound_socket(SOCK_DGRAM, 1);
	udp_again = bound_socket(SOCK_DGRAM, 2);
	udp_connected = bound_socket(SOCK_DGRAM, 3);
	must(!connect_to(udp_connected), "connect");
	listener = bound_socket(SOCK_STREAM, 0);
	must(!listen(listener, 8), "listen");
	tcp = bound_socket(SOCK_STREAM, 1);
	must(!connect_to(tcp), "connect");
	tcp_peer = accept(listener, NULL, NULL);
	must(tcp_peer >= 0, "accept");
}

static const struct bench benches[] = {
	{ "tcp_send", NULL, call_tcp_send, drain_tcp },
	{ "udp_send", NULL, call_udp_send, drain_udp },
	{ "udp_connect", fresh_udp, call_connect, close_fresh },
	{ "udp_reconnect", NULL, call_reconnect, NULL },
	{ "udp_sendto", NULL, call_udp_sendto, drain_udp },
	{ "tcp_connect", fresh_tcp, call_connect, hang_up },
	{ "socket", NULL, call_socket, close_fresh },
};

int run_calls(char **args)
{
	int samples = samples_wanted(args[1]);
	unsigned int i;

	set_up();
	for (i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		measure(args[0], &benches[i], samples);
	return 0;
}
