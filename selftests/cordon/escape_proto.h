/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the protocols of the escape matrix that have addresses
 */

#ifndef _CORDON_ESCAPE_PROTO_H
#define _CORDON_ESCAPE_PROTO_H

#include "escape_sink.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

/* Any number that nobody takes. */
#define RAW_PROTOCOL 253

#define CAP(name) (1UL << CAP_##name)

/* An echo request with the token as its data. */
static inline size_t icmp4_wrap(const struct proto *proto, char *packet,
				const char *token)
{
	struct icmphdr echo = { .type = ICMP_ECHO };

	memcpy(packet, &echo, sizeof(echo));
	memcpy(packet + sizeof(echo), token, TOKEN_LEN);
	return sizeof(echo) + TOKEN_LEN;
}

static inline size_t icmp6_wrap(const struct proto *proto, char *packet,
				const char *token)
{
	struct icmp6hdr echo = { .icmp6_type = ICMPV6_ECHO_REQUEST };

	memcpy(packet, &echo, sizeof(echo));
	memcpy(packet + sizeof(echo), token, TOKEN_LEN);
	return sizeof(echo) + TOKEN_LEN;
}

/* A raw socket that sees all packets of that protocol. */
static inline int raw_open(const struct proto *proto, struct sink *sink)
{
	return make_socket(proto->family, SOCK_RAW, proto->protocol);
}

#define V4 .family = AF_INET, .good = GOOD4, .bad = BAD4
#define V6 .family = AF_INET6, .good = GOOD6, .bad = BAD6

/* The same over IPv4 and IPv6. */
#define BOTH(text, ...)							\
	{ .name = text "4", V4, __VA_ARGS__ },				\
	{ .name = text "6", V6, __VA_ARGS__ }

#define TCP .class = "tcp", .type = SOCK_STREAM
#define UDP .class = "udp", .type = SOCK_DGRAM
#define TCP_FLAGS (PROTO_STREAM | PROTO_FASTOPEN | PROTO_ZEROCOPY)
#define UDP_FLAGS (PROTO_NAMES | PROTO_ZEROCOPY)

static inline const struct proto *address_protos(size_t *n)
{
	static const struct proto protos[] = {
		{ .name = "tcp4", V4, TCP, .flags = TCP_FLAGS | PROTO_FULL },
		{ .name = "tcp6", V6, TCP, .flags = TCP_FLAGS },
		{ .name = "udp4", V4, UDP, .flags = UDP_FLAGS },
		{ .name = "udp6", V6, UDP, .flags = UDP_FLAGS | PROTO_FULL },
		BOTH("mptcp", TCP, .protocol = IPPROTO_MPTCP,
		     .flags = PROTO_STREAM | PROTO_FASTOPEN),
		BOTH("udplite", .class = "udplite", .type = SOCK_DGRAM,
		     .protocol = IPPROTO_UDPLITE, .flags = PROTO_NAMES),
		/* Its listener has all addresses of the machine. */
		BOTH("sctp", .class = "sctp", .type = SOCK_STREAM,
		     .protocol = IPPROTO_SCTP,
		     .flags = PROTO_STREAM | PROTO_NAMES | PROTO_STUCK,
		     .overblocked = "the peer names its denied address too"),
		BOTH("sctpmany", .class = "sctp", .type = SOCK_SEQPACKET,
		     .protocol = IPPROTO_SCTP,
		     .flags = PROTO_NAMES | PROTO_MANY | PROTO_STUCK,
		     .overblocked = "the peer names its denied address too"),
		BOTH("dccp", .class = "dccp", .type = SOCK_DCCP,
		     .protocol = IPPROTO_DCCP, .flags = PROTO_STREAM),
		{ .name = "icmp4", V4, .class = "icmp", .type = SOCK_DGRAM,
		  .protocol = IPPROTO_ICMP, .flags = PROTO_NAMES,
		  .wrap = icmp4_wrap, .open = raw_open },
		{ .name = "icmp6", V6, .class = "icmp", .type = SOCK_DGRAM,
		  .protocol = IPPROTO_ICMPV6, .flags = PROTO_NAMES,
		  .wrap = icmp6_wrap, .open = raw_open },
		BOTH("raw", .class = "raw", .type = SOCK_RAW,
		     .protocol = RAW_PROTOCOL, .flags = PROTO_NAMES,
		     .open = raw_open, .caps = CAP(NET_RAW)),
	};

	*n = ARRAY_SIZE(protos);
	return protos;
}

static inline const struct proto *proto_named(const char *name)
{
	size_t i, n;
	const struct proto *protos = address_protos(&n);

	for (i = 0; i < n; i++)
		if (!strcmp(protos[i].name, name))
			return &protos[i];
	abort();
}

#undef V4
#undef V6
#undef BOTH
#undef TCP
#undef UDP
#undef TCP_FLAGS
#undef UDP_FLAGS

#endif /* _CORDON_ESCAPE_PROTO_H */
