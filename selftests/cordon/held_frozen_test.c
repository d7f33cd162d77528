// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: held tasks that are frozen, traced or short of memory
 */

#include "queue.h"

#include <pthread.h>
#include <sys/mount.h>
#include <sys/ptrace.h>

#define CGROUP "/sys/fs/cgroup"
#define GROUP CGROUP "/cordon_held"

FIXTURE(frozen)
{
	int udp;
	struct attempt bad;
	struct task task;
	struct question q;
};

FIXTURE_SETUP(frozen)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, udp_asked(&self->udp, &self->bad));
	ASSERT_EQ(0, attempt_start(&self->task, &self->bad));
	ASSERT_EQ(0, queue_wait(&self->q, 1));
}

FIXTURE_TEARDOWN(frozen)
{
	task_kill(&self->task);
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->udp);
}

/* It still waits for the same answer, and gets it. */
static void is_held_as_before(struct __test_metadata *const _metadata,
			      FIXTURE_DATA(frozen) *self)
{
	struct question later;

	EXPECT_EQ(0, queue_wait(&later, 1));
	EXPECT_EQ(self->q.id, later.id);
	EXPECT_EQ(0, answer(self->q.id, "allow"));
	EXPECT_EQ(0, task_wait(&self->task));
	EXPECT_EQ(1, do_recv(self->udp));
}

/* Until a file of a control group says so. */
static int wait_for_line(const char *path, const char *line)
{
	long long end = now_ms() + PATIENCE_MS;
	char text[4096];
	int fd;

	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read_fd(fd, text, sizeof(text)) < 0)
			return -errno;
		close(fd);
		if (strstr(text, line))
			return 0;
		usleep(1000);
	} while (now_ms() < end);
	fprintf(stderr, "# %s: no %s in: %s\n", path, line, text);
	return -ETIMEDOUT;
}

/* A directory of the group, the file that freezes, and what it then says. */
struct freezer {
	const char *procs, *file, *on, *off, *state, *frozen;
};

static const struct freezer unified = {
	GROUP "/cgroup.procs", GROUP "/cgroup.freeze", "1", "0",
	GROUP "/cgroup.events", "frozen 1\n",
};

/* What suspend does to every task, this does to those of a group. */
#define OLD_GROUP "/tmp/cordon_freezer"
static const struct freezer old = {
	OLD_GROUP "/held/cgroup.procs", OLD_GROUP "/held/freezer.state",
	"FROZEN", "THAWED", OLD_GROUP "/held/freezer.state", "FROZEN\n",
};

static int freeze(const struct freezer *freezer, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	return write_path(freezer->procs, text) ?:
		       write_path(freezer->file, freezer->on) ?:
		       wait_for_line(freezer->state, freezer->frozen);
}

static int thaw(const struct freezer *freezer)
{
	return write_path(freezer->file, freezer->off);
}

static int make_unified(void)
{
	if (access(CGROUP "/cgroup.procs", F_OK))
		return -ENOENT;
	return mkdir(GROUP, 0755) && errno != EEXIST ? -errno : 0;
}

static int make_old(void)
{
	mkdir(OLD_GROUP, 0755);
	if (mount("freezer", OLD_GROUP, "cgroup", 0, "freezer"))
		return -errno;
	return mkdir(OLD_GROUP "/held", 0755) && errno != EEXIST ? -errno : 0;
}

static void remove_old(void)
{
	rmdir(OLD_GROUP "/held");
	umount(OLD_GROUP);
	rmdir(OLD_GROUP);
}

static void freeze_and_thaw(struct __test_metadata *const _metadata,
			    FIXTURE_DATA(frozen) *self,
			    const struct freezer *freezer)
{
	struct question later;
	int i;

	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, queue_wait(&later, 1));
		EXPECT_EQ(self->q.id, later.id);
		ASSERT_EQ(0, freeze(freezer, self->task.pid));
		ASSERT_EQ(1, queue_read(&later, 0));
		EXPECT_EQ(self->q.id, later.id);
		EXPECT_TRUE(field_is(later.line, "state", "open"));
		ASSERT_EQ(0, thaw(freezer));
	}
	/* Answered while it is frozen: the answer is there when it is not. */
	ASSERT_EQ(0, freeze(freezer, self->task.pid));
	EXPECT_EQ(0, answer(self->q.id, "allow"));
	EXPECT_TRUE(task_pending(&self->task));
	EXPECT_TRUE(nothing_at(self->udp));
	ASSERT_EQ(0, thaw(freezer));
	EXPECT_EQ(0, task_wait(&self->task));
	EXPECT_EQ(1, do_recv(self->udp));
}

TEST_F(frozen, cgroup)
{
	if (make_unified())
		SKIP(return, "no unified cgroup hierarchy at " CGROUP);
	freeze_and_thaw(_metadata, self, &unified);
	EXPECT_EQ(0, rmdir(GROUP));
}

TEST_F(frozen, like_suspend)
{
	if (make_old())
		SKIP(return, "no freezer for control groups");
	freeze_and_thaw(_metadata, self, &old);
	remove_old();
}

/* Killed in there it dies at once, and its question a moment later. */
TEST_F(frozen, killed_while_frozen)
{
	if (make_unified())
		SKIP(return, "no unified cgroup hierarchy at " CGROUP);
	ASSERT_EQ(0, freeze(&unified, self->task.pid));
	ASSERT_EQ(0, kill(self->task.pid, SIGKILL));
	EXPECT_EQ(-EINTR, task_wait(&self->task));
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(0, rmdir(GROUP));
}

/* The time goes on meanwhile: what was not answered is over. */
TEST_F(frozen, deadline_while_frozen)
{
	if (make_unified())
		SKIP(return, "no unified cgroup hierarchy at " CGROUP);
	task_kill(&self->task);
	ASSERT_EQ(0, status_wait("questions", 0));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=2\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, attempt_start(&self->task, &self->bad));
	ASSERT_EQ(0, queue_wait(&self->q, 1));
	ASSERT_EQ(0, freeze(&unified, self->task.pid));
	ASSERT_EQ(0, queue_wait_field(&self->q, "state", "timeout"));
	ASSERT_EQ(0, thaw(&unified));
	EXPECT_EQ(-EACCES, task_wait(&self->task));
	EXPECT_EQ(0, rmdir(GROUP));
}

/* Attached to the old way, by a SIGSTOP. */
TEST_F(frozen, attached)
{
	pid_t pid = self->task.pid;
	int status;

	ASSERT_EQ(0, ptrace(PTRACE_ATTACH, pid, 0, 0));
	ASSERT_EQ(pid, waitpid(pid, &status, __WALL));
	EXPECT_TRUE(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
	EXPECT_EQ(0, status_of("held"));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, 0, 0));
	is_held_as_before(_metadata, self);
}

/* The next stop of that process. */
static int stopped_by(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, __WALL) != pid || !WIFSTOPPED(status))
		return -ECHILD;
	return WSTOPSIG(status);
}

/* Interrupted and set going, without leaving, and watched at each call. */
TEST_F(frozen, interrupted_by_a_tracer)
{
	struct question later;
	pid_t pid = self->task.pid;
	int i;

	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESYSGOOD));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, queue_wait(&later, 1));
		EXPECT_EQ(self->q.id, later.id);
		ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, pid, 0, 0));
		ASSERT_EQ(SIGTRAP, stopped_by(pid));
		EXPECT_EQ(0, status_of("held"));
		ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, 0, 0));
	}
	/* A signal that would have been its end is not handed on. */
	ASSERT_EQ(0, queue_wait(&later, 1));
	ASSERT_EQ(0, kill(pid, SIGTERM));
	ASSERT_EQ(SIGTERM, stopped_by(pid));
	ASSERT_EQ(0, ptrace(PTRACE_SYSCALL, pid, 0, 0));
	ASSERT_EQ(SIGTRAP | 0x80, stopped_by(pid));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, pid, 0, 0));
	is_held_as_before(_metadata, self);
}

static int seize_and_die(void *arg)
{
	pid_t pid = *(pid_t *)arg;

	return ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_EXITKILL) ? -errno : 0;
}

/* With a tracer that takes it along. */
TEST_F(frozen, killed_by_the_end_of_a_tracer)
{
	EXPECT_EQ(0, task_run(seize_and_die, &self->task.pid));
	EXPECT_EQ(-EINTR, task_wait(&self->task));
	EXPECT_EQ(0, status_wait("questions", 0));
}

static void *attempt_thread(void *arg)
{
	return (void *)(long)attempt_fn(arg);
}

#define HOG_BYTES (64UL << 20)

struct hog {
	struct attempt *attempt;
	struct event go;
};

/* One thread is held, another takes more memory than there is. */
static int hog(void *arg)
{
	struct hog *hog = arg;
	pthread_t thread;
	char *room;

	if (pthread_create(&thread, NULL, attempt_thread, hog->attempt) ||
	    event_wait(&hog->go))
		return -STATUS_SETUP;
	room = mmap(NULL, HOG_BYTES, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(room, 1, HOG_BYTES);
	return 0;
}

/* The kernel kills for want of memory: the held thread as well, at once. */
TEST_F(frozen, out_of_memory)
{
	struct hog greedy = { .attempt = &self->bad };
	struct task task;
	struct question q;
	char text[16];

	if (make_unified() ||
	    write_path(CGROUP "/cgroup.subtree_control", "+memory"))
		SKIP(return, "no memory control group");
	ASSERT_EQ(0, write_path(GROUP "/memory.max", "16M"));
	ASSERT_EQ(0, event_init(&greedy.go));
	ASSERT_EQ(0, task_start(&task, hog, &greedy));
	ASSERT_EQ(0, queue_wait(&q, 2));
	snprintf(text, sizeof(text), "%d", task.pid);
	ASSERT_EQ(0, write_path(GROUP "/cgroup.procs", text));
	event_set(&greedy.go);
	EXPECT_EQ(-EINTR, task_wait(&task));
	EXPECT_EQ(0, wait_for_line(GROUP "/memory.events", "oom_kill 1\n"));
	/* The other one waits on. */
	EXPECT_EQ(1, status_of("held"));
	EXPECT_EQ(0, rmdir(GROUP));
	EXPECT_EQ(0, write_path(CGROUP "/cgroup.subtree_control", "-memory"));
	is_held_as_before(_metadata, self);
}

TEST_HARNESS_MAIN
