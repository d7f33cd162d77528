// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what is taken away while a task is held, and what a
 * question keeps of it
 */

#include "exe.h"
#include "queue.h"
#include "uring.h"

#define NETWORKS "/proc/sys/user/max_net_namespaces"

FIXTURE(teardown)
{
	struct place place;
	int tcp;
	char port[8];
	char *program;
	char text[TEXT_MAX];
};

FIXTURE_SETUP(teardown)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->tcp);
	snprintf(self->port, sizeof(self->port), "%d", port_of(self->tcp));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask dst=" BAD4 "\n"));
	ASSERT_EQ(0, responder_start());
}

FIXTURE_TEARDOWN(teardown)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	place_remove(&self->place);
	close(self->tcp);
}

struct request {
	uint16_t port;
	bool cancel;
	struct event go;
};

/* A worker of the ring is held; then the ring goes, or the request. */
static int end_request(void *arg)
{
	struct request *request = arg;
	struct target t = target(BAD4, request->port);
	struct io_uring_sqe sqe;
	struct ring ring;
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);
	int err;

	if (fd < 0 || ring_open(&ring, 0))
		return -STATUS_SETUP;
	sqe = sqe_connect(fd, &t);
	sqe.flags |= IOSQE_ASYNC;
	sqe.user_data = 1;
	if (ring_submit(&ring, &sqe) || event_wait(&request->go))
		return -STATUS_SETUP;
	if (!request->cancel) {
		ring_close(&ring);
		return event_wait(&request->go);
	}
	sqe = (struct io_uring_sqe){
		.opcode = IORING_OP_ASYNC_CANCEL, .fd = -1, .addr = 1,
	};
	if (ring_submit(&ring, &sqe))
		return -STATUS_SETUP;
	/* Both end, in either order: one is cancelled, one has cancelled. */
	err = ring_wait(&ring);
	err += ring_wait(&ring);
	return err == -EINTR || err == -EINTR - EALREADY ? event_wait(&request->go) :
							  err;
}

static void request_ends(struct __test_metadata *const _metadata,
			 FIXTURE_DATA(teardown) *self, bool cancel)
{
	struct request request = { .port = port_of(self->tcp),
				   .cancel = cancel };
	struct question q, later;
	struct task task;

	ASSERT_EQ(0, event_init(&request.go));
	ASSERT_EQ(0, task_start(&task, end_request, &request));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&request.go);
	/* Nobody waits; the program may still try again. */
	EXPECT_EQ(0, status_wait("held", 0));
	ASSERT_EQ(1, queue_read(&later, 0));
	EXPECT_EQ(q.id, later.id);
	EXPECT_TRUE(field_is(later.line, "state", "open"));
	EXPECT_TRUE(task_pending(&task));
	/* When it has ended it will not. */
	event_set(&request.go);
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_TRUE(nothing_at(self->tcp));
	task_kill(&task);
}

TEST_F(teardown, ring_closed)
{
	request_ends(_metadata, self, false);
}

TEST_F(teardown, request_cancelled)
{
	request_ends(_metadata, self, true);
}

/* A program on a file system of its own, mounted at @dir, is held. */
static int start_mounted(FIXTURE_DATA(teardown) *self, const char *dir,
			 struct task *task, struct question *q)
{
	struct run run = { .argv = { "program", "connect", BAD4, self->port } };

	if (mkdir(dir, 0755) || mount("test", dir, "tmpfs", 0, NULL))
		return -errno;
	self->program = place_copy(&self->place, "probe", "mount/program");
	if (!self->program)
		return -ENOENT;
	run.path = self->program;
	snprintf(self->text, sizeof(self->text), "\"%s\"", self->program);
	return run_start(task, &run) ?: queue_wait_field(q, "exe", self->text);
}

/* The file system of a held program is in use, and free with its end. */
TEST_F(teardown, file_system)
{
	char *dir = place_path(&self->place, "mount");
	struct question q;
	struct task task;

	ASSERT_EQ(0, start_mounted(self, dir, &task, &q));
	EXPECT_EQ(-1, umount(dir));
	EXPECT_EQ(EBUSY, errno);

	/* Its question outlives it: of that the file system knows nothing. */
	responder_stop();
	EXPECT_EQ(-EACCES, task_wait(&task));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "exe", self->text));
	EXPECT_EQ(0, umount(dir));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "exe", self->text));
}

/* Unmounted lazily under a held program: it is still who it was. */
TEST_F(teardown, file_system_detached)
{
	char *dir = place_path(&self->place, "mount");
	struct question q, later;
	struct task task;

	ASSERT_EQ(0, start_mounted(self, dir, &task, &q));
	ASSERT_EQ(0, umount2(dir, MNT_DETACH));
	ASSERT_EQ(0, kill(task.pid, SIGSTOP));
	ASSERT_EQ(task.pid, waitpid(task.pid, NULL, WUNTRACED));
	ASSERT_EQ(0, kill(task.pid, SIGCONT));
	ASSERT_EQ(0, queue_wait(&later, 1));
	EXPECT_EQ(q.id, later.id);
	ASSERT_EQ(0, change("before %lld allow exe=%s\n",
			    field_number(q.line, "rule"), self->program));
	EXPECT_EQ(0, task_wait(&task));
	task_kill(&task);
}

/* Asks in a network of its own, which ends with it. */
static int ask_in_network(void *arg)
{
	return own_network() ? -STATUS_SETUP : try_udp(BAD4, 9);
}

static int make_network(void *arg)
{
	return unshare(CLONE_NEWNET) ? -errno : 0;
}

/* No room for a second network before the first is no more. */
static int wait_for_room(void)
{
	long long end = now_ms() + PATIENCE_MS;
	int err;

	do {
		err = task_run(make_network, NULL);
	} while (err == -ENOSPC && now_ms() < end);
	return err;
}

struct networks {
	bool lost;
	struct event full, go;
	struct task task;
};

/* In a user namespace that may have one network at a time. */
static int one_network(void *arg)
{
	struct networks *networks = arg;

	if (unshare(CLONE_NEWUSER) || write_path(NETWORKS, "1") ||
	    task_start(&networks->task, ask_in_network, NULL))
		return -STATUS_SETUP;
	if (event_wait(&networks->go) ||
	    task_run(make_network, NULL) != -ENOSPC)
		return -STATUS_SETUP;
	event_set(&networks->full);
	if (!networks->lost)
		task_kill(&networks->task);
	else if (task_wait(&networks->task) != -EACCES)
		return -STATUS_SETUP;
	return wait_for_room();
}

static void network_ends(struct __test_metadata *const _metadata, bool lost)
{
	struct networks networks = { .lost = lost };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&networks.full));
	ASSERT_EQ(0, event_init(&networks.go));
	ASSERT_EQ(0, task_start(&task, one_network, &networks));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&networks.go);
	ASSERT_EQ(0, event_wait(&networks.full));
	if (lost)
		responder_stop();
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(lost, status_of("questions"));
	task_kill(&task);
}

/* A network is gone when the held task is that it was made for. */
TEST_F(teardown, network_of_killed_task)
{
	network_ends(_metadata, false);
}

/* So it is when the question is still there. */
TEST_F(teardown, network_of_open_question)
{
	network_ends(_metadata, true);
}

TEST_HARNESS_MAIN
