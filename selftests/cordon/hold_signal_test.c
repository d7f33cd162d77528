// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: held tasks and everything that happens to tasks
 */

#include "exe.h"
#include "queue.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/time.h>

/* How many a task got: shared with it. */
static int *signals;

FIXTURE(held)
{
	int tcp;
	struct attempt bad, other;
	long long asked;
};

FIXTURE_SETUP(held)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, tcp_targets(&self->tcp, &self->bad, &self->other));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "," OTHER4 "\n",
			  self_path()));
	ASSERT_EQ(0, responder_start());
	self->asked = status_of("asked");
	signals = mmap(NULL, sizeof(*signals), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, signals);
}

FIXTURE_TEARDOWN(held)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	close(self->tcp);
}

static int wait_for_none(void)
{
	long long end = now_ms() + PATIENCE_MS;

	while (queue_read(NULL, 0) && now_ms() < end)
		usleep(1000);
	return queue_read(NULL, 0);
}

/* Death ends the wait at once, and the question that nobody waits for. */
TEST_F(held, killed)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	kill(task.pid, SIGKILL);
	EXPECT_EQ(-EINTR, task_wait(&task));
	EXPECT_EQ(0, wait_for_none());
	EXPECT_EQ(-ENOENT, answer(q.id, "allow"));
}

/* While one of two waits, the question stays. */
TEST_F(held, one_of_two_killed)
{
	struct task one, two;
	struct question q;

	ASSERT_EQ(0, attempt_held(&one, &self->bad, &q));
	ASSERT_EQ(0, attempt_start(&two, &self->bad));
	ASSERT_EQ(0, queue_wait(&q, 2));
	kill(one.pid, SIGKILL);
	EXPECT_EQ(-EINTR, task_wait(&one));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&two));
}

static void count_signal(int sig)
{
	__atomic_fetch_add(signals, 1, __ATOMIC_RELAXED);
}

static int signals_so_far(void)
{
	return __atomic_load_n(signals, __ATOMIC_RELAXED);
}

/* Waits until the task has got so many more. */
static int wait_for_signals(int n)
{
	long long end = now_ms() + PATIENCE_MS;
	int enough = signals_so_far() + n;

	while (signals_so_far() < enough) {
		if (now_ms() > end)
			return -ETIMEDOUT;
		usleep(1000);
	}
	return 0;
}

struct timed {
	struct attempt *attempt;
	int flags;
	int usec;
	bool again;
};

/* Connects while a timer keeps firing. */
static int connect_with_timer(void *arg)
{
	struct timed *timed = arg;
	struct sigaction action = { .sa_handler = count_signal,
				    .sa_flags = timed->flags };
	struct itimerval timer = {
		.it_value = { .tv_usec = timed->usec },
		.it_interval = { .tv_usec = timed->usec },
	};
	int err;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	do {
		err = attempt_fn(timed->attempt);
	} while (err == -EINTR && timed->again);
	return err;
}

/* A signal every 10 ms, as Go's runtime sends, does not ask again. */
TEST_F(held, restarted_call_keeps_its_question)
{
	struct timed timed = { .attempt = &self->bad, .flags = SA_RESTART,
			       .usec = 10000 };
	struct question q, later;
	struct task task;
	int i;

	ASSERT_EQ(0, task_start(&task, connect_with_timer, &timed));
	ASSERT_EQ(0, queue_wait(&q, 1));
	for (i = 0; i < 30; i++) {
		ASSERT_EQ(0, wait_for_signals(1));
		ASSERT_EQ(1, queue_read(&later, 0));
		EXPECT_EQ(q.id, later.id);
	}
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(self->asked + 1, status_of("asked"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

/* Nor does it turn the clock of the question back. */
TEST_F(held, restarted_call_keeps_its_clock)
{
	struct timed timed = { .attempt = &self->bad, .flags = SA_RESTART,
			       .usec = 10000 };
	long long start = now_ms();

	ASSERT_EQ(0, load("default allow\nunanswered deny after=1\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	EXPECT_EQ(-EACCES, task_run(connect_with_timer, &timed));
	EXPECT_LE(900, now_ms() - start);
	EXPECT_EQ(self->asked + 1, status_of("asked"));
}

/* A handler without SA_RESTART sees EINTR; to try again is the same question. */
TEST_F(held, interrupted_call)
{
	struct timed timed = { .attempt = &self->bad, .usec = 20000 };
	struct question q, later;
	struct task task;

	EXPECT_EQ(-EINTR, task_run(connect_with_timer, &timed));
	timed.again = true;
	ASSERT_EQ(0, task_start(&task, connect_with_timer, &timed));
	ASSERT_EQ(0, queue_wait(&q, 1));
	ASSERT_EQ(0, wait_for_signals(5));
	ASSERT_EQ(1, queue_read(&later, 0));
	EXPECT_EQ(q.id, later.id);
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_TRUE(status_of("asked") <= self->asked + 2);
}

/* Stopped and continued, the task still waits for the same answer. */
TEST_F(held, stopped_and_continued)
{
	struct question q, later;
	struct task task;
	int status, i;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	for (i = 0; i < 3; i++) {
		ASSERT_EQ(0, kill(task.pid, SIGSTOP));
		ASSERT_EQ(task.pid, waitpid(task.pid, &status, WUNTRACED));
		ASSERT_TRUE(WIFSTOPPED(status));
		ASSERT_EQ(0, kill(task.pid, SIGCONT));
		ASSERT_EQ(0, queue_wait(&later, 1));
		EXPECT_EQ(q.id, later.id);
	}
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(self->asked + 1, status_of("asked"));
}

/* An answer while it is stopped is found when it goes on. */
TEST_F(held, answered_while_stopped)
{
	struct question q;
	struct task task;
	int status;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, kill(task.pid, SIGSTOP));
	ASSERT_EQ(task.pid, waitpid(task.pid, &status, WUNTRACED));
	EXPECT_EQ(0, answer(q.id, "allow"));
	ASSERT_EQ(0, kill(task.pid, SIGCONT));
	EXPECT_EQ(0, task_wait(&task));
}

/* A debugger that attaches and leaves changes nothing. */
TEST_F(held, traced)
{
	struct question q, later;
	struct task task;
	int status;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, ptrace(PTRACE_SEIZE, task.pid, 0, 0));
	ASSERT_EQ(0, ptrace(PTRACE_INTERRUPT, task.pid, 0, 0));
	ASSERT_EQ(task.pid, waitpid(task.pid, &status, __WALL));
	ASSERT_EQ(0, ptrace(PTRACE_DETACH, task.pid, 0, 0));
	ASSERT_EQ(0, queue_wait(&later, 1));
	EXPECT_EQ(q.id, later.id);
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

static void *attempt_thread(void *arg)
{
	return (void *)(long)attempt_fn(arg);
}

struct threads {
	struct attempt *one, *two;
	struct event go;
	int what;
};

enum { JOIN, EXEC, EXIT, FORK };

/* A process whose threads are held while its first one does something. */
static int with_threads(void *arg)
{
	struct threads *t = arg;
	pthread_t one, two;
	void *first, *second;
	struct task child;

	if (pthread_create(&one, NULL, attempt_thread, t->one))
		return -STATUS_SETUP;
	if (t->what == JOIN) {
		if (pthread_create(&two, NULL, attempt_thread, t->two) ||
		    pthread_join(one, &first) || pthread_join(two, &second))
			return -STATUS_SETUP;
		return first || second ? -EBADMSG : 0;
	}
	if (event_wait(&t->go))
		return -STATUS_SETUP;
	if (t->what == EXEC) {
		execl(helper("probe"), "probe", NULL);
		return -errno;
	}
	if (t->what == EXIT)
		_exit(77);
	if (task_start(&child, attempt_fn, t->two) ||
	    pthread_join(one, &first))
		return -STATUS_SETUP;
	return first ? -EBADMSG : task_wait(&child);
}

/* Threads of one process share the question, as anybody does. */
TEST_F(held, threads_share)
{
	struct threads t = { .one = &self->bad, .two = &self->bad,
			     .what = JOIN };
	struct question q;
	struct task task;

	ASSERT_EQ(0, task_start(&task, with_threads, &t));
	ASSERT_EQ(0, queue_wait(&q, 2));
	EXPECT_EQ(1, queue_read(NULL, 0));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

/* exec by another thread does not wait for the answer. */
TEST_F(held, exec_by_another_thread)
{
	struct threads t = { .one = &self->bad, .what = EXEC };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&t.go));
	ASSERT_EQ(0, task_start(&task, with_threads, &t));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&t.go);
	/* The probe without arguments. */
	EXPECT_EQ(-STATUS_USAGE, task_wait(&task));
	EXPECT_EQ(0, wait_for_none());
}

/* Nor does the end of the process. */
TEST_F(held, exit_by_another_thread)
{
	struct threads t = { .one = &self->bad, .what = EXIT };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&t.go));
	ASSERT_EQ(0, task_start(&task, with_threads, &t));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&t.go);
	EXPECT_EQ(-77, task_wait(&task));
	EXPECT_EQ(0, wait_for_none());
}

/* A child forked meanwhile is its own task behind the same question. */
TEST_F(held, fork_while_held)
{
	struct threads t = { .one = &self->bad, .two = &self->bad,
			     .what = FORK };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&t.go));
	ASSERT_EQ(0, task_start(&task, with_threads, &t));
	ASSERT_EQ(0, queue_wait(&q, 1));
	event_set(&t.go);
	ASSERT_EQ(0, queue_wait(&q, 2));
	EXPECT_EQ(1, queue_read(NULL, 0));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

struct sharing {
	int fd;
	struct attempt *attempt;
	struct event closed;
};

static int connect_shared(void *arg)
{
	struct sharing *s = arg;

	return do_connect(s->fd, s->attempt->addr, s->attempt->port);
}

/* The socket that is held can be used and closed by others meanwhile. */
TEST_F(held, socket_is_not_locked)
{
	struct sharing s = { .attempt = &self->bad };
	struct question q;
	struct task task;
	int on = 1;

	s.fd = make_socket(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, s.fd);
	ASSERT_EQ(0, task_start(&task, connect_shared, &s));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_EQ(0, setsockopt(s.fd, SOL_SOCKET, SO_KEEPALIVE, &on,
				sizeof(on)));
	EXPECT_EQ(0, do_connect(s.fd, GOOD4, self->bad.port));
	EXPECT_EQ(0, do_send(s.fd));
	close(s.fd);
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(-EISCONN, task_wait(&task));
}

TEST_HARNESS_MAIN
