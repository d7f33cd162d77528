// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: permissive mode judges and counts, and stops nothing
 */

#include "queue.h"

FIXTURE(permissive)
{
	int listener;
	uint16_t port;
};

FIXTURE_SETUP(permissive)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(AF_INET6, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
	ASSERT_EQ(0, cordon_write("mode", "permissive"));
}

FIXTURE_TEARDOWN(permissive)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->listener);
}

/* A denied connection goes through, and its rule counts the hit. */
TEST_F(permissive, denied_goes_through)
{
	char text[TEXT_MAX];

	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "," BAD6 "\n",
			  self_path()));
	EXPECT_EQ(0, try_tcp(BAD4, self->port));
	EXPECT_EQ(0, try_tcp(BAD6, self->port));
	ASSERT_LT(0, cordon_read("policy", text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, " hits=2\n"));
}

/* Classes without an address too. */
TEST_F(permissive, denied_class_goes_through)
{
	int fd;

	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=packet\n",
			  self_path()));
	fd = make_socket(AF_PACKET, SOCK_DGRAM, 0);
	EXPECT_LE(0, fd);
	close(fd);
}

/* Nobody is held, and nothing is asked of the responder that cannot wait. */
TEST_F(permissive, ask_does_not_hold)
{
	struct attempt attempt = { .addr = BAD4, .port = self->port };
	struct task task;

	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_start(&task, &attempt));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(0, status_of("held"));
	task_kill(&task);
}

/* Established connections live on whatever the policy says. */
TEST_F(permissive, connections_are_not_cut)
{
	int pair[2];

	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, tcp_pair(pair, self->listener, GOOD4));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_send(pair[0]));
	EXPECT_EQ(1, do_recv(pair[1]));
	close(pair[0]);
	close(pair[1]);
}

/* Back in enforcing mode the same policy stops the same calls. */
TEST_F(permissive, enforcing_again)
{
	int pair[2];

	ASSERT_EQ(0, load("default deny\n"));
	ASSERT_EQ(0, tcp_pair(pair, self->listener, GOOD4));
	EXPECT_EQ(0, do_send(pair[0]));
	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	EXPECT_EQ(-EACCES, do_send(pair[0]));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
	close(pair[0]);
	close(pair[1]);
}

/* So it does with those that nobody was asked about. */
TEST_F(permissive, enforcing_again_asks)
{
	int pair[2];

	ASSERT_EQ(0, load("default ask\n"));
	ASSERT_EQ(0, tcp_pair(pair, self->listener, GOOD4));
	EXPECT_EQ(0, do_send(pair[0]));
	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	EXPECT_EQ(-EACCES, do_send(pair[0]));
	close(pair[0]);
	close(pair[1]);
}

/* Who was held when the mode changed is let go. */
TEST_F(permissive, mode_releases_the_held)
{
	struct attempt attempt = { .addr = BAD4, .port = self->port };
	struct question q;
	struct task task;

	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &attempt, &q));
	ASSERT_EQ(0, cordon_write("mode", "permissive"));
	EXPECT_EQ(0, task_wait(&task));
	task_kill(&task);
}

TEST_HARNESS_MAIN
