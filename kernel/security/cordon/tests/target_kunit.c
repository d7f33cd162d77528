// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of classes and targets
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/string.h>

#include "../target.h"

struct socket_row {
	int family, type, protocol;
	int proto;
};

static const struct socket_row sockets[] = {
	{ AF_INET, SOCK_STREAM, 0, CORDON_TCP },
	{ AF_INET6, SOCK_STREAM, 0, CORDON_TCP },
	{ AF_INET, SOCK_STREAM, IPPROTO_TCP, CORDON_TCP },
	{ AF_INET6, SOCK_STREAM, IPPROTO_MPTCP, CORDON_TCP },
	{ AF_INET, SOCK_DGRAM, 0, CORDON_UDP },
	{ AF_INET6, SOCK_DGRAM, IPPROTO_UDP, CORDON_UDP },
	{ AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE, CORDON_UDPLITE },
	{ AF_INET, SOCK_SEQPACKET, 0, CORDON_SCTP },
	{ AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP, CORDON_SCTP },
	{ AF_INET6, SOCK_STREAM, IPPROTO_SCTP, CORDON_SCTP },
	{ AF_INET, SOCK_DCCP, 0, CORDON_DCCP },
	{ AF_INET, SOCK_DCCP, IPPROTO_DCCP, CORDON_DCCP },
	{ AF_INET, SOCK_DGRAM, IPPROTO_ICMP, CORDON_ICMP },
	{ AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6, CORDON_ICMP },
	{ AF_INET, SOCK_DGRAM, IPPROTO_ICMPV6, CORDON_OTHER },
	{ AF_INET6, SOCK_DGRAM, IPPROTO_ICMP, CORDON_OTHER },
	{ AF_INET, SOCK_RAW, 0, CORDON_RAW },
	{ AF_INET, SOCK_RAW, IPPROTO_TCP, CORDON_RAW },
	{ AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, CORDON_RAW },
	{ AF_INET, SOCK_RAW, 255, CORDON_RAW },
	{ AF_INET, SOCK_DGRAM, IPPROTO_L2TP, CORDON_L2TP },
	{ AF_INET6, SOCK_DGRAM, IPPROTO_L2TP, CORDON_L2TP },
	{ AF_INET, SOCK_STREAM, IPPROTO_SMC, CORDON_SMC },
	{ AF_INET6, SOCK_STREAM, IPPROTO_SMC, CORDON_SMC },
	{ AF_INET, SOCK_PACKET, 0, CORDON_PACKET },
	{ AF_INET, SOCK_RDM, 0, CORDON_OTHER },
	{ AF_INET, SOCK_STREAM, 200, CORDON_OTHER },
	{ AF_INET, SOCK_STREAM, -1, CORDON_OTHER },
	{ AF_INET, SOCK_DGRAM, 1 << 16, CORDON_OTHER },
	{ AF_UNIX, SOCK_STREAM, 0, CORDON_PROTO_LOCAL },
	{ AF_NETLINK, SOCK_RAW, 0, CORDON_PROTO_LOCAL },
	{ AF_ALG, SOCK_SEQPACKET, 0, CORDON_PROTO_LOCAL },
	{ AF_KEY, SOCK_RAW, 2, CORDON_PROTO_LOCAL },
	{ AF_PACKET, SOCK_RAW, 3, CORDON_PACKET },
	{ AF_PACKET, SOCK_DGRAM, 0, CORDON_PACKET },
	{ AF_XDP, SOCK_RAW, 0, CORDON_XDP },
	{ AF_VSOCK, SOCK_STREAM, 0, CORDON_VSOCK },
	{ AF_SMC, SOCK_STREAM, 0, CORDON_SMC },
	{ AF_RDS, SOCK_SEQPACKET, 0, CORDON_RDS },
	{ AF_TIPC, SOCK_RDM, 0, CORDON_TIPC },
	{ AF_RXRPC, SOCK_DGRAM, AF_INET, CORDON_RXRPC },
	{ AF_BLUETOOTH, SOCK_SEQPACKET, 0, CORDON_BLUETOOTH },
	{ AF_CAN, SOCK_RAW, 1, CORDON_CAN },
	{ AF_KCM, SOCK_DGRAM, 0, CORDON_KCM },
	{ AF_PPPOX, SOCK_STREAM, 1, CORDON_PPPOX },
	{ AF_LLC, SOCK_DGRAM, 0, CORDON_LLC },
	{ AF_X25, SOCK_SEQPACKET, 0, CORDON_X25 },
	{ AF_AX25, SOCK_DGRAM, 0, CORDON_AX25 },
	{ AF_NETROM, SOCK_SEQPACKET, 0, CORDON_NETROM },
	{ AF_ROSE, SOCK_SEQPACKET, 0, CORDON_ROSE },
	{ AF_ATMPVC, SOCK_DGRAM, 0, CORDON_ATM },
	{ AF_ATMSVC, SOCK_DGRAM, 0, CORDON_ATM },
	{ AF_APPLETALK, SOCK_DGRAM, 0, CORDON_APPLETALK },
	{ AF_PHONET, SOCK_DGRAM, 0, CORDON_PHONET },
	{ AF_IEEE802154, SOCK_DGRAM, 0, CORDON_IEEE802154 },
	{ AF_CAIF, SOCK_SEQPACKET, 0, CORDON_CAIF },
	{ AF_NFC, SOCK_RAW, 0, CORDON_NFC },
	{ AF_QIPCRTR, SOCK_DGRAM, 0, CORDON_QRTR },
	{ AF_MCTP, SOCK_DGRAM, 0, CORDON_MCTP },
	{ AF_IUCV, SOCK_STREAM, 0, CORDON_IUCV },
	{ AF_ISDN, SOCK_RAW, 0, CORDON_ISDN },
	{ AF_UNSPEC, SOCK_STREAM, 0, CORDON_OTHER },
	{ AF_IPX, SOCK_DGRAM, 0, CORDON_OTHER },
	{ AF_IB, SOCK_STREAM, 0, CORDON_OTHER },
	{ 46, SOCK_STREAM, 0, CORDON_OTHER },
	{ -1, SOCK_STREAM, 0, CORDON_OTHER },
};

static void describe_socket(const struct socket_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "family %d type %d protocol %d",
		 row->family, row->type, row->protocol);
}

KUNIT_ARRAY_PARAM(socket, sockets, describe_socket);

static void test_socket(struct kunit *test)
{
	const struct socket_row *row = test->param_value;

	KUNIT_EXPECT_EQ(test,
			(int)cordon_proto_of(row->family, row->type,
					     row->protocol),
			row->proto);
}

/* An IPv6 address as 16 bytes; an IPv4 one as the last four of them. */
struct addr_row {
	u16 family;
	u8 addr[16];
	u8 kind;
	u8 want[16];
};

/* clang-format off */
#define V4(a, b, c, d)	{ [12] = a, b, c, d }
#define MAP(a, b, c, d)	{ [10] = 0xff, 0xff, a, b, c, d }
#define DOC(last)	{ 0x20, 0x01, 0x0d, 0xb8, [15] = last }
/* clang-format on */

/* clang-format off */
static const struct addr_row addrs[] = {
	{ AF_INET, V4(192, 0, 2, 7), CORDON_ADDR_V4, V4(192, 0, 2, 7) },
	{ AF_INET, V4(0, 0, 0, 0), CORDON_ADDR_V4, V4(127, 0, 0, 1) },
	{ AF_INET, V4(0, 0, 0, 1), CORDON_ADDR_V4, V4(0, 0, 0, 1) },
	{ AF_INET, V4(255, 255, 255, 255), CORDON_ADDR_V4,
	  V4(255, 255, 255, 255) },
	{ AF_INET6, DOC(7), CORDON_ADDR_V6, DOC(7) },
	{ AF_INET6, { 0 }, CORDON_ADDR_V6, V4(0, 0, 0, 1) },
	{ AF_INET6, V4(0, 0, 0, 1), CORDON_ADDR_V6, V4(0, 0, 0, 1) },
	{ AF_INET6, V4(10, 0, 0, 1), CORDON_ADDR_V6, V4(10, 0, 0, 1) },
	{ AF_INET6, MAP(10, 0, 0, 1), CORDON_ADDR_V4, V4(10, 0, 0, 1) },
	{ AF_INET6, MAP(0, 0, 0, 0), CORDON_ADDR_V4, V4(127, 0, 0, 1) },
	{ AF_INET6, { [11] = 0xff, 10, 0, 0, 1 }, CORDON_ADDR_V6,
	  { [11] = 0xff, 10, 0, 0, 1 } },
	{ AF_INET6, { 1, [10] = 0xff, 0xff, 10, 0, 0, 1 }, CORDON_ADDR_V6,
	  { 1, [10] = 0xff, 0xff, 10, 0, 0, 1 } },
};

/* clang-format on */

static void describe_addr(const struct addr_row *row, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u: family %u",
		 (u32)(row - addrs), row->family);
}

KUNIT_ARRAY_PARAM(addr, addrs, describe_addr);

static int fill(struct sockaddr_in6 *room, const struct addr_row *row)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)room;

	memset(room, 0, sizeof(*room));
	room->sin6_family = row->family;
	room->sin6_port = htons(443);
	if (row->family == AF_INET) {
		memcpy(&sin->sin_addr, row->addr + 12, 4);
		return sizeof(*sin);
	}
	memcpy(&room->sin6_addr, row->addr, 16);
	return offsetofend(struct sockaddr_in6, sin6_addr);
}

static void expect_addr(struct kunit *test, const struct addr_row *row,
			const struct cordon_target *target)
{
	const u8 *v4 = row->want + 12;

	KUNIT_EXPECT_EQ(test, target->kind, row->kind);
	if (row->kind == CORDON_ADDR_V4)
		KUNIT_EXPECT_EQ(test, target->v4,
				(u32)v4[0] << 24 | v4[1] << 16 | v4[2] << 8 |
					v4[3]);
	else
		KUNIT_EXPECT_EQ(test, 0, memcmp(&target->v6, row->want, 16));
}

static void test_addr(struct kunit *test)
{
	const struct addr_row *row = test->param_value;
	struct cordon_target target;
	struct sockaddr_in6 room;
	const struct sockaddr *addr = (struct sockaddr *)&room;
	int proto, err, len = fill(&room, row);

	for (proto = CORDON_TCP; proto <= CORDON_RAW; proto++) {
		memset(&target, 0xff, sizeof(target));
		err = cordon_target_from_sockaddr(&target, proto, addr, len);
		KUNIT_EXPECT_EQ(test, err, 0);
		expect_addr(test, row, &target);
		KUNIT_EXPECT_EQ(test, target.proto, proto);
		KUNIT_EXPECT_EQ(test, target.family, row->family);
		KUNIT_EXPECT_EQ(test, target.dport,
				proto < CORDON_ICMP ? 443 : 0);
		KUNIT_EXPECT_EQ(test, target.sport, 0);
	}
}

/*
 * Each length of each family, in memory that has no byte more: what is too
 * short is not read, which KASAN sees, and is -EINVAL.
 */
static void test_short(struct kunit *test)
{
	static const struct {
		u16 family;
		int min, err;
	} families[] = {
		{ AF_INET, 16, 0 },
		{ AF_INET6, 24, 0 },
		{ AF_UNSPEC, 2, -EAFNOSUPPORT },
		{ AF_UNIX, 2, -EAFNOSUPPORT },
		{ AF_PACKET, 2, -EAFNOSUPPORT },
		{ 0xffff, 2, -EAFNOSUPPORT },
	};
	struct cordon_target target;
	void *exact;
	int len, err;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		for (len = 0; len <= 28; len++) {
			exact = kzalloc(len, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, exact);
			memcpy(exact, &families[i].family, min(len, 2));
			err = cordon_target_from_sockaddr(&target, CORDON_UDP,
							  exact, len);
			KUNIT_EXPECT_EQ_MSG(test, err,
					    len < families[i].min ?
						    -EINVAL :
						    families[i].err,
					    "family %u, %d bytes",
					    families[i].family, len);
			kfree(exact);
		}
	}
	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_target_from_sockaddr(&target, CORDON_UDP, NULL,
						    -1));
}

static void test_unspec(struct kunit *test)
{
	struct sockaddr_in sin = {
		.sin_family = AF_UNSPEC,
		.sin_port = htons(53),
		.sin_addr.s_addr = htonl(0xc0000207),
	};
	struct sockaddr_in6 sin6 = { .sin6_family = AF_UNSPEC };
	struct sockaddr *addr = (struct sockaddr *)&sin;
	struct cordon_target target;

	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_target_from_unspec_as_v4(&target, CORDON_UDP,
							addr, 15));
	KUNIT_EXPECT_EQ(test, 0,
			cordon_target_from_unspec_as_v4(&target, CORDON_UDP,
							addr, 16));
	KUNIT_EXPECT_EQ(test, target.kind, CORDON_ADDR_V4);
	KUNIT_EXPECT_EQ(test, target.v4, 0xc0000207);
	KUNIT_EXPECT_EQ(test, target.dport, 53);
	KUNIT_EXPECT_EQ(test, target.family, AF_INET);
	addr = (struct sockaddr *)&sin6;
	KUNIT_EXPECT_EQ(test, -EINVAL,
			cordon_target_from_unspec_as_v6(&target, CORDON_RAW,
							addr, 23));
	KUNIT_EXPECT_EQ(test, 0,
			cordon_target_from_unspec_as_v6(&target, CORDON_RAW,
							addr, 24));
	KUNIT_EXPECT_EQ(test, target.kind, CORDON_ADDR_V6);
	KUNIT_EXPECT_EQ(test, target.v6.s6_addr[15], 1);
	KUNIT_EXPECT_EQ(test, target.family, AF_INET6);
}

static void test_class(struct kunit *test)
{
	struct cordon_target target;
	int proto;

	for (proto = CORDON_PACKET; proto < CORDON_PROTO_COUNT; proto++) {
		memset(&target, 0xff, sizeof(target));
		cordon_target_class(&target, proto, 77);
		KUNIT_EXPECT_EQ(test, target.proto, proto);
		KUNIT_EXPECT_EQ(test, target.family, 77);
		KUNIT_EXPECT_EQ(test, target.dport | target.sport, 0);
		KUNIT_EXPECT_EQ(test, target.kind,
				CORDON_PROTO_BIT(proto) &
						CORDON_PROTOS_MAY_REACH_IP ?
					CORDON_ADDR_UNKNOWN :
					CORDON_ADDR_NONE);
	}
	cordon_target_class(&target, CORDON_PACKET, AF_PACKET);
	KUNIT_EXPECT_EQ(test, target.kind, CORDON_ADDR_UNKNOWN);
	cordon_target_class(&target, CORDON_VSOCK, AF_VSOCK);
	KUNIT_EXPECT_EQ(test, target.kind, CORDON_ADDR_NONE);
}

static void test_same(struct kunit *test)
{
	struct cordon_target a = { .proto = CORDON_TCP, .dport = 443 }, b;

	cordon_target_set_v4(&a, htonl(0x0a000001));
	b = a;
	KUNIT_EXPECT_TRUE(test, cordon_target_same(&a, &b));
	b.sport = 1024;
	b.family = AF_INET6;
	KUNIT_EXPECT_TRUE(test, cordon_target_same(&a, &b));
	b.dport = 80;
	KUNIT_EXPECT_FALSE(test, cordon_target_same(&a, &b));
	b = a;
	b.proto = CORDON_UDP;
	KUNIT_EXPECT_FALSE(test, cordon_target_same(&a, &b));
	b = a;
	b.v4++;
	KUNIT_EXPECT_FALSE(test, cordon_target_same(&a, &b));
	cordon_target_set_unknown(&b);
	KUNIT_EXPECT_EQ(test, b.kind, CORDON_ADDR_UNKNOWN);
	KUNIT_EXPECT_EQ(test, b.v4 | b.dport, 0);
	KUNIT_EXPECT_FALSE(test, cordon_target_same(&a, &b));
	KUNIT_EXPECT_TRUE(test, cordon_target_same(&b, &b));
	cordon_target_class(&a, CORDON_OTHER, 46);
	cordon_target_class(&b, CORDON_OTHER, 47);
	KUNIT_EXPECT_TRUE(test, cordon_target_same(&a, &a));
	KUNIT_EXPECT_FALSE(test, cordon_target_same(&a, &b));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_socket, socket_gen_params),
	KUNIT_CASE_PARAM(test_addr, addr_gen_params),
	KUNIT_CASE(test_short),
	KUNIT_CASE(test_unspec),
	KUNIT_CASE(test_class),
	KUNIT_CASE(test_same),
	{}
};

static struct kunit_suite suite = {
	.name = "cordon_target",
	.test_cases = cases,
};

kunit_test_suite(suite);
