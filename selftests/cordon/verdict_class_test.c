// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: families that are decided when the socket is made
 *
 * The decision comes before the kernel looks whether it has the family, so
 * that every class can be tested on every kernel: EACCES when denied, anything
 * else when allowed.
 */

#include "net.h"

#ifndef AF_MCTP
#define AF_MCTP 45
#endif
#ifndef AF_SMC
#define AF_SMC 43
#endif

static const struct {
	const char *class;
	int family;
	int type;
	int protocol;
} sockets[] = {
	{ "packet", AF_PACKET, SOCK_RAW, 0 },
	{ "packet", AF_PACKET, SOCK_DGRAM, 0 },
	{ "packet", AF_INET, SOCK_PACKET, 0 },
	{ "xdp", 44, SOCK_RAW, 0 },
	{ "vsock", AF_VSOCK, SOCK_STREAM, 0 },
	{ "vsock", AF_VSOCK, SOCK_DGRAM, 0 },
	{ "vsock", AF_VSOCK, SOCK_SEQPACKET, 0 },
	{ "smc", AF_SMC, SOCK_STREAM, 0 },
	{ "smc", AF_SMC, SOCK_STREAM, 1 },
	{ "smc", AF_INET, SOCK_STREAM, IPPROTO_SMC },
	{ "smc", AF_INET6, SOCK_STREAM, IPPROTO_SMC },
	{ "rds", AF_RDS, SOCK_SEQPACKET, 0 },
	{ "tipc", AF_TIPC, SOCK_RDM, 0 },
	{ "rxrpc", AF_RXRPC, SOCK_DGRAM, PF_INET },
	{ "bluetooth", AF_BLUETOOTH, SOCK_SEQPACKET, 0 },
	{ "can", AF_CAN, SOCK_RAW, 1 },
	{ "can", AF_CAN, SOCK_DGRAM, 2 },
	{ "kcm", AF_KCM, SOCK_DGRAM, 0 },
	{ "l2tp", AF_INET, SOCK_DGRAM, IPPROTO_L2TP },
	{ "l2tp", AF_INET6, SOCK_DGRAM, IPPROTO_L2TP },
	{ "pppox", AF_PPPOX, SOCK_STREAM, 0 },
	{ "llc", AF_LLC, SOCK_STREAM, 0 },
	{ "x25", AF_X25, SOCK_SEQPACKET, 0 },
	{ "ax25", AF_AX25, SOCK_DGRAM, 0 },
	{ "netrom", AF_NETROM, SOCK_SEQPACKET, 0 },
	{ "rose", AF_ROSE, SOCK_SEQPACKET, 0 },
	{ "atm", AF_ATMPVC, SOCK_DGRAM, 0 },
	{ "atm", AF_ATMSVC, SOCK_DGRAM, 0 },
	{ "appletalk", AF_APPLETALK, SOCK_DGRAM, 0 },
	{ "phonet", AF_PHONET, SOCK_DGRAM, 0 },
	{ "ieee802154", AF_IEEE802154, SOCK_RAW, 0 },
	{ "caif", AF_CAIF, SOCK_SEQPACKET, 0 },
	{ "nfc", AF_NFC, SOCK_RAW, 0 },
	{ "qrtr", 42, SOCK_DGRAM, 0 },
	{ "mctp", AF_MCTP, SOCK_DGRAM, 0 },
	{ "iucv", AF_IUCV, SOCK_STREAM, 0 },
	{ "isdn", AF_ISDN, SOCK_RAW, 0 },
	{ "other", AF_IPX, SOCK_DGRAM, 0 },
	{ "other", AF_DECnet, SOCK_STREAM, 0 },
	{ "other", AF_ECONET, SOCK_DGRAM, 0 },
	{ "other", AF_ASH, SOCK_DGRAM, 0 },
	{ "other", AF_IB, SOCK_RAW, 0 },
	{ "other", AF_MPLS, SOCK_RAW, 0 },
};

static int create(int family, int type, int protocol)
{
	int fd = make_socket(family, type, protocol);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

FIXTURE(class)
{
	int unused;
};

FIXTURE_SETUP(class)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
}

FIXTURE_TEARDOWN(class)
{
	EXPECT_EQ(0, policy_reset());
}

/* A denied class cannot even be made, all others can. */
TEST_F(class, denied_by_name)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(sockets); i++) {
		ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=%s\n",
				  self_path(), sockets[i].class));
		EXPECT_EQ(-EACCES, create(sockets[i].family, sockets[i].type,
					  sockets[i].protocol))
		{
			TH_LOG("%s: family %d type %d protocol %d",
			       sockets[i].class, sockets[i].family,
			       sockets[i].type, sockets[i].protocol);
		}
		ASSERT_EQ(0, load("default deny\nallow exe=%s proto=%s\n",
				  self_path(), sockets[i].class));
		err = create(sockets[i].family, sockets[i].type,
			     sockets[i].protocol);
		EXPECT_NE(-EACCES, err)
		{
			TH_LOG("%s: family %d", sockets[i].class,
			       sockets[i].family);
		}
	}
}

/* The default denies them all, also families that no class names. */
TEST_F(class, denied_by_default)
{
	size_t i;
	int family;

	ASSERT_EQ(0, load("default deny\nallow proto=tcp,udp,sctp,icmp,raw\n"));
	for (i = 0; i < ARRAY_SIZE(sockets); i++) {
		EXPECT_EQ(-EACCES, create(sockets[i].family, sockets[i].type,
					  sockets[i].protocol))
		{
			TH_LOG("%s: family %d", sockets[i].class,
			       sockets[i].family);
		}
	}
	for (family = 0; family < AF_MAX; family++) {
		if (family == AF_UNIX || family == AF_INET ||
		    family == AF_INET6 || family == AF_NETLINK ||
		    family == AF_ALG || family == AF_KEY)
			continue;
		EXPECT_EQ(-EACCES, create(family, SOCK_DGRAM, 0))
		{
			TH_LOG("family %d", family);
		}
	}
}

/* A rule with an address does not allow what may reach any address. */
TEST_F(class, address_does_not_allow)
{
	ASSERT_EQ(0, load("default deny\nallow dst=0.0.0.0/0,::/0\n"));
	EXPECT_EQ(-EACCES, create(AF_PACKET, SOCK_DGRAM, 0));
	EXPECT_EQ(-EACCES, create(AF_SMC, SOCK_STREAM, 0));
	EXPECT_EQ(-EACCES, create(AF_RXRPC, SOCK_DGRAM, PF_INET));
	ASSERT_EQ(0, load("default deny\nallow\n"));
	EXPECT_EQ(0, create(AF_PACKET, SOCK_DGRAM, 0));
}

/* But it denies them: the denied address is one they may reach. */
TEST_F(class, address_denies)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=192.0.2.1\n"));
	EXPECT_EQ(-EACCES, create(AF_PACKET, SOCK_DGRAM, 0));
	EXPECT_EQ(-EACCES, create(AF_SMC, SOCK_STREAM, 0));
	ASSERT_EQ(0, load("default allow\nallow proto=packet\n"
			  "deny dst=192.0.2.1\n"));
	EXPECT_EQ(0, create(AF_PACKET, SOCK_DGRAM, 0));
}

/* The errno of the rule is that of socket(2). */
TEST_F(class, errno_of_the_rule)
{
	ASSERT_EQ(0, load("default allow\n"
			  "deny proto=packet errno=EPERM\n"));
	EXPECT_EQ(-EPERM, create(AF_PACKET, SOCK_RAW, 0));
}

/* Sockets that cannot leave the machine are nobody's business. */
TEST_F(class, local_families_are_free)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	char byte;
	int pair[2], fd, server;
	socklen_t len;

	ASSERT_EQ(0, load("default deny\n"));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	EXPECT_EQ(0, do_send(pair[0]));
	EXPECT_EQ(1, read(pair[1], &byte, 1));
	EXPECT_EQ(0, create(AF_NETLINK, SOCK_RAW, 0));
	EXPECT_NE(-EACCES, create(AF_ALG, SOCK_SEQPACKET, 0));
	EXPECT_NE(-EACCES, create(AF_KEY, SOCK_RAW, 2));

	/* By name, too: an autobound abstract socket. */
	server = make_socket(AF_UNIX, SOCK_DGRAM, 0);
	fd = make_socket(AF_UNIX, SOCK_DGRAM, 0);
	ASSERT_LE(0, server);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(server, (struct sockaddr *)&name,
			  sizeof(sa_family_t)));
	len = sizeof(name);
	ASSERT_EQ(0, getsockname(server, (struct sockaddr *)&name, &len));
	EXPECT_EQ(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&name, len));
	EXPECT_EQ(0, connect(fd, (struct sockaddr *)&name, len));
	EXPECT_EQ(0, do_send(fd));
	close(fd);
	close(server);
	close(pair[0]);
	close(pair[1]);
}

/* A socket made while it was allowed dies with the permission. */
TEST_F(class, revoked_class_cannot_send)
{
	struct {
		uint16_t family;
		uint16_t protocol;
		int index;
		uint16_t type;
		uint8_t pkttype, halen;
		uint8_t addr[8];
	} lo = { .family = AF_PACKET, .protocol = htons(0x88b5), .halen = 6 };
	int fd;

	ASSERT_EQ(0, own_network());
	lo.index = if_nametoindex("lo");
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=packet\n",
			  self_path()));
	fd = make_socket(AF_PACKET, SOCK_DGRAM, 0);
	ASSERT_LE(0, fd);
	EXPECT_EQ(1, sendto(fd, "x", 1, 0, (struct sockaddr *)&lo, 20));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, (struct sockaddr *)&lo, 20));
	EXPECT_EQ(EACCES, errno);
	close(fd);
}

TEST_HARNESS_MAIN
