// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a tunnel, which sends by itself what goes into it
 *
 * A program is judged by where it sends to. That the kernel then sends to the
 * other end of the tunnel, and first talks to it, needs no rule.
 */

#include "task.h"
#include "wireguard.h"

FIXTURE(tunnel)
{
	struct wg_end near, far;
	int here, there;
	int inside; /* what comes out at the far end */
};

/* A network namespace of its own, then back. */
static int other_network(int here)
{
	int there;

	if (unshare(CLONE_NEWNET))
		return -errno;
	there = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (there < 0 || setns(here, CLONE_NEWNET))
		return -errno;
	return there;
}

/* A port that nobody has. */
static uint16_t free_port(void)
{
	int fd = receiver(AF_INET, SOCK_DGRAM, 0);
	uint16_t port = port_of(fd);

	close(fd);
	return port;
}

FIXTURE_SETUP(tunnel)
{
	int err;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->here = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->here);
	self->near = (struct wg_end){ .name = "near", .inside = "10.9.0.1",
				      .port = free_port(), .secret = 0x11 };
	self->far = (struct wg_end){ .name = "far", .inside = "10.9.0.2",
				     .port = free_port(), .secret = 0x22 };
	ASSERT_NE(self->near.port, self->far.port);
	err = wg_create(&self->near);
	if (err == -EOPNOTSUPP)
		SKIP(return, "no WireGuard");
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, wg_create(&self->far));
	ASSERT_EQ(0, wg_set_key(&self->near));
	ASSERT_EQ(0, wg_set_key(&self->far));
	ASSERT_EQ(0, wg_set_peer(&self->near, &self->far));
	ASSERT_EQ(0, wg_set_peer(&self->far, &self->near));
	self->there = other_network(self->here);
	ASSERT_LE(0, self->there);
	ASSERT_EQ(0, wg_move(&self->far, self->there));
	ASSERT_EQ(0, wg_up(&self->near, &self->far));
	ASSERT_EQ(0, setns(self->there, CLONE_NEWNET));
	ASSERT_EQ(0, wg_up(&self->far, &self->near));
	self->inside = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_EQ(0, setns(self->here, CLONE_NEWNET));
	ASSERT_LE(0, self->inside);
}

FIXTURE_TEARDOWN(tunnel)
{
	EXPECT_EQ(0, policy_reset());
	close(self->inside);
	close(self->there);
	close(self->here);
}

/* The handshake and the packets around ours need no rule. */
TEST_F(tunnel, allowed_through_it)
{
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", self->far.inside));
	EXPECT_EQ(-EACCES, try_udp(GOOD4, self->far.port));
	ASSERT_EQ(0, try_udp(self->far.inside, port_of(self->inside)));
	EXPECT_EQ(1, do_recv(self->inside));
}

/* To be allowed to the other end of the tunnel opens nothing inside. */
TEST_F(tunnel, denied_through_it)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", self->far.inside));
	EXPECT_EQ(-EACCES, try_udp(self->far.inside, port_of(self->inside)));
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, try_udp(self->far.inside, port_of(self->inside)));
	EXPECT_EQ(1, do_recv(self->inside));
	EXPECT_TRUE(nothing_at(self->inside));
}

TEST_HARNESS_MAIN
