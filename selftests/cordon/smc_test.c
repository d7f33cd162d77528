// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: SMC that fell back to TCP
 *
 * The program's file has the kernel's own TCP socket then, connected by the
 * kernel.
 */

#include "net.h"

FIXTURE(fallback)
{
	int listener, other;
	int fd, peer;
};

FIXTURE_SETUP(fallback)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->other = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->other);
	self->fd = make_socket(AF_INET, SOCK_STREAM, IPPROTO_SMC);
	if (self->fd == -EPROTONOSUPPORT)
		SKIP(return, "no SMC");
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, do_connect(self->fd, GOOD4, port_of(self->listener)));
	self->peer = do_accept(self->listener);
	ASSERT_LE(0, self->peer);
}

FIXTURE_TEARDOWN(fallback)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
	close(self->other);
	close(self->fd);
	close(self->peer);
}

TEST_F(fallback, deny_cuts)
{
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=smc\n",
			  self_path()));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->peer));
}

/*
 * A connect that may be made, and fails as the socket is connected already,
 * is not what connected it.
 */
TEST_F(fallback, failed_connect_clears_nothing)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=smc\n",
			  self_path()));
	EXPECT_EQ(-EISCONN,
		  do_connect(self->fd, GOOD4, port_of(self->other)));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->peer));
	EXPECT_TRUE(nothing_at(self->other));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
}

TEST_HARNESS_MAIN
