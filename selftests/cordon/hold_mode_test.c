// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: who is held, for how long, and what ends it
 */

#include "queue.h"

FIXTURE(mode)
{
	int tcp;
	struct attempt bad, other;
};

FIXTURE_SETUP(mode)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, tcp_targets(&self->tcp, &self->bad, &self->other));
}

FIXTURE_TEARDOWN(mode)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	close(self->tcp);
}

/* Loads a policy that asks, with that "unanswered" line. */
static int load_asking(const char *unanswered)
{
	return load("default allow\nunanswered %s\n"
		    "ask exe=%s dst=" BAD4 "," OTHER4 "\n", unanswered,
		    self_path());
}

/* Where nobody answers, nobody is held. */
TEST_F(mode, no_responder)
{
	ASSERT_EQ(0, load_asking("deny after=600"));
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	ASSERT_EQ(0, load_asking("allow after=600"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
}

/* The time runs out: the verdict is that of "unanswered", from then at once. */
TEST_F(mode, timeout_once)
{
	long long asked = status_of("asked"), timeouts = status_of("timeouts");
	long long start = now_ms(), end;
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=3"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(-EACCES, task_wait(&task));
	end = now_ms();
	EXPECT_LE(2900, end - start);
	EXPECT_EQ(timeouts + 1, status_of("timeouts"));
	/* Neither this target nor another holds the program again. */
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->other));
	EXPECT_GT(2500, now_ms() - end);
	EXPECT_EQ(asked + 1, status_of("asked"));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "state", "timeout"));
	EXPECT_TRUE(field_is(q.line, "waiting", "0"));
}

/* As many seconds later the program is asked about anew. */
TEST_F(mode, asked_anew_after_timeout)
{
	struct question q, next = {};
	struct task task;

	ASSERT_EQ(0, load_asking("allow after=1"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(0, task_wait(&task));
	while (queue_read(&next, 0) > 0)
		usleep(10000);
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &next));
	EXPECT_LT(q.id, next.id);
	EXPECT_EQ(0, answer(next.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* An answer that comes late waits for the next call. */
TEST_F(mode, late_answer)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=2"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	EXPECT_EQ(-EACCES, task_wait(&task));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
}

/* hold=none: asked, denied at once, and the answer is for the next try. */
TEST_F(mode, hold_none)
{
	struct question q;

	ASSERT_EQ(0, load_asking("deny after=600 hold=none"));
	ASSERT_EQ(0, responder_start());
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "waiting", "0"));
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	EXPECT_EQ(1, queue_read(&q, 0));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
	/* Once. */
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	EXPECT_EQ(1, queue_read(&q, 0));
}

/* The answer is for the target that was asked about, and for no other. */
TEST_F(mode, waiting_answer_has_a_target)
{
	struct question q;

	ASSERT_EQ(0, load_asking("deny after=600 hold=none"));
	ASSERT_EQ(0, responder_start());
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->other));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
}

/* hold=blocking: who asked not to be blocked is not. */
TEST_F(mode, hold_blocking)
{
	struct attempt nonblocking = self->bad;
	struct question q;
	struct task task;

	nonblocking.nonblocking = true;
	ASSERT_EQ(0, load_asking("deny after=600 hold=blocking"));
	ASSERT_EQ(0, responder_start());
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &nonblocking));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "waiting", "0"));
	/* A blocking one joins the question that this has made. */
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(1, queue_read(NULL, 0));
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

static int send_dontwait(void *arg)
{
	struct attempt *a = arg;
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);

	return do_sendto(fd, a->addr, a->port, MSG_DONTWAIT);
}

/* MSG_DONTWAIT says the same for one call. */
TEST_F(mode, hold_blocking_dontwait)
{
	ASSERT_EQ(0, load_asking("deny after=600 hold=blocking"));
	ASSERT_EQ(0, responder_start());
	EXPECT_EQ(-EACCES, task_run(send_dontwait, &self->bad));
	EXPECT_EQ(1, queue_read(NULL, 0));
}

/* hold=all holds the non-blocking, too. */
TEST_F(mode, hold_all)
{
	struct attempt nonblocking = self->bad;
	struct question q;
	struct task task;

	nonblocking.nonblocking = true;
	ASSERT_EQ(0, load_asking("deny after=600 hold=all"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &nonblocking, &q));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

static int respond(void *arg)
{
	struct event *ready = arg;

	if (responder_start())
		return -STATUS_SETUP;
	event_set(ready);
	pause();
	return 0;
}

/* A responder that dies lets everybody go at once. */
TEST_F(mode, responder_dies)
{
	struct task task, responder;
	struct event ready;
	struct question q;

	ASSERT_EQ(0, event_init(&ready));
	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, task_start(&responder, respond, &ready));
	ASSERT_EQ(0, event_wait(&ready));
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	while (status_of("held") < 1)
		usleep(1000);
	task_kill(&responder);
	EXPECT_EQ(-EACCES, task_wait(&task));
	EXPECT_EQ(0, status_of("held"));

	/* One that comes back finds the question, and can answer it. */
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "state", "lost"));
	EXPECT_TRUE(field_is(q.line, "dst", BAD4));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
}

/* One of two responders may go. */
TEST_F(mode, one_responder_stays)
{
	struct task task, responder;
	struct event ready;
	struct question q;

	ASSERT_EQ(0, event_init(&ready));
	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, task_start(&responder, respond, &ready));
	ASSERT_EQ(0, event_wait(&ready));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	task_kill(&responder);
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(1, status_of("held"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

/* A new policy judges the held again. */
TEST_F(mode, policy_replaced)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, task_wait(&task));

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* One that still asks keeps them waiting, and can still be answered. */
TEST_F(mode, policy_still_asks)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, change("append deny exe=/nowhere\n"));
	ASSERT_EQ(0, load("default ask\nunanswered deny after=600\n"));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
}

/* The default may ask; its questions say rule 0. */
TEST_F(mode, default_asks)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load("default ask\nunanswered deny after=600\n"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_TRUE(field_is(q.line, "rule", "0"));
	ASSERT_EQ(0, change("append allow exe=%s\n", self_path()));
	EXPECT_EQ(0, task_wait(&task));
}

TEST_HARNESS_MAIN
