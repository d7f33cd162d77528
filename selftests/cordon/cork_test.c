// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: datagrams that are put together from several calls
 */

#include "exe.h"

#include <netinet/udp.h>

FIXTURE(cork)
{
	struct place place;
	int in, fd;
	uint16_t port;
	char *evil;
};

FIXTURE_VARIANT(cork)
{
	int family;
	const char *good;
	const char *bad;
	int option; /* UDP_CORK of the socket */
	int flags; /* of each piece */
};

FIXTURE_VARIANT_ADD(cork, option_ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4, .option = 1,
};

FIXTURE_VARIANT_ADD(cork, option_ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6, .option = 1,
};

FIXTURE_VARIANT_ADD(cork, flag_ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4, .flags = MSG_MORE,
};

FIXTURE_VARIANT_ADD(cork, flag_ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6, .flags = MSG_MORE,
};

FIXTURE_SETUP(cork)
{

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->evil = place_copy(&self->place, "probe", "evil");
	ASSERT_NE(NULL, self->evil);
	self->in = receiver(variant->family, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->in);
	self->port = port_of(self->in);
	self->fd = make_socket(variant->family, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, setsockopt(self->fd, IPPROTO_UDP, UDP_CORK,
				&variant->option, sizeof(variant->option)));
}

FIXTURE_TEARDOWN(cork)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->in);
	close(self->fd);
}

/* One more byte of the datagram. */
static int add(const FIXTURE_VARIANT(cork) *v, int fd)
{
	ssize_t len = send(fd, "x", 1, v->flags);

	return len < 0 ? -errno : len != 1 ? -EIO : 0;
}

/* The same, with an address. */
static int add_to(const FIXTURE_VARIANT(cork) *v, int fd, const char *text,
		  uint16_t port)
{
	return do_sendto(fd, text, port, v->flags);
}

/* Sends it off, however it was held back. */
static int uncork(int fd)
{
	int off = 0;

	return setsockopt(fd, IPPROTO_UDP, UDP_CORK, &off, sizeof(off)) ?
		-errno : 0;
}

/* A corked packet to an allowed address arrives as a whole. */
TEST_F(cork, allowed)
{
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->good));
	EXPECT_EQ(0, add_to(variant, self->fd, variant->good, self->port));
	EXPECT_EQ(0, add(variant, self->fd));
	EXPECT_TRUE(nothing_at(self->in));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(2, do_recv(self->in));
}

/* What begins a packet to a denied address begins none. */
TEST_F(cork, denied)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, add_to(variant, self->fd, variant->bad, self->port));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
}

/* Another program cannot add to a packet on its way where it may not send. */
TEST_F(cork, passed_on)
{
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->fd };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self->evil,
			  variant->bad));
	ASSERT_EQ(0, add_to(variant, self->fd, variant->bad, self->port));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* Nor where the socket is connected to an address that it may send to. */
TEST_F(cork, passed_on_connected)
{
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->fd };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self->evil,
			  variant->bad));
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	ASSERT_EQ(0, add_to(variant, self->fd, variant->bad, self->port));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* A new deny stops what is added to a packet that was begun before it. */
TEST_F(cork, revoked)
{
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, add_to(variant, self->fd, variant->bad, self->port));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, add(variant, self->fd));
	EXPECT_EQ(-EACCES, add_to(variant, self->fd, variant->good, self->port));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* The same where a send without an address began it, which was not judged. */
TEST_F(cork, revoked_begun_by_cleared)
{
	ASSERT_EQ(0, do_connect(self->fd, variant->bad, self->port));
	ASSERT_EQ(0, add(variant, self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	/* The first call under a policy is judged in a slower way. */
	EXPECT_EQ(0, try_udp(variant->good, 9));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->good, self->port, 0));
	EXPECT_EQ(-EACCES, add_to(variant, self->fd, variant->good, self->port));
	EXPECT_EQ(-EACCES, add(variant, self->fd));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/*
 * The socket has got another peer since. The datagram has not over IPv6; over
 * IPv4 the protocol takes it along.
 */
TEST_F(cork, peer_changed)
{
	const char *where = variant->family == AF_INET ? variant->good :
							    variant->bad;
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->fd };

	ASSERT_EQ(0, do_connect(self->fd, variant->bad, self->port));
	ASSERT_EQ(0, add(variant, self->fd));
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", where));
	EXPECT_EQ(0, add(variant, self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", where));
	EXPECT_EQ(-EACCES, add(variant, self->fd));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self->evil,
			  where));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(2, do_recv(self->in));
	/* It is gone: now the peer is who counts. */
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->good));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* To be allowed to add to a datagram is not to be allowed to the peer. */
TEST_F(cork, judged_for_another_than_the_peer)
{
	ASSERT_EQ(0, do_connect(self->fd, variant->bad, self->port));
	ASSERT_EQ(0, add_to(variant, self->fd, variant->good, self->port));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(0, add(variant, self->fd));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(2, do_recv(self->in));
	EXPECT_EQ(-EACCES, add(variant, self->fd));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
}

/* Any number that nobody takes. */
#define PROTO 253

FIXTURE(raw)
{
	int in, fd;
};

FIXTURE_VARIANT(raw)
{
	int family;
	const char *good;
	const char *bad;
};

FIXTURE_VARIANT_ADD(raw, ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(raw, ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6,
};

FIXTURE_SETUP(raw)
{
	struct target bad = target(variant->bad, 0);

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->in = make_socket(variant->family, SOCK_RAW, PROTO);
	ASSERT_LE(0, self->in);
	ASSERT_EQ(0, bind(self->in, &bad.addr.sa, bad.len));
	self->fd = make_socket(variant->family, SOCK_RAW, PROTO);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(raw)
{
	EXPECT_EQ(0, policy_reset());
	close(self->in);
	close(self->fd);
}

/* Raw IPv6 goes where it began to go, too; raw IPv4 where it ends. */
TEST_F(raw, revoked)
{
	int v6 = variant->family == AF_INET6;

	ASSERT_EQ(0, do_sendto(self->fd, variant->bad, 0, MSG_MORE));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(v6 ? -EACCES : 0, do_sendto(self->fd, variant->good, 0, 0));
	ASSERT_EQ(0, do_connect(self->fd, variant->good, 0));
	EXPECT_EQ(v6 ? -EACCES : 0, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->in));

	/* When it has gone, only addresses count. */
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, do_sendto(self->fd, variant->good, 0, 0));
	EXPECT_EQ(!v6, nothing_at(self->in));
	if (v6) {
		EXPECT_EQ(2, do_recv(self->in));
	}
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, 0, 0));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
}

/* The same where a send without an address began it. */
TEST_F(raw, revoked_begun_by_connected)
{
	int v6 = variant->family == AF_INET6;

	ASSERT_EQ(0, do_connect(self->fd, variant->bad, 0));
	ASSERT_EQ(1, send(self->fd, "x", 1, MSG_MORE));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(v6 ? -EACCES : 0, do_sendto(self->fd, variant->good, 0, 0));
	ASSERT_EQ(0, do_connect(self->fd, variant->good, 0));
	EXPECT_EQ(v6 ? -EACCES : 0, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
}

/* What is sent in one piece on a connection needs no more than its address. */
TEST_F(raw, connected)
{
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->bad));
	ASSERT_EQ(0, do_connect(self->fd, variant->bad, 0));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(0, do_send(self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, do_send(self->fd));
}

TEST_HARNESS_MAIN
