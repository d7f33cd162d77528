/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: a sink that looks at packets on their way
 *
 * For tricks that name an allowed address and send to another: what counts is
 * not who takes the packet, but that one to the denied address was sent.
 */

#ifndef _CORDON_ESCAPE_WIRE_H
#define _CORDON_ESCAPE_WIRE_H

#include "escape_proto.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

/* Any port that nobody listens to. */
#define MARK_PORT 9

#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define UNLESS(value, skip) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define TAKE BPF_STMT(BPF_RET | BPF_K, 0xffff)
#define LEAVE BPF_STMT(BPF_RET | BPF_K, 0)

/* Only packets to BAD4 or BAD6, and each once: as it goes out. */
static inline int wire_filter(int fd)
{
	uint32_t word[4], v4;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 SKF_AD_OFF + SKF_AD_PKTTYPE),
		UNLESS(PACKET_OUTGOING, 15),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 SKF_AD_OFF + SKF_AD_PROTOCOL),
		UNLESS(ETH_P_IP, 3),
		LOAD(16), UNLESS(0, 11), TAKE,
		UNLESS(ETH_P_IPV6, 9),
		LOAD(24), UNLESS(0, 7), LOAD(28), UNLESS(0, 5),
		LOAD(32), UNLESS(0, 3), LOAD(36), UNLESS(0, 1),
		TAKE, LEAVE,
	};
	struct sock_fprog program = { ARRAY_SIZE(code), code };
	size_t i;

	inet_pton(AF_INET, BAD4, &v4);
	inet_pton(AF_INET6, BAD6, word);
	code[5].k = ntohl(v4);
	for (i = 0; i < 4; i++)
		code[9 + 2 * i].k = ntohl(word[i]);
	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program)) ? -errno : 0;
}

/* So that packets with routes of their own are not dropped here. */
static inline int wire_forwards(void)
{
	static const char *const names[] = {
		"ipv4/conf/all/accept_source_route",
		"ipv4/conf/lo/accept_source_route",
		"ipv6/conf/all/accept_source_route",
		"ipv6/conf/lo/accept_source_route",
		"ipv6/conf/all/seg6_enabled",
		"ipv6/conf/lo/seg6_enabled",
	};
	char path[128];
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/%s", names[i]);
		err = write_path(path, "1");
		if (err && err != -ENOENT)
			return err;
	}
	return 0;
}

/* One for all protocols: a second one would see the same packets. */
static inline int wire_socket(void)
{
	static int fd = -1;
	int err;

	if (fd >= 0)
		return fd;
	fd = make_socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	if (fd < 0)
		return fd;
	err = wire_filter(fd);
	return err ?: wire_forwards() ?: fd;
}

/* Somebody to connect to, at every address; packets are seen besides. */
static inline int wire_open(const struct proto *proto, struct sink *sink)
{
	sink->extra = receiver(proto->family, proto->type, proto->protocol);
	if (sink->extra < 0)
		return sink->extra;
	/* As many connections as there are cells, which nobody accepts. */
	if (proto->type == SOCK_STREAM)
		listen(sink->extra, 4096);
	sink->port = proto->type == SOCK_RAW ? 0 : port_of(sink->extra);
	return wire_socket();
}

static inline int wire_mark(const struct proto *proto, struct sink *sink,
			    const char *packet, size_t len)
{
	struct target t = target(proto->bad, MARK_PORT);
	int fd = make_socket(proto->family, SOCK_DGRAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = sendto(fd, packet, len, 0, &t.addr.sa, t.len) < 0 ?
		      -errno : 0;
	close(fd);
	return err;
}

#define WIRE4(text, class_name, sock_type, ...)				\
	{ .name = text "4", .class = class_name, .family = AF_INET,	\
	  .type = sock_type, .good = GOOD4, .bad = BAD4,		\
	  .open = wire_open, .mark = wire_mark, __VA_ARGS__ }
#define WIRE6(text, class_name, sock_type, ...)				\
	{ .name = text "6", .class = class_name, .family = AF_INET6,	\
	  .type = sock_type, .good = GOOD6, .bad = BAD6,		\
	  .open = wire_open, .mark = wire_mark, __VA_ARGS__ }

static const struct proto wire_protos[] = {
	WIRE4("tcp", "tcp", SOCK_STREAM),
	WIRE6("tcp", "tcp", SOCK_STREAM),
	WIRE4("udp", "udp", SOCK_DGRAM),
	WIRE6("udp", "udp", SOCK_DGRAM),
	WIRE4("raw", "raw", SOCK_RAW, .protocol = RAW_PROTOCOL,
	      .caps = CAP(NET_RAW)),
	WIRE6("raw", "raw", SOCK_RAW, .protocol = RAW_PROTOCOL,
	      .caps = CAP(NET_RAW)),
	WIRE6("sctp", "sctp", SOCK_STREAM, .protocol = IPPROTO_SCTP),
	WIRE6("sctpmany", "sctp", SOCK_SEQPACKET, .protocol = IPPROTO_SCTP),
	WIRE4("mptcp", "tcp", SOCK_STREAM, .protocol = IPPROTO_MPTCP),
};

static inline const struct proto *wire_named(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wire_protos); i++)
		if (!strcmp(wire_protos[i].name, name))
			return &wire_protos[i];
	abort();
}

/* The allowed address, with the port of the denied one. */
static inline struct target good_target(const struct cell *cell,
					const struct order *order)
{
	const union address *addr = &order->target.addr;

	return target(cell->proto->good,
		      ntohs(cell->proto->family == AF_INET6 ?
				    addr->v6.sin6_port : addr->v4.sin_port));
}

#endif /* _CORDON_ESCAPE_WIRE_H */
