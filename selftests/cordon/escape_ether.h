/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the protocols of the escape matrix that put frames on a
 * cable; the sink is at its other end
 */

#ifndef _CORDON_ESCAPE_ETHER_H
#define _CORDON_ESCAPE_ETHER_H

#include "escape_link.h"
#include "escape_sink.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_pppox.h>
#include <linux/llc.h>
#include <net/if_arp.h>

#define ETHER_NUMBER 0x88b5

static inline struct target ether_far(const char *name, int protocol)
{
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET, .sll_protocol = htons(protocol),
		.sll_ifindex = if_nametoindex(name), .sll_halen = 6,
	};

	memset(ll.sll_addr, 0xff, 6);
	return target_of(&ll, sizeof(ll));
}

/* All that comes out at the far end. */
static inline int ether_open(const struct proto *proto, struct sink *sink)
{
	struct target far;
	int fd, err = cable();

	/* Not only the devices have to be there. */
	fd = err ?: proto_make(proto);
	if (fd < 0)
		return fd;
	close(fd);
	far = ether_far(CABLE_FAR, ETH_P_ALL);
	fd = make_socket(AF_PACKET, SOCK_RAW, 0);
	err = fd < 0 ? fd : bind_target(fd, &far);
	return err ?: fd;
}

static inline size_t ether_wrap(const struct proto *proto, char *packet,
				const char *token)
{
	struct ethhdr *head = (void *)packet;

	memset(head, 0xff, sizeof(*head));
	head->h_proto = htons(ETHER_NUMBER);
	memcpy(packet + sizeof(*head), token, TOKEN_LEN);
	/* The shortest that there is. */
	memset(packet + sizeof(*head) + TOKEN_LEN, 0, 46 - TOKEN_LEN);
	return ETH_ZLEN;
}

static inline int ether_mark(const struct proto *proto, struct sink *sink,
			     const char *packet, size_t len)
{
	struct target near = ether_far(CABLE_NEAR, ETHER_NUMBER);
	int fd = make_socket(AF_PACKET, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = sendto(fd, packet, len, 0, &near.addr.sa, near.len) < 0 ?
		      -errno : 0;
	close(fd);
	return err;
}

static inline struct target packet_where(const struct proto *proto,
					 struct sink *sink, bool good)
{
	return ether_far(CABLE_NEAR, ETHER_NUMBER);
}

static inline int packet_join(const struct proto *proto, int fd,
			      const struct target *t)
{
	return bind_target(fd, t);
}

/* The old packet socket, which knows devices by name. */
static inline struct target spkt_where(const struct proto *proto,
				       struct sink *sink, bool good)
{
	struct sockaddr_pkt pkt = {
		.spkt_family = AF_PACKET, .spkt_device = CABLE_NEAR,
		.spkt_protocol = htons(ETHER_NUMBER),
	};

	return target_of(&pkt, sizeof(pkt));
}

/* A session with nobody: the frames go out all the same. */
static inline struct target pppoe_where(const struct proto *proto,
					struct sink *sink, bool good)
{
	struct sockaddr_pppox px = {
		.sa_family = AF_PPPOX, .sa_protocol = PX_PROTO_OE,
		.sa_addr = { .pppoe = { .sid = htons(7), .dev = CABLE_NEAR } },
	};

	memset(px.sa_addr.pppoe.remote, 0xff, 6);
	return target_of(&px, sizeof(px));
}

static inline struct target llc_where(const struct proto *proto,
				      struct sink *sink, bool good)
{
	struct sockaddr_llc llc = {
		.sllc_family = AF_LLC, .sllc_arphrd = ARPHRD_ETHER,
		.sllc_sap = 0x42,
	};

	memset(llc.sllc_mac, 0xff, 6);
	return target_of(&llc, sizeof(llc));
}

/* Bound, or it would take some device. */
static inline int llc_make(const struct proto *proto)
{
	struct sockaddr_llc llc = {
		.sllc_family = AF_LLC, .sllc_arphrd = ARPHRD_ETHER,
	};
	int fd = make_socket(AF_LLC, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = link_mac(CABLE_NEAR, llc.sllc_mac);
	if (!err && bind(fd, (struct sockaddr *)&llc, sizeof(llc)))
		err = -errno;
	if (!err)
		return fd;
	close(fd);
	return err;
}

#endif /* _CORDON_ESCAPE_ETHER_H */
