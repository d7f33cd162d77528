// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what is recorded of questions, answers and changes
 */

#include "queue.h"
#include "record.h"

static const char *const change_keys[] = {
	"lsm", "op", "auid", "ses", "old-gen", "new-gen", NULL,
};

FIXTURE(record)
{
	int records;
	int tcp;
	struct attempt bad;
	struct record r;
};

FIXTURE_SETUP(record)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, lo_up());
	self->records = records_open();
	ASSERT_LE(0, self->records);
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->tcp);
	self->bad.addr = BAD4;
	self->bad.port = port_of(self->tcp);
	self->bad.uid = 1000;
}

FIXTURE_TEARDOWN(record)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->records);
	close(self->tcp);
}

static int load_asking(const char *unanswered)
{
	return load("default allow\nunanswered %s\n"
		    "ask exe=%s dst=" BAD4 " label=asks\n", unanswered,
		    self_path());
}

/* A question has a record of its own, with the fields of its line. */
TEST_F(record, question_and_answer)
{
	static const char *const question_keys[] = {
		COMMON_FIELDS, "after", NULL,
	};
	struct question q;
	struct task task;
	char id[32];

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_QUESTION,
				 &self->r));
	ASSERT_EQ(0, queue_wait(&q, 1));
	EXPECT_TRUE(fields_in_order(self->r.text, question_keys));
	EXPECT_EQ(0, strncmp(q.line, self->r.text,
			     strstr(self->r.text, " after=") - self->r.text))
	{
		TH_LOG("record: %s", self->r.text);
		TH_LOG("queue:  %s", q.line);
	}
	EXPECT_TRUE(field_is(self->r.text, "op", "connect"));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "ask"));
	EXPECT_TRUE(field_is(self->r.text, "label", "asks"));
	EXPECT_TRUE(field_is(self->r.text, "uid", "1000"));
	EXPECT_TRUE(field_is(self->r.text, "after", "600"));
	EXPECT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));

	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_ANSWER,
				 &self->r));
	snprintf(id, sizeof(id), "%lld", q.id);
	EXPECT_TRUE(field_is(self->r.text, "op", "allow"));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "allow"));
	EXPECT_TRUE(field_is(self->r.text, "question", id));
	EXPECT_TRUE(field_is(self->r.text, "dst", BAD4));
	EXPECT_EQ(getpid(), field_number(self->r.text, "by-pid"));
	EXPECT_TRUE(field_is(self->r.text, "by-uid", "0"));
	EXPECT_TRUE(field_is(self->r.text, "by-auid", "4294967295"));
	EXPECT_TRUE(field_is(self->r.text, "by-ses", "4294967295"));
	EXPECT_TRUE(field_is(self->r.text, "by-comm", "\"record_change_t\""));
	EXPECT_TRUE(field_is(self->r.text, "held", "1"));
}

/* A denial by answer says which question it was. */
TEST_F(record, denial_by_answer)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(0, answer(q.id, "deny"));
	EXPECT_EQ(-EACCES, task_wait(&task));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_EQ(q.id, field_number(self->r.text, "question"));
	EXPECT_TRUE(field_is(self->r.text, "reason", "answer"));
}

/* So does the end of the patience. */
TEST_F(record, timeout)
{
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=1"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, attempt_start(&task, &self->bad));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_ANSWER,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "timeout"));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(self->r.text, "by-pid", "?"));
	EXPECT_EQ(-EACCES, task_wait(&task));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "reason", "timeout"));
}

/* And the lack of anybody to ask. */
TEST_F(record, no_responder)
{
	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, records_drop(self->records));
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &self->bad));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_VERDICT,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "reason", "no-responder"));
}

/* A question that ends otherwise says how: by a rule, or by nobody left. */
TEST_F(record, other_ends)
{
	struct question q;
	struct task task;

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, change("before %lld allow exe=%s\n",
			    field_number(q.line, "rule"), self_path()));
	EXPECT_EQ(0, task_wait(&task));
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_ANSWER,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "rule"));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "allow"));

	ASSERT_EQ(0, load_asking("deny after=600"));
	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	task_kill(&task);
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_ANSWER,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "gone"));

	ASSERT_EQ(0, attempt_held(&task, &self->bad, &q));
	responder_stop();
	ASSERT_EQ(0, record_next(self->records, AUDIT_CORDON_ANSWER,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "lost"));
	EXPECT_EQ(-EACCES, task_wait(&task));
}

/* Policies and rules that come into force, or do not. */
TEST_F(record, policy_and_rules)
{
	long long generation = status_of("generation");

	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, load("default allow\ndeny exe=/nowhere\n"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_POLICY_LOAD,
				 &self->r));
	EXPECT_TRUE(fields_in_order(self->r.text, change_keys));
	EXPECT_TRUE(field_is(self->r.text, "lsm", "cordon"));
	EXPECT_TRUE(field_is(self->r.text, "op", "load"));
	EXPECT_EQ(generation, field_number(self->r.text, "old-gen"));
	EXPECT_EQ(generation + 1, field_number(self->r.text, "new-gen"));
	EXPECT_TRUE(field_is(self->r.text, "res", "1"));
	EXPECT_EQ(getpid(), field_number(self->r.text, "pid"));
	EXPECT_TRUE(field_is(self->r.text, "uid", "0"));
	EXPECT_TRUE(field_is(self->r.text, "comm", "\"record_change_t\""));

	ASSERT_EQ(0, change("append deny exe=/nowhere\n"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_CONFIG_CHANGE,
				 &self->r));
	EXPECT_TRUE(fields_in_order(self->r.text, change_keys));
	EXPECT_TRUE(field_is(self->r.text, "op", "rules"));
	EXPECT_EQ(generation + 2, field_number(self->r.text, "new-gen"));
	EXPECT_TRUE(field_is(self->r.text, "res", "1"));

	EXPECT_EQ(-EINVAL, cordon_write("policy", "nonsense\n"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_POLICY_LOAD,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "res", "0"));
	EXPECT_EQ(generation + 2, field_number(self->r.text, "old-gen"));
	EXPECT_EQ(generation + 2, field_number(self->r.text, "new-gen"));
	EXPECT_EQ(-ENOENT, cordon_write("rules", "delete 999999999\n"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_CONFIG_CHANGE,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "res", "0"));
}

/* Changes of the mode. */
TEST_F(record, mode)
{
	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, cordon_write("mode", "permissive"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_STATUS, &self->r));
	EXPECT_TRUE(fields_in_order(self->r.text, change_keys));
	EXPECT_TRUE(field_is(self->r.text, "op", "mode"));
	EXPECT_TRUE(field_is(self->r.text, "mode", "permissive"));
	EXPECT_TRUE(field_is(self->r.text, "res", "1"));
	ASSERT_EQ(0, cordon_write("mode", "enforcing"));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_STATUS, &self->r));
	EXPECT_TRUE(field_is(self->r.text, "mode", "enforcing"));
}

/* A rule that ends by itself. */
TEST_F(record, expiry)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=/nowhere expires=1\n"));
	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, record_next(self->records, AUDIT_MAC_CONFIG_CHANGE,
				 &self->r));
	EXPECT_TRUE(field_is(self->r.text, "op", "expire"));
	EXPECT_LT(field_number(self->r.text, "old-gen"),
		  field_number(self->r.text, "new-gen"));
}

TEST_HARNESS_MAIN
