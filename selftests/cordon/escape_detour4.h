/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: packets that name one address and go to another, over
 * IPv4
 */

#ifndef _CORDON_ESCAPE_DETOUR4_H
#define _CORDON_ESCAPE_DETOUR4_H

#include "escape_detour.h"

#include <netinet/ip.h>

/* A source route of IPv4 by way of BAD4; it takes CAP_NET_RAW. */
static inline void put_route(uint8_t *option, uint8_t type)
{
	memset(option, IPOPT_NOP, 12);
	option[0] = type;
	option[1] = 3 + 2 * 4;
	option[2] = 4;
	inet_pton(AF_INET, BAD4, option + 3);
	inet_pton(AF_INET, GOOD4, option + 7);
	option[11] = IPOPT_EOL;
}

static inline int by_route(const struct cell *cell, const struct order *order,
			   int fd, uint8_t type)
{
	uint8_t option[12];
	int err;

	put_route(option, type);
	err = set(fd, IPPROTO_IP, IP_OPTIONS, option, sizeof(option));
	return send_good(cell, order, fd, NULL, 0) ?: err;
}

static inline int by_loose_route(const struct cell *cell,
				 const struct order *order, int fd)
{
	return by_route(cell, order, fd, IPOPT_LSRR);
}

static inline int by_strict_route(const struct cell *cell,
				  const struct order *order, int fd)
{
	return by_route(cell, order, fd, IPOPT_SSRR);
}

static inline int by_route_control(const struct cell *cell,
				   const struct order *order, int fd)
{
	char control[128] __attribute__((aligned(8)));
	uint8_t option[12];
	size_t len;

	put_route(option, IPOPT_LSRR);
	len = control_put(control, IPPROTO_IP, IP_RETOPTS, option,
			  sizeof(option));
	return send_good(cell, order, fd, (void *)control, len);
}

/* A packet with a header that says where it really goes. */
static inline int by_own_header(const struct cell *cell,
				const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	struct {
		struct iphdr ip;
		char token[TOKEN_LEN];
	} packet = {
		.ip = { .version = 4, .ihl = sizeof(struct iphdr) / 4,
			.ttl = 64, .protocol = RAW_PROTOCOL,
			.tot_len = htons(sizeof(packet)) },
	};
	int on = 1;
	int err = set(fd, IPPROTO_IP, IP_HDRINCL, &on, sizeof(on));

	inet_pton(AF_INET, BAD4, &packet.ip.daddr);
	memcpy(packet.token, order->token, TOKEN_LEN);
	return sendto(fd, &packet, sizeof(packet), 0, &good.addr.sa,
		      good.len) < 0 ? -errno : err;
}

/* The same on a socket that is made for it, without the option. */
static inline int by_header_socket(const struct cell *cell,
				   const struct order *order, int fd)
{
	int own = make_socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	int err = own < 0 ? own : by_own_header(cell, order, own);

	close(own);
	return err;
}

#endif /* _CORDON_ESCAPE_DETOUR4_H */
