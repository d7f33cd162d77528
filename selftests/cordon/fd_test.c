// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a socket is judged for whoever sends, wherever it is from
 */

#include "channel.h"
#include "exe.h"

FIXTURE(fd)
{
	struct place place;
	int listener;
	int pair[2];
	char *probe;
};

FIXTURE_SETUP(fd)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->probe = place_copy(&self->place, "probe", "evil");
	ASSERT_NE(NULL, self->probe);
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->probe));
	ASSERT_EQ(0, tcp_pair(self->pair, self->listener, GOOD4));
}

FIXTURE_TEARDOWN(fd)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->listener);
	close(self->pair[0]);
	close(self->pair[1]);
}

/* Runs the program with an open socket as descriptor 9. */
static int run_with(const char *path, int fd, const char *a1, const char *a2,
		    const char *a3, const char *a4)
{
	struct run run = { .path = path, .argv = { "x", a1, a2, a3, a4 },
			   .fd = fd };

	return run_wait(&run);
}

/* An inherited connection is that of the heir, who may not use it. */
TEST_F(fd, inherited_over_exec)
{
	EXPECT_EQ(0, do_send(self->pair[0]));
	EXPECT_EQ(1, do_recv(self->pair[1]));
	EXPECT_EQ(-EACCES, run_with(self->probe, self->pair[0], "send", "9",
				    NULL, NULL));
	EXPECT_TRUE(nothing_at(self->pair[1]));
	EXPECT_EQ(0, do_send(self->pair[0]));
	EXPECT_EQ(1, do_recv(self->pair[1]));
}

/* And one that may use it does. */
TEST_F(fd, inherited_by_an_allowed_program)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s dst=" GOOD4 "\n",
			  self->probe));
	EXPECT_EQ(-EACCES, do_send(self->pair[0]));
	EXPECT_EQ(0, run_with(self->probe, self->pair[0], "send", "9", NULL,
			      NULL));
	EXPECT_EQ(1, do_recv(self->pair[1]));
	EXPECT_EQ(-EACCES, do_send(self->pair[0]));
	EXPECT_TRUE(nothing_at(self->pair[1]));
}

/* A connected datagram socket alike. */
TEST_F(fd, inherited_datagram_socket)
{
	int in = receiver(AF_INET, SOCK_DGRAM, 0);
	int out = make_socket(AF_INET, SOCK_DGRAM, 0);

	ASSERT_LE(0, in);
	ASSERT_LE(0, out);
	ASSERT_EQ(0, do_connect(out, GOOD4, port_of(in)));
	EXPECT_EQ(-EACCES, run_with(self->probe, out, "send", "9", NULL, NULL));
	EXPECT_TRUE(nothing_at(in));
	EXPECT_EQ(0, do_send(out));
	EXPECT_EQ(1, do_recv(in));
	close(out);
	close(in);
}

/* The unconnected socket of another is no way to connect. */
TEST_F(fd, inherited_unconnected)
{
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);
	char port[8];

	ASSERT_LE(0, fd);
	snprintf(port, sizeof(port), "%d", port_of(self->listener));
	EXPECT_EQ(-EACCES, run_with(self->probe, fd, "connectfd", "9", GOOD4,
				    port));
	EXPECT_TRUE(nothing_at(self->listener));
	close(fd);
}

/* An accepted connection may be replied on by whoever was handed it. */
TEST_F(fd, accepted_may_be_inherited)
{
	EXPECT_EQ(0, run_with(self->probe, self->pair[1], "send", "9", NULL,
			      NULL));
	EXPECT_EQ(1, do_recv(self->pair[0]));
}

struct handover {
	int channel;
	const char *probe;
};

static int use_received(void *arg)
{
	struct handover *h = arg;
	int fd = control_receive(h->channel);

	return fd < 0 ? fd : run_with(h->probe, fd, "send", "9", NULL, NULL);
}

/* A connection that came over a unix socket is the receiver's to answer for. */
TEST_F(fd, passed_over_unix_socket)
{
	struct handover h = { .probe = self->probe };
	int channel[2];

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				channel));
	h.channel = channel[1];
	ASSERT_EQ(0, control_send(channel[0], self->pair[0]));
	EXPECT_EQ(-EACCES, task_run(use_received, &h));
	EXPECT_TRUE(nothing_at(self->pair[1]));
	EXPECT_EQ(0, do_send(self->pair[0]));
	close(channel[0]);
	close(channel[1]);
}

struct theft {
	pid_t pid;
	int fd;
	const char *probe;
};

static int use_stolen(void *arg)
{
	struct theft *t = arg;
	int pidfd = sys_pidfd_open(t->pid, 0);
	int fd = pidfd < 0 ? -1 : sys_pidfd_getfd(pidfd, t->fd, 0);

	if (fd < 0)
		return -STATUS_SETUP;
	return run_with(t->probe, fd, "send", "9", NULL, NULL);
}

/* Nor does it help to take it out of another process. */
TEST_F(fd, taken_by_pidfd)
{
	struct theft t = { .pid = getpid(), .fd = self->pair[0],
			   .probe = self->probe };

	EXPECT_EQ(-EACCES, task_run(use_stolen, &t));
	EXPECT_TRUE(nothing_at(self->pair[1]));
}

static int send_forked(void *arg)
{
	return do_send(*(int *)arg);
}

/* A fork is the same subject. */
TEST_F(fd, forked_is_the_same)
{
	EXPECT_EQ(0, task_run(send_forked, &self->pair[0]));
	EXPECT_EQ(1, do_recv(self->pair[1]));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self_path()));
	EXPECT_EQ(-EACCES, task_run(send_forked, &self->pair[0]));
	EXPECT_TRUE(nothing_at(self->pair[1]));
}

TEST_HARNESS_MAIN
