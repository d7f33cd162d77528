// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: the seal
 *
 * Cannot be undone before the next boot: the name makes this the last test of
 * a run, and it leaves a policy that allows what others need.
 */

#include "queue.h"
#include "record.h"
#include "snapshot.h"
#include "written.h"

static int attempts(void *arg)
{
	return attempt_fn(arg);
}

/* From the seal on nothing changes: neither for root, nor by old files. */
TEST(sealed_until_reboot)
{
	static char policy[TEXT_MAX], text[TEXT_MAX];
	struct attempt bad = { .addr = BAD4, .uid = 1000 };
	static struct record r;
	long long generation;
	int tcp, records, fd, old;
	struct question q;
	struct task task;

	REQUIRE_CORDON();
	if (status_of("sealed") == 1)
		SKIP(return, "sealed before");
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, lo_up());
	records = records_open();
	ASSERT_LE(0, records);
	tcp = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, tcp);
	bad.port = port_of(tcp);
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=" BAD4 "\n"
			  "deny exe=%s dst=" OTHER4 "\n", self_path(),
			  self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, attempts, &bad));
	ASSERT_EQ(0, queue_wait(&q, 1));
	generation = status_of("generation");
	old = cordon_open("policy", O_RDWR);
	ASSERT_LE(0, old);
	ASSERT_EQ(0, records_drop(records));

	ASSERT_EQ(0, cordon_write("seal", "1\n"));

	/* Who was held gets the verdict of the unanswered. */
	EXPECT_EQ(-EACCES, task_wait(&task));
	ASSERT_EQ(0, record_next(records, AUDIT_CORDON_ANSWER, &r));
	EXPECT_TRUE(field_is(r.text, "op", "sealed"));
	EXPECT_EQ(1, status_of("sealed"));
	ASSERT_LT(0, cordon_read("seal", text, sizeof(text)));
	EXPECT_STREQ("1\n", text);

	/* No file takes anything more. */
	EXPECT_EQ(-EPERM, answer(q.id, "allow"));
	EXPECT_EQ(-EPERM, cordon_write("policy", "default allow\n"));
	EXPECT_EQ(-EPERM, cordon_write("rules", "append allow\n"));
	EXPECT_EQ(-EPERM, cordon_write("mode", "permissive\n"));
	EXPECT_GT(0, cordon_write("seal", "0\n"));
	EXPECT_EQ(-EPERM, write_fd(old, "default allow\n"));
	ASSERT_LT(0, read_fd(old, text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, "sealed until reboot"))
	{
		TH_LOG("%s", text);
	}
	fd = cordon_open("rules", O_RDWR);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EPERM, write_fd(fd, "append allow\n"));
	ASSERT_LT(0, read_fd(fd, text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, "sealed until reboot"));
	close(fd);
	close(old);

	/* The policy goes on as it was; what it would ask is not asked. */
	EXPECT_EQ(generation, status_of("generation"));
	EXPECT_EQ(0, task_run(attempts, &(struct attempt){
		.addr = GOOD4, .port = bad.port }));
	EXPECT_EQ(-EACCES, task_run(attempts, &(struct attempt){
		.addr = OTHER4, .port = bad.port }));
	EXPECT_EQ(-EACCES, task_run(attempts, &bad));
	ASSERT_EQ(0, record_next_with(records, AUDIT_CORDON_VERDICT, "reason",
				      "sealed", &r));
	EXPECT_TRUE(field_is(r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(r.text, "dst", BAD4));
	EXPECT_EQ(0, status_of("held"));
	ASSERT_LT(0, cordon_read("policy", policy, sizeof(policy)));
	EXPECT_NE(NULL, strstr(policy, "ask exe="));
	responder_stop();
	close(records);
	close(tcp);
}

/* What a sealed file says to a text that it would take otherwise, or not. */
static bool sealed_may_say(const struct writer *w, int err)
{
	const struct mutant *m = &w->m;
	int expected = -EINVAL;

	if (w->err)
		return true;
	if (w->file->whole)
		return err == -EINVAL || err == -EPERM;
	if (w->file == &answer_file ? expect_answer(m, 0) == -ENOENT :
	    w->file == &mode ? !expect_mode(m) : mutant_is(m, "1"))
		expected = -EPERM;
	return err == expected;
}

FIXTURE(sealed)
{
};

FIXTURE_SETUP(sealed)
{
	REQUIRE_CORDON();
	ASSERT_EQ(1, status_of("sealed"));
}

FIXTURE_TEARDOWN(sealed)
{
}

/* Nothing that is written to any file changes anything any more. */
TEST_F_TIMEOUT(sealed, takes_nothing, NO_LIMIT)
{
	static const struct written *const files[] = {
		&policy, &rules, &answer_file, &mode, &seal,
	};
	static struct snapshot was, now;
	unsigned long writes = writes_wanted();
	struct writer w;
	size_t i;
	int err;

	ASSERT_EQ(0, snapshot_take(&was));
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		ASSERT_EQ(0, writer_init(&w, files[i], seed_wanted()));
		while (w.count < writes) {
			ASSERT_EQ(0, writer_make(&w, snapshot_last_id(&was)));
			err = writer_submit(&w);
			ASSERT_NE(WRITER_BAD, err);
			ASSERT_TRUE(sealed_may_say(&w, err))
			{
				writer_complain(&w, strerror(-err));
			}
		}
		writer_end(&w);
		ASSERT_EQ(0, snapshot_take(&now));
		EXPECT_STREQ(was.status, now.status);
		EXPECT_STREQ(was.policy, now.policy);
	}
}

TEST_HARNESS_MAIN
