// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: calls that overtake one another
 *
 * A send from memory that has to come from a block device first holds the
 * lock of its socket for as long as the test likes. Others, which have been
 * judged already, wait for it in the order in which they came.
 */

#include "nbd.h"

FIXTURE(race)
{
	struct nbd nbd;
	int listener, other;
	int pair[2];
	char *map;
};

FIXTURE_SETUP(race)
{
	int err;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	self->other = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	ASSERT_LE(0, self->other);
	ASSERT_EQ(0, tcp_pair(self->pair, self->listener, GOOD4));
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				self->nbd.sock));
	err = nbd_start(&self->nbd);
	if (err == -ENOENT || err == -ENXIO)
		SKIP(return, "no " NBD_DEVICE);
	ASSERT_EQ(0, err);
	self->map = mmap(NULL, NBD_BLOCK, PROT_READ, MAP_PRIVATE,
			 self->nbd.device, NBD_GATED);
	ASSERT_NE(MAP_FAILED, self->map);
}

FIXTURE_TEARDOWN(race)
{
	EXPECT_EQ(0, policy_reset());
	if (self->map)
		munmap(self->map, NBD_BLOCK);
	EXPECT_EQ(0, nbd_stop(&self->nbd));
	close(self->listener);
	close(self->other);
	close(self->pair[0]);
	close(self->pair[1]);
}

/* What a task does with the socket that is locked. */
struct step {
	int fd;
	const char *map;
	uint16_t port;
	struct task task;
};

static int send_slowly(void *arg)
{
	struct step *step = arg;

	return send(step->fd, step->map, 1, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

static int disconnect_step(void *arg)
{
	return do_disconnect(((struct step *)arg)->fd);
}

static int connect_step(void *arg)
{
	struct step *step = arg;

	return do_connect(step->fd, OTHER4, step->port);
}

static int send_step(void *arg)
{
	return do_send(((struct step *)arg)->fd);
}

/* Has it come to where it waits for the lock? */
static int wait_for_wait(pid_t pid)
{
	long long end = now_ms() + PATIENCE_MS;
	char path[64], text[512], *at;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read_fd(fd, text, sizeof(text)) < 0)
			return -errno;
		close(fd);
		at = strrchr(text, ')');
		if (at && at[2] == 'D')
			return 0;
		usleep(1000);
	} while (now_ms() < end);
	return -ETIMEDOUT;
}

/* One more that waits. */
static int queue_up(struct step *step, int (*fn)(void *))
{
	return task_start(&step->task, fn, step) ?:
		       wait_for_wait(step->task.pid);
}

/*
 * An accepted socket is given up and connected, all before the policy denies
 * where to; then a reply is judged, which may be sent. That does not clear the
 * socket: its next peer is on the way.
 */
TEST_F(race, accepted_connects_while_it_replies)
{
	struct step slow = { .fd = self->pair[1], .map = self->map };
	struct step gone = slow, next = slow, reply = slow;

	next.port = port_of(self->other);
	ASSERT_EQ(0, task_start(&slow.task, send_slowly, &slow));
	ASSERT_EQ(0, event_wait(&self->nbd.wanted));
	ASSERT_EQ(0, queue_up(&gone, disconnect_step));
	ASSERT_EQ(0, queue_up(&next, connect_step));
	ASSERT_EQ(0, load("default allow\ndeny dst=" OTHER4 "\n"));
	ASSERT_EQ(0, queue_up(&reply, send_step));
	event_set(&self->nbd.come);
	EXPECT_EQ(0, task_wait(&slow.task));
	EXPECT_EQ(0, task_wait(&gone.task));
	EXPECT_EQ(0, task_wait(&next.task));
	task_wait(&reply.task);
	task_kill(&slow.task);
	task_kill(&gone.task);
	task_kill(&next.task);
	task_kill(&reply.task);

	EXPECT_EQ(0, wait_readable(self->other));
	EXPECT_EQ(-EACCES, do_send(self->pair[1]));
	EXPECT_EQ(-EACCES, do_send(self->pair[1]));
}

TEST_HARNESS_MAIN
