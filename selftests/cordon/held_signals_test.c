// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: every signal that there is, to a held task
 */

#include "queue.h"

#define SIGNALS 64
/* Of its own for each signal: then each has a question of its own. */
#define FIRST_UID 30000

static int handled;
static struct event was_handled;

static void handler(int sig)
{
	handled++;
	event_set(&was_handled);
}

FIXTURE(signals)
{
	int udp;
	struct attempt bad;
	long long asked;
};

FIXTURE_SETUP(signals)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, udp_asked(&self->udp, &self->bad));
	ASSERT_EQ(0, event_init(&was_handled));
	self->asked = status_of("asked");
}

FIXTURE_TEARDOWN(signals)
{
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->udp);
}

/* The C library keeps two for itself: no handlers for those. */
static bool is_hidden(int sig)
{
	return sig == 32 || sig == 33;
}

static bool cannot_be_caught(int sig)
{
	return sig == SIGKILL || sig == SIGSTOP;
}

static bool does_nothing(int sig)
{
	return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG ||
	       sig == SIGWINCH;
}

static bool stops(int sig)
{
	return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN ||
	       sig == SIGTTOU;
}

struct plan {
	int sig;
	struct sigaction action;
	struct attempt attempt;
};

/* Tries again when it is interrupted, once. */
static int send_with_action(void *arg)
{
	struct plan *plan = arg;
	bool caught = plan->action.sa_handler == handler;
	bool restarts = plan->action.sa_flags & SA_RESTART;
	int err;

	/* Not of an orphaned process group: those cannot be stopped. */
	if (setpgid(0, 0) ||
	    (plan->action.sa_handler != SIG_DFL &&
	     sigaction(plan->sig, &plan->action, NULL)))
		return -STATUS_SETUP;
	err = attempt_fn(&plan->attempt);
	if (handled != caught || (err == -EINTR) != (caught && !restarts))
		return -EBADMSG;
	return err == -EINTR ? attempt_fn(&plan->attempt) : err;
}

/* What is ignored, or handled, changes nothing of the question. */
static void goes_on(struct __test_metadata *const _metadata,
		    FIXTURE_DATA(signals) *self, struct plan *plan)
{
	struct question q, later;
	struct task task;

	plan->attempt = self->bad;
	ASSERT_EQ(0, task_start(&task, send_with_action, plan));
	ASSERT_EQ(0, queue_wait(&q, 1));
	ASSERT_EQ(0, kill(task.pid, plan->sig));
	if (plan->action.sa_handler == handler)
		ASSERT_EQ(0, event_wait(&was_handled));
	ASSERT_EQ(0, queue_wait(&later, 1));
	EXPECT_EQ(q.id, later.id);
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task))
	{
		TH_LOG("signal %d", plan->sig);
	}
	EXPECT_EQ(1, do_recv(self->udp));
	task_kill(&task);
}

static void all_go_on(struct __test_metadata *const _metadata,
		      FIXTURE_DATA(signals) *self, struct plan *plan)
{
	int n = 0;

	for (plan->sig = 1; plan->sig <= SIGNALS; plan->sig++) {
		if (is_hidden(plan->sig) || cannot_be_caught(plan->sig))
			continue;
		goes_on(_metadata, self, plan);
		n++;
	}
	EXPECT_EQ(self->asked + n, status_of("asked"));
}

TEST_F_TIMEOUT(signals, ignored, 120)
{
	struct plan plan = { .action = { .sa_handler = SIG_IGN } };

	all_go_on(_metadata, self, &plan);
}

TEST_F_TIMEOUT(signals, handled_with_restart, 120)
{
	struct plan plan = { .action = { .sa_handler = handler,
					 .sa_flags = SA_RESTART } };

	all_go_on(_metadata, self, &plan);
}

/* Without SA_RESTART it is for the program to try again, and be the same. */
TEST_F_TIMEOUT(signals, handled_without_restart, 120)
{
	struct plan plan = { .action = { .sa_handler = handler } };

	all_go_on(_metadata, self, &plan);
}

/* By default some do nothing, some stop, and the rest are the end. */
TEST_F_TIMEOUT(signals, default_action, 120)
{
	struct plan plan = { .action = { .sa_handler = SIG_DFL } };
	struct task task;
	struct question q;
	int status;

	for (plan.sig = 1; plan.sig <= SIGNALS; plan.sig++) {
		if (does_nothing(plan.sig)) {
			goes_on(_metadata, self, &plan);
			continue;
		}
		plan.attempt = self->bad;
		plan.attempt.uid = FIRST_UID + plan.sig;
		ASSERT_EQ(0, task_start(&task, send_with_action, &plan));
		ASSERT_EQ(0, queue_wait(&q, 1));
		ASSERT_EQ(0, kill(task.pid, plan.sig));
		ASSERT_EQ(task.pid, waitpid(task.pid, &status, WUNTRACED));
		EXPECT_EQ(0, status_of("held"));
		if (stops(plan.sig)) {
			EXPECT_TRUE(WIFSTOPPED(status));
			ASSERT_EQ(0, kill(task.pid, SIGCONT));
			ASSERT_EQ(0, queue_wait(&q, 1));
			EXPECT_EQ(0, answer(q.id, "deny"));
			EXPECT_EQ(-EACCES, task_wait(&task));
		} else {
			EXPECT_TRUE(WIFSIGNALED(status));
			EXPECT_EQ(plan.sig, WTERMSIG(status));
		}
	}
	EXPECT_TRUE(nothing_at(self->udp));
	/* Each has had its question, which ended with it. */
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(self->asked + SIGNALS, status_of("asked"));
}

TEST_HARNESS_MAIN
