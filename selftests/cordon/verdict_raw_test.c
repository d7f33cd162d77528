// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: raw sockets and ping sockets
 */

#include "net.h"

#include <linux/icmp.h>

/* Any number that nobody takes. */
#define PROTO 253

FIXTURE(raw)
{
	int receiver;
};

FIXTURE_SETUP(raw)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->receiver = make_socket(AF_INET, SOCK_RAW, PROTO);
	ASSERT_LE(0, self->receiver);
}

FIXTURE_TEARDOWN(raw)
{
	EXPECT_EQ(0, policy_reset());
	close(self->receiver);
}

/* Raw sockets are judged by the address they send to. */
TEST_F(raw, judged_by_address)
{
	struct target unspec = target(BAD4, 0);
	int fd = make_socket(AF_INET, SOCK_RAW, PROTO);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=raw dst=" GOOD4
			  "\n", self_path()));
	EXPECT_EQ(0, do_sendto(fd, GOOD4, 0, 0));
	EXPECT_EQ(21, do_recv(self->receiver));
	EXPECT_EQ(-EACCES, do_sendto(fd, BAD4, 0, 0));
	EXPECT_EQ(-EACCES, do_connect(fd, BAD4, 0));
	/* As AF_INET, to raw sockets. */
	unspec.addr.sa.sa_family = AF_UNSPEC;
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &unspec.addr.sa, unspec.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->receiver));
	EXPECT_EQ(0, do_connect(fd, GOOD4, 0));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(21, do_recv(self->receiver));
	close(fd);
}

/* IPv6 alike; there the family 0 is AF_INET6. */
TEST_F(raw, judged_by_ipv6_address)
{
	struct target t = target(BAD6, 0);
	int fd = make_socket(AF_INET6, SOCK_RAW, PROTO);
	int in = make_socket(AF_INET6, SOCK_RAW, PROTO);

	ASSERT_LE(0, fd);
	ASSERT_LE(0, in);
	ASSERT_EQ(0, load("default deny\nallow proto=raw dst=" GOOD6 "\n"));
	EXPECT_EQ(0, do_sendto(fd, GOOD6, 0, 0));
	EXPECT_EQ(1, do_recv(in));
	EXPECT_EQ(-EACCES, do_sendto(fd, BAD6, 0, 0));
	t.addr.sa.sa_family = AF_UNSPEC;
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &t.addr.sa, t.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(in));
	close(in);
	close(fd);
}

/* Packets that bring their own IP header, for BAD4 and BAD6. */
struct own_header {
	uint8_t version_ihl, tos;
	uint16_t len, id, frag;
	uint8_t ttl, protocol;
	uint16_t check;
	uint8_t src[4], dst[4];
	char data;
} __attribute__((packed));

struct own_header6 {
	uint32_t version;
	uint16_t len;
	uint8_t protocol, ttl;
	struct in6_addr src, dst;
	char data;
} __attribute__((packed));

static int send_own_header(int fd)
{
	struct own_header packet = {
		.version_ihl = 0x45, .ttl = 9, .protocol = PROTO,
		.src = { 127, 0, 0, 1 }, .dst = { 127, 0, 0, 2 },
	};
	struct target good = target(GOOD4, 0);

	packet.len = htons(sizeof(packet));
	return sendto(fd, &packet, sizeof(packet), 0, &good.addr.sa,
		      good.len) < 0 ? -errno : 0;
}

static int send_own_header6(int fd)
{
	struct own_header6 packet = {
		.version = htonl(6 << 28), .len = htons(1), .ttl = 9,
		.protocol = PROTO,
	};
	struct target good = target(GOOD6, 0);

	inet_pton(AF_INET6, GOOD6, &packet.src);
	inet_pton(AF_INET6, BAD6, &packet.dst);
	return sendto(fd, &packet, sizeof(packet), 0, &good.addr.sa,
		      good.len) < 0 ? -errno : 0;
}

FIXTURE(own_header)
{
	int receiver;
	int fd;
};

FIXTURE_VARIANT(own_header)
{
	int family;
	int protocol;
	int level;
	int option;
	int (*send)(int fd);
	const char *good;
	const char *bad;
};

FIXTURE_VARIANT_ADD(own_header, ipv4_raw) {
	.family = AF_INET, .protocol = IPPROTO_RAW, .send = send_own_header,
	.good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(own_header, ipv4_option) {
	.family = AF_INET, .protocol = PROTO, .send = send_own_header,
	.level = IPPROTO_IP, .option = IP_HDRINCL, .good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(own_header, ipv6_raw) {
	.family = AF_INET6, .protocol = IPPROTO_RAW, .send = send_own_header6,
	.good = GOOD6, .bad = BAD6,
};

FIXTURE_VARIANT_ADD(own_header, ipv6_option) {
	.family = AF_INET6, .protocol = PROTO, .send = send_own_header6,
	.level = IPPROTO_IPV6, .option = IPV6_HDRINCL,
	.good = GOOD6, .bad = BAD6,
};

FIXTURE_VARIANT_ADD(own_header, ipv6_raw_option) {
	.family = AF_INET6, .protocol = PROTO, .send = send_own_header6,
	.level = SOL_RAW, .option = IPV6_HDRINCL, .good = GOOD6, .bad = BAD6,
};

FIXTURE_SETUP(own_header)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->receiver = make_socket(variant->family, SOCK_RAW, PROTO);
	ASSERT_LE(0, self->receiver);
	self->fd = make_socket(variant->family, SOCK_RAW, variant->protocol);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(own_header)
{
	EXPECT_EQ(0, policy_reset());
	close(self->receiver);
	close(self->fd);
}

static int set_header_option(const FIXTURE_VARIANT(own_header) *v, int fd)
{
	int on = 1;

	if (!v->option)
		return 0;
	return setsockopt(fd, v->level, v->option, &on, sizeof(on)) ? -errno :
								      0;
}

/* Where the sender writes the header, an address proves nothing. */
TEST_F(own_header, has_no_address)
{
	ASSERT_EQ(0, set_header_option(variant, self->fd));
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->good));
	EXPECT_EQ(-EACCES, variant->send(self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, variant->send(self->fd));
	EXPECT_TRUE(nothing_at(self->receiver));
	ASSERT_EQ(0, load("default deny\nallow proto=raw\n"));
	EXPECT_EQ(0, variant->send(self->fd));
	EXPECT_LT(0, do_recv(self->receiver));
}

/* Switched on under the policy, by whatever name, it does not help. */
TEST_F(own_header, switched_on_later)
{
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->good));
	if (!set_header_option(variant, self->fd)) {
		EXPECT_EQ(-EACCES, variant->send(self->fd));
	}
	EXPECT_TRUE(nothing_at(self->receiver));
}

/* A header switched on after connect counts as well. */
TEST_F(raw, own_header_after_connect)
{
	struct own_header packet = {
		.version_ihl = 0x45, .ttl = 9, .protocol = PROTO,
		.src = { 127, 0, 0, 1 }, .dst = { 127, 0, 0, 2 },
	};
	int fd = make_socket(AF_INET, SOCK_RAW, PROTO);
	int on = 1;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	ASSERT_EQ(0, do_connect(fd, GOOD4, 0));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(21, do_recv(self->receiver));
	if (!setsockopt(fd, IPPROTO_IP, IP_HDRINCL, &on, sizeof(on))) {
		EXPECT_EQ(-1, send(fd, &packet, sizeof(packet), 0));
	}
	EXPECT_TRUE(nothing_at(self->receiver));
	close(fd);
}

/* Ping sockets are of the class icmp, not raw. */
TEST_F(raw, ping)
{
	struct icmphdr echo = { .type = ICMP_ECHO };
	struct target good = target(GOOD4, 0), bad = target(BAD4, 0);
	int fd;

	if (write_path("/proc/sys/net/ipv4/ping_group_range", "0 0"))
		SKIP(return, "no ping sockets");
	fd = make_socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default deny\nallow proto=icmp dst=" GOOD4 "\n"));
	EXPECT_EQ(sizeof(echo), sendto(fd, &echo, sizeof(echo), 0,
				       &good.addr.sa, good.len));
	EXPECT_LT(0, do_recv(fd));
	EXPECT_EQ(-1, sendto(fd, &echo, sizeof(echo), 0, &bad.addr.sa,
			     bad.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-EACCES, do_connect(fd, BAD4, 0));
	ASSERT_EQ(0, load("default deny\nallow proto=raw\n"));
	EXPECT_EQ(-1, sendto(fd, &echo, sizeof(echo), 0, &good.addr.sa,
			     good.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(fd));
	close(fd);
}

TEST_HARNESS_MAIN
