// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls that Cordon watches, over the loopback interface. Only the call
 * itself is measured: not what makes the socket, accepts the connection or
 * takes the data from the other end. What loopback makes the kernel do for the
 * other end inside the call is measured.
 */

#include "bench.h"

static long call_socket(void)
{
	fresh = socket(AF_INET, SOCK_DGRAM, 0);
	return fresh;
}

static long call_reconnect(void)
{
	return connect_to_peer(ends.udp_again);
}

static const struct bench benches[] = {
	{ "tcp_send", NULL, call_tcp_send, drain_tcp },
	{ "udp_send", NULL, call_udp_send, drain_udp },
	{ "udp_connect", fresh_udp, call_connect, close_fresh },
	{ "udp_reconnect", NULL, call_reconnect, NULL },
	{ "udp_sendto", NULL, call_udp_sendto, drain_udp },
	{ "tcp_connect", fresh_tcp, call_connect, hang_up_fresh },
	{ "socket", NULL, call_socket, close_fresh },
};

int run_calls(char **args)
{
	int samples = samples_wanted(args[1]);
	unsigned int i;

	make_ends();
	for (i = 0; i < sizeof(benches) / sizeof(benches[0]); i++)
		measure(args[0], &benches[i], samples);
	return 0;
}
