// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: packets that claim to come from somebody else
 *
 * An error goes to where its packet says it came from, with what was in it: a
 * program that may send to this machine alone would have its kernel write to
 * anybody.
 */

#include "netlink.h"
#include "task.h"

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>

#define USER 1000
#define DEVICE "far"
#define NEAR6 "fd00:1::1"
#define FAR6 "fd00:1::9"
#define NEAR4 "10.9.0.1"
#define FAR4 "10.9.0.9"
#define TOKEN "reflected"

/* Any port that nobody listens to. */
#define PORT 9

FIXTURE(reflect)
{
	int wire;
};

FIXTURE_VARIANT(reflect)
{
	const char *here, *far;
	int level, option;
	/* Who may not set it gets no further. */
	bool privileged;
};

FIXTURE_VARIANT_ADD(reflect, freebind) {
	.here = GOOD6, .far = FAR6,
	.level = IPPROTO_IPV6, .option = IPV6_FREEBIND,
};

FIXTURE_VARIANT_ADD(reflect, freebind_of_ipv4) {
	.here = GOOD6, .far = FAR6,
	.level = IPPROTO_IP, .option = IP_FREEBIND,
};

FIXTURE_VARIANT_ADD(reflect, transparent) {
	.here = GOOD6, .far = FAR6,
	.level = IPPROTO_IPV6, .option = IPV6_TRANSPARENT, .privileged = true,
};

FIXTURE_VARIANT_ADD(reflect, transparent_ipv4) {
	.here = NEAR4, .far = FAR4,
	.level = IPPROTO_IP, .option = IP_TRANSPARENT, .privileged = true,
};

/* A network that leads to nobody, but that packets leave for. */
static int make_device(void)
{
	struct ifinfomsg info = {};
	struct nlattr *link;
	struct netlink nl;

	nl_start(&nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &info,
		 sizeof(info));
	nl_put_text(&nl, IFLA_IFNAME, DEVICE);
	link = nl_nest(&nl, IFLA_LINKINFO);
	nl_put_text(&nl, IFLA_INFO_KIND, "dummy");
	nl_done(&nl, link);
	return nl_talk(NETLINK_ROUTE, &nl);
}

static int device_up(void)
{
	struct in6_request six = { .prefix_len = 64 };
	struct target four = target(NEAR4, 0);
	struct ifreq ifr = { .ifr_name = DEVICE };
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	int fd6 = make_socket(AF_INET6, SOCK_DGRAM, 0);
	int err = 0;

	six.index = if_nametoindex(DEVICE);
	inet_pton(AF_INET6, NEAR6, &six.addr);
	ifr.ifr_addr = four.addr.sa;
	if (ioctl(fd, SIOCSIFADDR, &ifr) || ioctl(fd, SIOCGIFFLAGS, &ifr))
		err = -errno;
	ifr.ifr_flags |= IFF_UP;
	if (!err && (ioctl(fd, SIOCSIFFLAGS, &ifr) ||
		     ioctl(fd6, SIOCSIFADDR, &six)))
		err = -errno;
	close(fd);
	close(fd6);
	return err ?: wait_for_address(NEAR6);
}

/* All that leaves by the device. */
static int wire_open(void)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(ETH_P_ALL) };
	int fd = make_socket(AF_PACKET, SOCK_DGRAM, 0);

	at.sll_ifindex = if_nametoindex(DEVICE);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)))
		return -errno;
	return fd;
}

/* Has one with the token left? What is sent has left by then. */
static bool token_left(int wire)
{
	char packet[2048];
	ssize_t len;

	while ((len = recv(wire, packet, sizeof(packet), MSG_DONTWAIT)) > 0)
		if (memmem(packet, len, TOKEN, strlen(TOKEN)))
			return true;
	return false;
}

FIXTURE_SETUP(reflect)
{
	int err;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	err = make_device();
	if (err == -EOPNOTSUPP)
		SKIP(return, "no dummy devices");
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, device_up());
	self->wire = wire_open();
	ASSERT_LE(0, self->wire);
}

FIXTURE_TEARDOWN(reflect)
{
	EXPECT_EQ(0, policy_reset());
	close(self->wire);
}

/* Sends to this machine in the name of somebody else. */
static int send_as(void *arg)
{
	const FIXTURE_VARIANT(reflect) *v = arg;
	struct target far = target(v->far, 0), here = target(v->here, PORT);
	int family = far.addr.sa.sa_family;
	int on = 1, fd = make_socket(family, SOCK_DGRAM, 0);

	if (!v->privileged && become(USER))
		return -STATUS_SETUP;
	if (setsockopt(fd, v->level, v->option, &on, sizeof(on)) ||
	    bind(fd, &far.addr.sa, far.len))
		return -errno;
	return sendto(fd, TOKEN, strlen(TOKEN), 0, &here.addr.sa, here.len) <
	       0 ? -errno : 0;
}

/* Where all is allowed, the error leaves: the trick works. */
TEST_F(reflect, allowed)
{
	EXPECT_EQ(0, task_run(send_as, (void *)variant));
	EXPECT_TRUE(token_left(self->wire));
}

/* To be allowed to send here does not open the way to everybody. */
TEST_F(reflect, only_here)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s dst=%s\n", self_path(),
			  variant->here));
	EXPECT_EQ(-EACCES, task_run(send_as, (void *)variant));
	EXPECT_FALSE(token_left(self->wire));
}

static int set_freebind(int family, int type, int protocol)
{
	int on = 1, fd = make_socket(family, type, protocol);
	int err;

	if (fd < 0)
		return fd;
	err = setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) ?
		      -errno : 0;
	close(fd);
	return err;
}

/*
 * Over IPv4 packets with such a source are not sent, so nobody is kept from
 * that; but SCTP tells its peer of all addresses, a server of our own perhaps,
 * which replies to each of them.
 */
TEST(freebind_over_ipv4)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	if (set_freebind(AF_INET, SOCK_STREAM, IPPROTO_SCTP) ==
	    -EPROTONOSUPPORT)
		SKIP(return, "no SCTP");
	ASSERT_EQ(0, set_freebind(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
	ASSERT_EQ(0, load("default deny\nallow dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, set_freebind(AF_INET, SOCK_STREAM, IPPROTO_SCTP));
	EXPECT_EQ(-EACCES, set_freebind(AF_INET6, SOCK_STREAM, 0));
	EXPECT_EQ(0, set_freebind(AF_INET, SOCK_STREAM, 0));
	EXPECT_EQ(0, set_freebind(AF_INET, SOCK_DGRAM, 0));
	EXPECT_EQ(0, policy_reset());
}

/* A server that may have such addresses replies like any. */
TEST_F(reflect, server_replies)
{
	int family = strchr(variant->here, ':') ? AF_INET6 : AF_INET;
	struct target here = target(variant->here, 0);
	int on = 1, fd = make_socket(family, SOCK_STREAM, 0);
	int pair[2];

	ASSERT_EQ(0, setsockopt(fd, variant->level, variant->option, &on,
				sizeof(on)));
	ASSERT_EQ(0, bind(fd, &here.addr.sa, here.len));
	ASSERT_EQ(0, listen(fd, 1));
	ASSERT_EQ(0, tcp_pair(pair, fd, variant->here));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_send(pair[1]));
	EXPECT_EQ(1, do_recv(pair[0]));
	EXPECT_EQ(-EACCES, do_send(pair[0]));
	/* Until it gives the connection up, and is a socket like any. */
	ASSERT_EQ(0, do_disconnect(pair[1]));
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->here));
	EXPECT_EQ(-EACCES, do_connect(pair[1], variant->here, port_of(fd)));
	close(pair[0]);
	close(pair[1]);
	close(fd);
}

TEST_HARNESS_MAIN
