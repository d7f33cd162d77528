// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a program's socket that the kernel sends on
 *
 * A network block device sends in the context of whoever needs a block, who
 * need not be allowed to send anything.
 */

#include "exe.h"
#include "nbd.h"

FIXTURE(nbd)
{
	struct place place;
	struct nbd nbd;
	int listener;
	char *evil;
};

FIXTURE_SETUP(nbd)
{
	int err;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->evil = place_copy(&self->place, "probe", "evil");
	ASSERT_NE(NULL, self->evil);
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	ASSERT_EQ(0, tcp_pair(self->nbd.sock, self->listener, GOOD4));
	err = nbd_start(&self->nbd);
	if (err == -ENOENT || err == -ENXIO)
		SKIP(return, "no " NBD_DEVICE);
	ASSERT_EQ(0, err);
}

FIXTURE_TEARDOWN(nbd)
{
	EXPECT_EQ(0, policy_reset());
	EXPECT_EQ(0, nbd_stop(&self->nbd));
	close(self->listener);
	close(self->nbd.sock[0]);
	close(self->nbd.sock[1]);
	place_remove(&self->place);
}

/* A program that may send nothing reads its files, wherever they are. */
TEST_F(nbd, whoever_needs_a_block)
{
	struct run run = { .path = self->evil,
			   .argv = { "x", "read", NBD_DEVICE } };

	EXPECT_EQ(0, run_wait(&run));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->evil));
	EXPECT_EQ(0, run_wait(&run));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, run_wait(&run));
}

/* For all others it is a socket like any. */
TEST_F(nbd, program_itself_is_judged)
{
	struct run run = { .path = self->evil, .argv = { "x", "send", "9" },
			   .fd = self->nbd.sock[0] };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->evil));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, do_send(self->nbd.sock[0]));
}

TEST_HARNESS_MAIN
