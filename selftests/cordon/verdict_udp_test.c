// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: packets over UDP and UDP-Lite
 */

#include "batch.h"

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

FIXTURE(udp)
{
	int receiver;
	uint16_t port;
	int fd;
};

FIXTURE_VARIANT(udp)
{
	int family;
	int protocol;
	const char *class;
	const char *good;
	const char *bad;
};

FIXTURE_VARIANT_ADD(udp, ipv4) {
	.family = AF_INET, .class = "udp", .good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(udp, ipv6) {
	.family = AF_INET6, .class = "udp", .good = GOOD6, .bad = BAD6,
};

FIXTURE_VARIANT_ADD(udp, lite_ipv4) {
	.family = AF_INET, .protocol = IPPROTO_UDPLITE, .class = "udplite",
	.good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(udp, lite_ipv6) {
	.family = AF_INET6, .protocol = IPPROTO_UDPLITE, .class = "udplite",
	.good = GOOD6, .bad = BAD6,
};

FIXTURE_SETUP(udp)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->receiver = receiver(variant->family, SOCK_DGRAM,
				  variant->protocol);
	if (self->receiver == -EPROTONOSUPPORT)
		SKIP(return, "no UDP-Lite");
	ASSERT_LE(0, self->receiver);
	self->port = port_of(self->receiver);
	self->fd = make_socket(variant->family, SOCK_DGRAM, variant->protocol);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=%s dst=%s dport=%d"
			  "\n", self_path(), variant->class, variant->good,
			  self->port));
}

FIXTURE_TEARDOWN(udp)
{
	EXPECT_EQ(0, policy_reset());
	close(self->receiver);
	close(self->fd);
}

/* Packets to the allowed address arrive, others do not leave. */
TEST_F(udp, sendto)
{
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, self->port, 0));
	EXPECT_EQ(1, do_recv(self->receiver));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->bad, self->port, 0));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->good, self->port + 1,
				     0));
	EXPECT_TRUE(nothing_at(self->receiver));
}

/* connect is judged, and what it cleared may be sent to. */
TEST_F(udp, connect)
{
	EXPECT_EQ(-EACCES, do_connect(self->fd, variant->bad, self->port));
	EXPECT_EQ(-EDESTADDRREQ, do_send(self->fd));
	EXPECT_EQ(0, do_connect(self->fd, variant->good, self->port));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->receiver));
}

/* A connected socket that names another address is judged for that one. */
TEST_F(udp, name_on_connected)
{
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->bad, self->port, 0));
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, self->port, 0));
	EXPECT_EQ(1, do_recv(self->receiver));
	EXPECT_TRUE(nothing_at(self->receiver));
}

static struct msghdr message(struct target *t, struct iovec *iov)
{
	return (struct msghdr) {
		.msg_name = &t->addr, .msg_namelen = t->len,
		.msg_iov = iov, .msg_iovlen = 1,
	};
}

/* sendmsg alike. */
TEST_F(udp, sendmsg)
{
	struct target good = target(variant->good, self->port);
	struct target bad = target(variant->bad, self->port);
	struct iovec iov = { "ab", 2 };
	struct msghdr msg = message(&good, &iov);

	EXPECT_EQ(2, sendmsg(self->fd, &msg, 0));
	EXPECT_EQ(2, do_recv(self->receiver));
	msg = message(&bad, &iov);
	EXPECT_EQ(-1, sendmsg(self->fd, &msg, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->receiver));
}

/* sendmmsg stops at the first denied address; the rest is not sent. */
TEST_F(udp, sendmmsg_stops)
{
	struct target good = target(variant->good, self->port);
	struct target bad = target(variant->bad, self->port);
	struct batch batch = { .fd = self->fd };
	struct batch denied = { .fd = self->fd };

	batch_add(&batch, &good);
	batch_add(&batch, &good);
	batch_add(&batch, &bad);
	/*
	 * Control data of a later message may divert it, and nobody sees it:
	 * of who may do that, only a rule without dst= allows a batch.
	 */
	EXPECT_EQ(-EACCES, batch_send(&batch));
	EXPECT_TRUE(nothing_at(self->receiver));
	/* With Mobile IPv6 that is everybody. */
	if (strchr(variant->good, ':'))
		return;
	EXPECT_EQ(0, task_run(batch_all_but_one_as_user, &batch));
	EXPECT_EQ(1, do_recv(self->receiver));
	EXPECT_EQ(1, do_recv(self->receiver));
	EXPECT_TRUE(nothing_at(self->receiver));
	batch_add(&denied, &bad);
	batch_add(&denied, &good);
	EXPECT_EQ(-EACCES, batch_send(&denied));
	EXPECT_TRUE(nothing_at(self->receiver));
}

/* Corked data goes where its first part went, whatever a later part names. */
TEST_F(udp, cork_does_not_redirect)
{
	ASSERT_EQ(0, do_sendto(self->fd, variant->good, self->port, MSG_MORE));
	do_sendto(self->fd, variant->bad, self->port, MSG_MORE);
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, self->port, 0));
	EXPECT_LE(2, do_recv(self->receiver));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->bad, self->port,
				     MSG_MORE));
	EXPECT_TRUE(nothing_at(self->receiver));
}

/* Who answers from an unconnected socket needs a rule, by sport= for one. */
TEST_F(udp, reply_needs_a_rule)
{
	union address from;
	socklen_t len = sizeof(from);
	char byte;

	ASSERT_EQ(0, do_sendto(self->fd, variant->good, self->port, 0));
	ASSERT_EQ(0, wait_readable(self->receiver));
	ASSERT_EQ(1, recvfrom(self->receiver, &byte, 1, 0, &from.sa, &len));
	EXPECT_EQ(-1, sendto(self->receiver, "y", 1, 0, &from.sa, len));
	EXPECT_EQ(EACCES, errno);
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=%s sport=%d\n",
			  self_path(), variant->class, self->port));
	EXPECT_EQ(1, sendto(self->receiver, "y", 1, 0, &from.sa, len));
	EXPECT_EQ(1, do_recv(self->fd));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->good, self->port, 0));
}

/* Packets without a byte of data are judged too. */
TEST_F(udp, empty_packet)
{
	struct target good = target(variant->good, self->port);
	struct target bad = target(variant->bad, self->port);

	EXPECT_EQ(-1, sendto(self->fd, "", 0, 0, &bad.addr.sa, bad.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->receiver));
	EXPECT_EQ(0, sendto(self->fd, "", 0, 0, &good.addr.sa, good.len));
	EXPECT_EQ(0, do_recv(self->receiver));
}

/* To drop the peer is always allowed. */
TEST_F(udp, disconnect_is_allowed)
{
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_disconnect(self->fd));
	EXPECT_EQ(-EDESTADDRREQ, do_send(self->fd));
}

/* The class of UDP-Lite is not that of UDP. */
TEST_F(udp, classes_differ)
{
	ASSERT_EQ(0, load("default allow\ndeny proto=%s\n",
			  variant->protocol ? "udp" : "udplite"));
	EXPECT_EQ(0, do_sendto(self->fd, variant->bad, self->port, 0));
	EXPECT_EQ(1, do_recv(self->receiver));
	ASSERT_EQ(0, load("default allow\ndeny proto=%s\n", variant->class));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->good, self->port, 0));
}

TEST_HARNESS_MAIN
