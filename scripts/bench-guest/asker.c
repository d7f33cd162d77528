// SPDX-License-Identifier: GPL-2.0-only
/*
 * The call that asks: the connect of a new UDP socket, which is the cheapest one
 * there is. An answer for once is remembered by the socket alone, so each of
 * them asks.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "ask.h"
#include "bench.h"

const char ask_policy[] = "default ask\nunanswered deny after=3600\n";

void prepare_call(void)
{
	fresh = packet_socket();
}

long call_that_asks(void)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return connect(fresh, (struct sockaddr *)&addr, sizeof(addr));
}
