// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what becomes of questions when the responder fails
 */

#include "queue.h"

FIXTURE(responder)
{
	int tcp;
	struct attempt bad, other;
};

FIXTURE_SETUP(responder)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, tcp_targets(&self->tcp, &self->bad, &self->other));
}

FIXTURE_TEARDOWN(responder)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_wait("responder", 0));
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	close(self->tcp);
}

static int load_asking(int after)
{
	return load("default allow\nunanswered deny after=%d\n"
		    "ask exe=%s dst=" BAD4 "," OTHER4 "\n", after,
		    self_path());
}

enum stage { OPENED, POLLED, READ_SOME, READ, WROTE };

/* A responder that gets as far as @stage with a question, and no further. */
struct responder {
	enum stage stage;
	struct event open, there, go;
	struct task task;
};

static int reach(const struct responder *r)
{
	struct pollfd p = { .fd = queue_fd, .events = POLLIN };
	struct question q;
	char some[16];

	if (r->stage == POLLED && poll(&p, 1, PATIENCE_MS) != 1)
		return -ETIMEDOUT;
	if (r->stage >= READ_SOME && queue_wait(&q, 1))
		return -ETIMEDOUT;
	if (r->stage == READ_SOME &&
	    pread(queue_fd, some, sizeof(some), 0) != sizeof(some))
		return -EIO;
	return r->stage == WROTE ? answer(q.id, "allow") : 0;
}

static int respond(void *arg)
{
	struct responder *r = arg;

	if (responder_start() || queue_read(NULL, 0))
		return -STATUS_SETUP;
	event_set(&r->open);
	if (event_wait(&r->go) || reach(r))
		return -STATUS_SETUP;
	event_set(&r->there);
	pause();
	return 0;
}

static int responder_child(struct responder *r, enum stage stage)
{
	int err;

	r->stage = stage;
	err = event_init(&r->open) ?: event_init(&r->there) ?:
		      event_init(&r->go);
	return err ?: task_start(&r->task, respond, r) ?: event_wait(&r->open);
}

/* Wherever it dies: its tasks go on, and the next one finds the question. */
TEST_F(responder, killed)
{
	static const enum stage stages[] = { OPENED, POLLED, READ_SOME, READ };
	struct question q, later;
	struct responder r;
	struct task task;
	size_t i;

	ASSERT_EQ(0, load_asking(600));
	for (i = 0; i < ARRAY_SIZE(stages); i++) {
		ASSERT_EQ(0, responder_child(&r, stages[i]));
		ASSERT_EQ(0, attempt_start(&task, &self->bad));
		ASSERT_EQ(0, status_wait("held", 1));
		event_set(&r.go);
		ASSERT_EQ(0, event_wait(&r.there));
		EXPECT_TRUE(task_pending(&task));
		task_kill(&r.task);
		EXPECT_EQ(-EACCES, task_wait(&task));
		EXPECT_EQ(0, status_of("held"));
		EXPECT_EQ(0, status_of("responder"));

		ASSERT_EQ(0, responder_start());
		ASSERT_EQ(1, queue_read(&q, 0));
		EXPECT_TRUE(field_is(q.line, "state", "lost"));
		EXPECT_TRUE(field_is(q.line, "waiting", "0"));
		/* Who comes now waits behind the same question. */
		ASSERT_EQ(0, attempt_held(&task, &self->bad, &later));
		EXPECT_EQ(q.id, later.id);
		EXPECT_TRUE(field_is(later.line, "state", "open"));
		EXPECT_EQ(0, answer(q.id, "allow"));
		EXPECT_EQ(0, task_wait(&task));
		responder_stop();
	}
}

/* An answer that was written stands, whatever happens to the writer then. */
TEST_F(responder, killed_after_answer)
{
	struct responder r;
	struct task task;

	ASSERT_EQ(0, load_asking(600));
	ASSERT_EQ(0, responder_child(&r, WROTE));
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	ASSERT_EQ(0, status_wait("held", 1));
	event_set(&r.go);
	ASSERT_EQ(0, event_wait(&r.there));
	task_kill(&r.task);
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(0, status_of("questions"));
}

static int answer_all(void *arg)
{
	struct event *ready = arg;
	struct question q;
	int i;

	if (responder_start())
		return -STATUS_SETUP;
	event_set(ready);
	for (;;) {
		for (i = 0; queue_read(&q, i) > i; i++)
			answer(q.id, "allow");
	}
	return 0;
}

/* In the middle of many answers: each task has either verdict, and an end. */
TEST_F(responder, killed_while_answering)
{
	struct task responder, tasks[8];
	struct event ready;
	int round, i, err;

	/* Nobody would accept so many connections. */
	self->bad.type = SOCK_DGRAM;
	self->other.type = SOCK_DGRAM;
	ASSERT_EQ(0, load_asking(600));
	ASSERT_EQ(0, event_init(&ready));
	for (round = 0; round < 20; round++) {
		ASSERT_EQ(0, task_start(&responder, answer_all, &ready));
		ASSERT_EQ(0, event_wait(&ready));
		for (i = 0; i < 8; i++)
			ASSERT_EQ(0, attempt_start(&tasks[i],
						   i % 2 ? &self->bad :
							   &self->other));
		/* Each time another number of them has been served. */
		for (i = 0; i < round % 8; i++)
			task_wait(&tasks[i]);
		task_kill(&responder);
		for (i = 0; i < 8; i++) {
			err = task_wait(&tasks[i]);
			EXPECT_TRUE(!err || err == -EACCES)
			{
				TH_LOG("task %d: %d", i, err);
			}
		}
		EXPECT_EQ(0, status_of("held"));
	}
}

/* One that is stopped delays nobody for longer than the policy says. */
TEST_F(responder, stopped)
{
	long long timeouts = status_of("timeouts"), start;
	struct question q;
	struct responder r;
	struct task task;
	int status;

	ASSERT_EQ(0, load_asking(3));
	ASSERT_EQ(0, responder_child(&r, READ));
	ASSERT_EQ(0, kill(r.task.pid, SIGSTOP));
	ASSERT_EQ(r.task.pid, waitpid(r.task.pid, &status, WUNTRACED));
	start = now_ms();
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	EXPECT_LE(2900, now_ms() - start);
	EXPECT_EQ(timeouts + 1, status_of("timeouts"));
	/* The rest not at all, and when it goes on it finds the question. */
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->other));
	EXPECT_EQ(timeouts + 1, status_of("timeouts"));
	ASSERT_EQ(0, kill(r.task.pid, SIGCONT));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "state", "timeout"));
	ASSERT_EQ(0, load_asking(600));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
	/* It responds: the next one waits for it. */
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	event_set(&r.go);
	ASSERT_EQ(0, event_wait(&r.there));
	EXPECT_TRUE(task_pending(&task));
	task_kill(&r.task);
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* Both see what there is; the first answer is the answer. */
TEST_F(responder, two)
{
	struct question q;
	struct responder r;
	struct task task;

	ASSERT_EQ(0, load_asking(600));
	ASSERT_EQ(0, responder_child(&r, WROTE));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	event_set(&r.go);
	ASSERT_EQ(0, event_wait(&r.there));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(-ENOENT, answer(q.id, "deny"));
	EXPECT_EQ(0, queue_read(NULL, 0));

	/* Neither is asked about, and the one that stays is enough. */
	EXPECT_EQ(-EACCES, try_tcp(BAD4, self->bad.port));
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	task_kill(&r.task);
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

/* Who has a "queue" that somebody else opened. */
struct heir {
	int fd;
	bool reads;
	struct attempt *attempt;
};

/* Connects like everybody; but it is who would have to answer. */
static int inherit(void *arg)
{
	struct heir *heir = arg;
	char c;

	if (heir->reads && pread(heir->fd, &c, 1, 0) < 0)
		return -errno;
	return attempt_fn(heir->attempt);
}

/* The open "queue" of another process, as a descriptor of our own. */
static int take_queue(pid_t pid)
{
	int pidfd = sys_pidfd_open(pid, 0), fd, err = -ENOENT;
	char path[64], file[128];
	ssize_t len;

	for (fd = 3; pidfd >= 0 && fd < 64 && err < 0; fd++) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
		len = readlink(path, file, sizeof(file) - 1);
		file[len < 0 ? 0 : len] = '\0';
		if (!strcmp(file, CORDON_DIR "queue"))
			err = sys_pidfd_getfd(pidfd, fd, 0);
	}
	close(pidfd);
	return err;
}

/* The file is handed on, and its first owner dies: nobody is let go. */
TEST_F(responder, handed_on)
{
	struct heir heir = { .attempt = &self->other };
	struct task task, idle;
	struct responder r;
	struct question q;

	ASSERT_EQ(0, load_asking(600));
	ASSERT_EQ(0, responder_child(&r, READ));
	heir.fd = take_queue(r.task.pid);
	ASSERT_LE(0, heir.fd);
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	ASSERT_EQ(0, status_wait("held", 1));
	task_kill(&r.task);
	EXPECT_EQ(1, status_of("responder"));
	EXPECT_EQ(1, status_of("held"));

	/* Who has it is like everybody, who reads it is the responder. */
	ASSERT_EQ(0, task_start(&idle, inherit, &heir));
	EXPECT_EQ(0, status_wait("held", 2));
	heir.reads = true;
	EXPECT_EQ(-EACCES, task_run(inherit, &heir));
	EXPECT_EQ(2, status_of("held"));
	task_kill(&idle);

	queue_fd = heir.fd;
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_TRUE(field_is(q.line, "state", "open"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

TEST_HARNESS_MAIN
