// SPDX-License-Identifier: GPL-2.0-only
/* What several benchmarks measure, or do before and after what they measure */

#include <unistd.h>

#include "bench.h"

int fresh;

void fresh_udp(void)
{
	fresh = new_socket(SOCK_DGRAM);
}

void fresh_tcp(void)
{
	fresh = new_socket(SOCK_STREAM);
}

void close_fresh(void)
{
	close(fresh);
}

void hang_up_fresh(void)
{
	hang_up(fresh);
}

void drain_udp(void)
{
	drain(ends.receiver);
}

void drain_tcp(void)
{
	drain(ends.tcp_peer);
}

long call_connect(void)
{
	return connect_to_peer(fresh);
}

long call_udp_sendto(void)
{
	return sendto(ends.udp, "x", 1, 0, (struct sockaddr *)&ends.addr,
		      sizeof(ends.addr));
}

long call_udp_send(void)
{
	return send(ends.udp_connected, "x", 1, 0);
}

long call_tcp_send(void)
{
	return send(ends.tcp, "x", 1, 0);
}
