// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a task that is asked about waits for the answer
 */

#include "exe.h"
#include "queue.h"

FIXTURE(hold)
{
	struct place place;
	int tcp, udp;
	struct attempt bad, other, packet;
	char text[TEXT_MAX];
};

FIXTURE_SETUP(hold)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	self->udp = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->tcp);
	ASSERT_LE(0, self->udp);
	self->bad.addr = BAD4;
	self->bad.port = port_of(self->tcp);
	self->other.addr = OTHER4;
	self->other.port = port_of(self->tcp);
	self->packet.addr = BAD4;
	self->packet.port = port_of(self->udp);
	self->packet.type = SOCK_DGRAM;
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "," OTHER4 "\n",
			  self_path()));
	ASSERT_EQ(0, responder_start());
}

FIXTURE_TEARDOWN(hold)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	place_remove(&self->place);
	close(self->tcp);
	close(self->udp);
}

/* The call waits until it is allowed, then goes on. */
TEST_F(hold, connect_allowed)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(1, status_of("held"));
	EXPECT_TRUE(task_pending(&task));
	EXPECT_TRUE(nothing_at(self->tcp));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(0, wait_readable(self->tcp));
}

/* Or until it is denied, with the errno of the rule that asked. */
TEST_F(hold, connect_denied)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
	EXPECT_TRUE(nothing_at(self->tcp));

	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 " errno=EHOSTUNREACH\n",
			  self_path()));
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EHOSTUNREACH, task_wait(&task));
}

/* A packet with an address waits alike. */
TEST_F(hold, sendto_allowed)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->packet, &q));
	EXPECT_TRUE(field_is(q.line, "op", "sendmsg"));
	EXPECT_TRUE(field_is(q.line, "proto", "udp"));
	EXPECT_TRUE(nothing_at(self->udp));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(1, do_recv(self->udp));
}

static int make_packet_socket(void *arg)
{
	int fd = make_socket(AF_PACKET, SOCK_DGRAM, 0);

	return fd < 0 ? fd : 0;
}

/* And the making of a socket that has no address to judge. */
TEST_F(hold, socket_allowed)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s proto=packet\n", self_path()));
	ASSERT_EQ(0, task_start(&task, make_packet_socket, NULL));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_TRUE(field_is(q.line, "op", "create"));
	EXPECT_TRUE(field_is(q.line, "proto", "packet"));
	EXPECT_TRUE(field_is(q.line, "dst", "?"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	ASSERT_EQ(0, task_start(&task, make_packet_socket, NULL));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* A question says who asks for what. */
TEST_F(hold, question_line)
{
	static const char *const keys[] = {
		COMMON_FIELDS, "state", "waiting", "left", "after", NULL,
	};
	struct question q;
	struct task task;
	char value[64];

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_TRUE(fields_in_order(q.line, keys));
	EXPECT_TRUE(field_is(q.line, "op", "connect"));
	EXPECT_TRUE(field_is(q.line, "verdict", "ask"));
	EXPECT_TRUE(field_is(q.line, "label", "?"));
	snprintf(self->text, sizeof(self->text), "\"%s\"", self_path());
	EXPECT_TRUE(field_is(q.line, "exe", self->text));
	EXPECT_TRUE(field_is(q.line, "script", "?"));
	EXPECT_TRUE(field_is(q.line, "mnt", "init"));
	EXPECT_TRUE(field_is(q.line, "proto", "tcp"));
	EXPECT_TRUE(field_is(q.line, "family", "inet"));
	EXPECT_TRUE(field_is(q.line, "dst", BAD4));
	snprintf(value, sizeof(value), "%d", self->bad.port);
	EXPECT_TRUE(field_is(q.line, "dport", value));
	snprintf(value, sizeof(value), "%d", task.pid);
	EXPECT_TRUE(field_is(q.line, "pid", value));
	snprintf(value, sizeof(value), "%d", getpid());
	EXPECT_TRUE(field_is(q.line, "ppid", value));
	EXPECT_TRUE(field_is(q.line, "uid", "0"));
	EXPECT_TRUE(field_is(q.line, "state", "open"));
	EXPECT_TRUE(field_is(q.line, "after", "600"));
	EXPECT_LT(590, field_number(q.line, "left"));
	EXPECT_GE(600, field_number(q.line, "left"));
	EXPECT_LT(0, field_number(q.line, "rule"));
	EXPECT_LT(0, field_number(q.line, "subject"));
	EXPECT_EQ(status_of("generation"), field_number(q.line, "gen"));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* "queue" is readable, to poll, when something has changed since it was read. */
TEST_F(hold, queue_polls)
{
	struct pollfd p = { .fd = queue_fd, .events = POLLIN };
	struct question q;
	struct task task;

	ASSERT_EQ(0, queue_read(NULL, 0));
	EXPECT_EQ(0, poll(&p, 1, 0));
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	EXPECT_EQ(1, poll(&p, 1, PATIENCE_MS));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_EQ(0, poll(&p, 1, 0));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(1, poll(&p, 1, PATIENCE_MS));
	EXPECT_EQ(0, queue_read(&q, 0));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* An answer that is a rule wakes as well, and is one for the next call. */
TEST_F(hold, rule_answers)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, change("before %lld allow exe=%s dst=" BAD4 "\n",
			    field_number(q.line, "rule"), self_path()));
	EXPECT_EQ(0, task_wait(&task));
	EXPECT_EQ(0, queue_read(NULL, 0));
	EXPECT_EQ(-ENOENT, answer(q.id, "deny"));
	EXPECT_EQ(0, task_run(attempt_fn, &self->bad));
}

/* So does one that denies. */
TEST_F(hold, deny_rule_answers)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, change("before %lld deny exe=%s errno=ENETDOWN\n",
			    field_number(q.line, "rule"), self_path()));
	EXPECT_EQ(-ENETDOWN, task_wait(&task));
	EXPECT_EQ(-ENETDOWN, task_run(attempt_fn, &self->other));
}

/* "Once" is once: the next connection is asked about again, under a new id. */
TEST_F(hold, once_is_once)
{
	struct question q, next;
	struct task task;

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &next));
	EXPECT_LT(q.id, next.id);
	/* The old id is no way to answer the new question. */
	EXPECT_EQ(-ENOENT, answer(q.id, "allow"));
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(0, answer(next.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
	EXPECT_EQ(-ENOENT, answer(next.id, "allow"));
}

/* Any number of tasks of one program and user share one question. */
TEST_F(hold, same_target_shares_question)
{
	long long asked = status_of("asked");
	struct task tasks[5];
	struct question q;
	int i;

	for (i = 0; i < 5; i++)
		ASSERT_EQ(0, attempt_start(&tasks[i], &self->bad));
	ASSERT_EQ(0, queue_wait(&q, 5));
	EXPECT_EQ(1, queue_read(NULL, 0));
	EXPECT_EQ(5, status_of("held"));
	EXPECT_EQ(asked + 1, status_of("asked"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	for (i = 0; i < 5; i++) {
		EXPECT_EQ(0, task_wait(&tasks[i]));
	}
}

/* What has another target waits behind and is asked about in its turn. */
TEST_F(hold, other_target_waits_behind)
{
	struct question q, next;
	struct task one, two;

	ASSERT_EQ(0, attempt_held(&one, &self->bad, &q));
	ASSERT_EQ(0, attempt_start(&two, &self->other));
	ASSERT_EQ(0, queue_wait(&q, 2));
	EXPECT_EQ(1, queue_read(NULL, 0));
	EXPECT_TRUE(field_is(q.line, "dst", BAD4));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&one));
	ASSERT_EQ(0, queue_wait_field(&next, "dst", OTHER4));
	EXPECT_LT(q.id, next.id);
	EXPECT_TRUE(task_pending(&two));
	EXPECT_EQ(0, answer(next.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&two));
}

/* A rule settles those behind too, each by its own target. */
TEST_F(hold, rule_settles_those_behind)
{
	struct question q;
	struct task one, two;

	ASSERT_EQ(0, attempt_held(&one, &self->bad, &q));
	ASSERT_EQ(0, attempt_start(&two, &self->other));
	ASSERT_EQ(0, queue_wait(&q, 2));
	ASSERT_EQ(0, change("before %1$lld allow exe=%2$s dst=" OTHER4 "\n"
			    "before %1$lld deny exe=%2$s\n",
			    field_number(q.line, "rule"), self_path()));
	EXPECT_EQ(-EACCES, task_wait(&one));
	EXPECT_EQ(0, task_wait(&two));
	EXPECT_EQ(0, queue_read(NULL, 0));
}

/* Another user is another question, and so is another program. */
TEST_F(hold, question_per_user_and_program)
{
	struct attempt by_user = self->bad;
	struct task tasks[3];
	struct question q;
	char port[8], *program = place_copy(&self->place, "probe", "program");
	struct run run = { .path = program,
			   .argv = { program, "connect", BAD4, port } };
	int i, n = 0;

	ASSERT_NE(NULL, program);
	snprintf(port, sizeof(port), "%d", self->bad.port);
	by_user.uid = 1000;
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask dst=" BAD4 "\n"));
	ASSERT_EQ(0, attempt_start(&tasks[0], &self->bad));
	ASSERT_EQ(0, attempt_start(&tasks[1], &by_user));
	ASSERT_EQ(0, run_start(&tasks[2], &run));
	snprintf(self->text, sizeof(self->text), "\"%s\"", program);
	ASSERT_EQ(0, queue_wait_field(&q, "exe", self->text));
	ASSERT_EQ(0, queue_wait_field(&q, "uid", "1000"));
	snprintf(self->text, sizeof(self->text), "%d", tasks[0].pid);
	ASSERT_EQ(0, queue_wait_field(&q, "pid", self->text));
	EXPECT_EQ(3, queue_read(NULL, 0));
	/* The answer to one is not that to the others. */
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&tasks[0]));
	EXPECT_TRUE(task_pending(&tasks[1]));
	EXPECT_TRUE(task_pending(&tasks[2]));
	while (queue_read(&q, 0) > 0 && n++ < 10)
		answer(q.id, "deny");
	for (i = 1; i < 3; i++) {
		EXPECT_EQ(-EACCES, task_wait(&tasks[i]));
	}
}

/* A program that has its rule is not slowed by somebody else's question. */
TEST_F(hold, others_are_not_slowed)
{
	struct attempt allowed = { .addr = GOOD4, .port = self->bad.port };
	struct question q;
	struct task task;
	char *program = place_copy(&self->place, "probe", "program");

	ASSERT_NE(NULL, program);
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	EXPECT_EQ(0, run_connect(program, self->bad.port));
	/* Nor is the program itself where a rule of its own allows. */
	EXPECT_EQ(0, task_run(attempt_fn, &allowed));
	EXPECT_TRUE(task_pending(&task));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* The responder is never asked about by itself. */
TEST_F(hold, responder_is_not_held)
{
	ASSERT_EQ(0, load("default ask\nunanswered deny after=600\n"));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->bad.port));
	ASSERT_EQ(0, load("default ask\nunanswered allow after=600\n"));
	EXPECT_EQ(0, try_tcp(GOOD4, self->bad.port));
	EXPECT_EQ(0, status_of("held"));
}

TEST_HARNESS_MAIN
