// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a thousand tasks are held when something happens to the
 * responder, or to them
 */

#include "crowd.h"
#include "queue.h"

#define MANY 1000
#define FIRST_UID 20000

FIXTURE(crowd)
{
	struct crowd crowd;
	struct task task;
	long long asked;
};

FIXTURE_VARIANT(crowd)
{
	uid_t first_uid;
	int questions;
};

/* All behind one question. */
FIXTURE_VARIANT_ADD(crowd, one) {
	.questions = 1,
};

/* Each with its own. */
FIXTURE_VARIANT_ADD(crowd, each) {
	.first_uid = FIRST_UID,
	.questions = MANY,
};

FIXTURE_SETUP(crowd)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->crowd = (struct crowd){
		.attempt = { .addr = BAD4, .port = 9, .type = SOCK_DGRAM },
		.n = MANY,
		.first_uid = variant->first_uid,
	};
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
	self->asked = status_of("asked");
}

FIXTURE_TEARDOWN(crowd)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(self->asked + variant->questions, status_of("asked"));
}

static int hold_all(FIXTURE_DATA(crowd) *self, int expected)
{
	self->crowd.expected = expected;
	return task_start(&self->task, crowd_fn, &self->crowd) ?:
		       status_wait("held", MANY);
}

/* So many take a while, each with all the patience that one has. */
static int wait_for_all(struct task *task)
{
	int patience = 6;

	while (task_wait(task) == RESULT_PENDING && --patience)
		;
	return task->result;
}

/* With the responder they go on, each to its verdict. */
TEST_F_TIMEOUT(crowd, queue_closed, 120)
{
	ASSERT_EQ(0, hold_all(self, -EACCES));
	EXPECT_EQ(variant->questions, status_of("questions"));
	responder_stop();
	EXPECT_EQ(0, wait_for_all(&self->task));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(variant->questions, status_of("questions"));
	task_kill(&self->task);
}

/* One rule releases them all. */
TEST_F_TIMEOUT(crowd, rule, 120)
{
	ASSERT_EQ(0, hold_all(self, 0));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, wait_for_all(&self->task));
	EXPECT_EQ(0, status_of("questions"));
	task_kill(&self->task);
}

/* Dead, they leave nothing. */
TEST_F_TIMEOUT(crowd, killed, 120)
{
	ASSERT_EQ(0, hold_all(self, 0));
	task_kill(&self->task);
	EXPECT_EQ(0, status_wait("questions", 0));
	EXPECT_EQ(0, status_of("held"));
}

/* Nor when they were stopped first, and waited for nothing any more. */
TEST_F_TIMEOUT(crowd, killed_while_stopped, 120)
{
	int status;

	ASSERT_EQ(0, hold_all(self, 0));
	ASSERT_EQ(0, kill(self->task.pid, SIGSTOP));
	ASSERT_EQ(self->task.pid, waitpid(self->task.pid, &status, WUNTRACED));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(variant->questions, status_of("questions"));
	task_kill(&self->task);
	EXPECT_EQ(0, status_wait("questions", 0));
}

/* All of them are to be read, however small the pieces are. */
TEST_F_TIMEOUT(crowd, read_slowly, 120)
{
	long long id, last = 0;
	int lines = 0;
	char text[8192], c;
	size_t used = 0;

	ASSERT_EQ(0, hold_all(self, 0));
	ASSERT_EQ(0, lseek(queue_fd, 0, SEEK_SET));
	while (read(queue_fd, &c, 1) == 1) {
		ASSERT_LT(used, sizeof(text) - 1);
		text[used++] = c;
		if (c != '\n')
			continue;
		text[used] = '\0';
		id = field_number(text, "question");
		EXPECT_LT(last, id);
		EXPECT_TRUE(field_is(text, "state", "open"));
		last = id;
		used = 0;
		lines++;
	}
	EXPECT_EQ(0, used);
	EXPECT_EQ(variant->questions, lines);
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, wait_for_all(&self->task));
	task_kill(&self->task);
}

TEST_HARNESS_MAIN
