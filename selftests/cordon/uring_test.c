// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what io_uring sends is judged for its owner
 */

#include "queue.h"
#include "uring.h"

FIXTURE(uring)
{
	struct ring ring;
	int tcp, udp;
	uint16_t tcp_port, udp_port;
};

FIXTURE_VARIANT(uring)
{
	unsigned int setup;
	unsigned int flags;
};

FIXTURE_VARIANT_ADD(uring, inline) {
};

FIXTURE_VARIANT_ADD(uring, worker) {
	.flags = IOSQE_ASYNC,
};

FIXTURE_VARIANT_ADD(uring, sqpoll) {
	.setup = IORING_SETUP_SQPOLL,
};

FIXTURE_SETUP(uring)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	self->udp = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->tcp);
	ASSERT_LE(0, self->udp);
	self->tcp_port = port_of(self->tcp);
	self->udp_port = port_of(self->udp);
	if (ring_open(&self->ring, variant->setup) == -ENOSYS)
		SKIP(return, "no io_uring");
	ASSERT_LT(0, self->ring.fd);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self_path()));
}

FIXTURE_TEARDOWN(uring)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	ring_close(&self->ring);
	close(self->tcp);
	close(self->udp);
}

/* Connections are judged in every context that io_uring makes them in. */
TEST_F(uring, connect)
{
	struct target good = target(GOOD4, self->tcp_port);
	struct target bad = target(BAD4, self->tcp_port);
	struct io_uring_sqe sqe;
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);

	ASSERT_LE(0, fd);
	sqe = sqe_connect(fd, &bad);
	sqe.flags |= variant->flags;
	EXPECT_EQ(-EACCES, ring_do(&self->ring, &sqe));
	EXPECT_TRUE(nothing_at(self->tcp));
	sqe = sqe_connect(fd, &good);
	sqe.flags |= variant->flags;
	EXPECT_EQ(0, ring_do(&self->ring, &sqe));

	sqe = sqe_send(fd, NULL);
	sqe.flags |= variant->flags;
	EXPECT_EQ(1, ring_do(&self->ring, &sqe));
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, ring_do(&self->ring, &sqe));
	close(fd);
}

/* So are packets, with an address of their own. */
TEST_F(uring, send)
{
	struct target good = target(GOOD4, self->udp_port);
	struct target bad = target(BAD4, self->udp_port);
	struct io_uring_sqe sqe;
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	sqe = sqe_send(fd, &bad);
	sqe.flags |= variant->flags;
	EXPECT_EQ(-EACCES, ring_do(&self->ring, &sqe));
	EXPECT_TRUE(nothing_at(self->udp));
	sqe = sqe_send(fd, &good);
	sqe.flags |= variant->flags;
	EXPECT_EQ(1, ring_do(&self->ring, &sqe));
	EXPECT_EQ(1, do_recv(self->udp));
	close(fd);
}

TEST_F(uring, sendmsg)
{
	struct target good = target(GOOD4, self->udp_port);
	struct target bad = target(BAD4, self->udp_port);
	struct iovec iov = { "x", 1 };
	struct msghdr msg = { .msg_name = &bad.addr, .msg_namelen = bad.len,
			      .msg_iov = &iov, .msg_iovlen = 1 };
	struct io_uring_sqe sqe;
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	sqe = sqe_sendmsg(fd, &msg);
	sqe.flags |= variant->flags;
	EXPECT_EQ(-EACCES, ring_do(&self->ring, &sqe));
	EXPECT_TRUE(nothing_at(self->udp));
	msg.msg_name = &good.addr;
	EXPECT_EQ(1, ring_do(&self->ring, &sqe));
	EXPECT_EQ(1, do_recv(self->udp));
	close(fd);
}

/* So are sockets of classes that are decided when they are made. */
TEST_F(uring, socket)
{
	struct io_uring_sqe sqe = sqe_socket(AF_PACKET, SOCK_DGRAM, 0);

	sqe.flags |= variant->flags;
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=packet\n",
			  self_path()));
	EXPECT_EQ(-EACCES, ring_do(&self->ring, &sqe));
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=packet\n",
			  self_path()));
	EXPECT_LE(0, ring_do(&self->ring, &sqe));
}

static int connect_as_root(void *arg)
{
	uint16_t port = *(uint16_t *)arg;
	struct target t = target(GOOD4, port);
	struct io_uring_sqe sqe;
	struct ring ring;
	int personality, fd = make_socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || ring_open(&ring, 0))
		return -STATUS_SETUP;
	personality = syscall(__NR_io_uring_register, ring.fd,
			      IORING_REGISTER_PERSONALITY, NULL, 0);
	if (personality <= 0 || become(1000))
		return -STATUS_SETUP;
	sqe = sqe_connect(fd, &t);
	sqe.personality = personality;
	return ring_do(&ring, &sqe);
}

/* Credentials kept in a ring do not change who the task is. */
TEST_F(uring, personality)
{
	if (variant->setup || variant->flags)
		return;
	ASSERT_EQ(0, load("default allow\ndeny uid=1000\n"));
	EXPECT_EQ(-EACCES, task_run(connect_as_root, &self->tcp_port));
	ASSERT_EQ(0, load("default allow\ndeny uid=0\n"));
	EXPECT_EQ(0, task_run(connect_as_root, &self->tcp_port));
}

struct held {
	const FIXTURE_VARIANT(uring) *variant;
	uint16_t port;
	bool leave;
	struct event submitted;
};

/* Asks by a ring of its own. */
static int ask_by_ring(void *arg)
{
	struct held *held = arg;
	struct target t = target(BAD4, held->port);
	struct io_uring_sqe sqe;
	struct ring ring;
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || ring_open(&ring, held->variant->setup))
		return -STATUS_SETUP;
	sqe = sqe_connect(fd, &t);
	sqe.flags |= held->variant->flags;
	if (ring_submit(&ring, &sqe))
		return -STATUS_SETUP;
	if (held->leave) {
		event_set(&held->submitted);
		pause();
	}
	return ring_wait(&ring);
}

/* The answer reaches the request; the polling thread is never held. */
TEST_F(uring, held_request)
{
	struct held held = { .variant = variant, .port = self->tcp_port };
	struct question q;
	struct task task;

	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, ask_by_ring, &held));
	if (variant->setup & IORING_SETUP_SQPOLL) {
		EXPECT_EQ(-EACCES, task_wait(&task));
	} else {
		ASSERT_EQ(0, queue_wait(&q, 1));
		EXPECT_TRUE(task_pending(&task));
		EXPECT_EQ(0, answer(q.id, "allow"));
		EXPECT_EQ(0, task_wait(&task));
		EXPECT_EQ(0, wait_readable(self->tcp));
	}
	task_kill(&task);
}

/* A process with a held request dies at once, and its question with it. */
TEST_F(uring, owner_of_held_request_dies)
{
	struct held held = { .variant = variant, .port = self->tcp_port,
			     .leave = true };
	struct question q;
	struct task task;
	long long end;

	if (variant->setup & IORING_SETUP_SQPOLL)
		return;
	ASSERT_EQ(0, event_init(&held.submitted));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, ask_by_ring, &held));
	ASSERT_EQ(0, queue_wait(&q, 1));
	if (variant->flags & IOSQE_ASYNC) {
		EXPECT_EQ(0, event_wait(&held.submitted));
	}
	kill(task.pid, SIGKILL);
	EXPECT_EQ(-EINTR, task_wait(&task));
	end = now_ms() + PATIENCE_MS;
	while (queue_read(NULL, 0) && now_ms() < end)
		usleep(2000);
	EXPECT_EQ(0, queue_read(NULL, 0));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_TRUE(nothing_at(self->tcp));
}

static int exec_while_held(void *arg)
{
	struct held *held = arg;
	struct target t = target(BAD4, held->port);
	struct io_uring_sqe sqe;
	struct ring ring;
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || ring_open(&ring, 0))
		return -STATUS_SETUP;
	sqe = sqe_connect(fd, &t);
	sqe.flags |= IOSQE_ASYNC;
	if (ring_submit(&ring, &sqe))
		return -STATUS_SETUP;
	event_wait(&held->submitted);
	execl("/bin/true", "true", NULL);
	return -errno;
}

/* execve cancels held requests instead of waiting for them. */
TEST_F(uring, exec_ends_held_request)
{
	struct held held = { .port = self->tcp_port };
	struct question q;
	struct task task;

	if (!(variant->flags & IOSQE_ASYNC))
		return;
	ASSERT_EQ(0, event_init(&held.submitted));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, exec_while_held, &held));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&held.submitted);
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_TRUE(nothing_at(self->tcp));
	task_kill(&task);
}

TEST_HARNESS_MAIN
