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

FIXTURE_SETUP(cork)
{
	int on = 1;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->evil = place_copy(&self->place, "probe", "evil");
	ASSERT_NE(NULL, self->evil);
	self->in = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->in);
	self->port = port_of(self->in);
	self->fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, setsockopt(self->fd, IPPROTO_UDP, UDP_CORK, &on,
				sizeof(on)));
}

FIXTURE_TEARDOWN(cork)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->in);
	close(self->fd);
}

static int uncork(int fd)
{
	int off = 0;

	return setsockopt(fd, IPPROTO_UDP, UDP_CORK, &off, sizeof(off)) ?
		-errno : 0;
}

/* A corked packet to an allowed address arrives as a whole. */
TEST_F(cork, allowed)
{
	ASSERT_EQ(0, load("default deny\nallow dst=" GOOD4 "\n"));
	EXPECT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(2, do_recv(self->in));
}

/* What begins a packet to a denied address begins none. */
TEST_F(cork, denied)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, BAD4, self->port, 0));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_TRUE(nothing_at(self->in));
}

/* Another program cannot add to a packet on its way where it may not send. */
TEST_F(cork, passed_on)
{
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->fd };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self->evil));
	ASSERT_EQ(0, do_sendto(self->fd, BAD4, self->port, 0));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* Nor where the socket is connected to an address that it may send to. */
TEST_F(cork, passed_on_connected)
{
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->fd };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self->evil));
	ASSERT_EQ(0, do_connect(self->fd, GOOD4, self->port));
	ASSERT_EQ(0, do_sendto(self->fd, BAD4, self->port, 0));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, uncork(self->fd));
	EXPECT_EQ(1, do_recv(self->in));
}

/* A new deny stops what is added to a packet that was begun before it. */
TEST_F(cork, revoked)
{
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, do_sendto(self->fd, BAD4, self->port, 0));
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, GOOD4, self->port, 0));
}

TEST_HARNESS_MAIN
