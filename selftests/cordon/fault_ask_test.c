// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: questions and answers without memory
 *
 * Who cannot ask gets the verdict of unanswered; an answer that failed was not
 * given, and can be given again.
 */

#include "fault.h"

#define ASK								\
	"default allow\nunanswered deny after=600\nask dst=" BAD4 "\n"

FIXTURE(asked)
{
	struct attempt attempt;
	struct task task;
	struct question q;
	const char *decision;
	int expected;
	int listener;
	int nth;
	long long subjects;
	char found[TEXT_MAX], line[TEXT_MAX];
};

FIXTURE_SETUP(asked)
{
	REQUIRE_CORDON();
	REQUIRE_FAULTS();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->subjects = status_of("subjects");
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->attempt.addr = BAD4;
	self->attempt.port = port_of(self->listener);
	ASSERT_EQ(0, load(ASK));
	ASSERT_EQ(0, responder_start());
}

FIXTURE_TEARDOWN(asked)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	EXPECT_EQ(0, status_of("held"));
	EXPECT_EQ(0, status_of("responder"));
	EXPECT_TRUE(subjects_become(self->subjects));
	close(self->listener);
}

/* What a child tries, the fault it has, and a word if that happened. */
struct faulty {
	struct attempt *attempt;
	int nth;
	struct event happened;
};

static int faulty_attempt(void *arg)
{
	struct faulty *faulty = arg;
	struct fault fault;
	int err;

	/* Its pages are not its own yet: one fault, not all. */
	if (fault_open(&fault))
		return -STATUS_SETUP;
	fault_arm(&fault, faulty->nth, false);
	err = attempt_fn(faulty->attempt);
	if (fault_disarm(&fault))
		event_set(&faulty->happened);
	return err;
}

/* Answers until the child has ended. */
static int attend(FIXTURE_DATA(asked) *self, int *answers)
{
	struct pollfd p[2] = { { .fd = queue_fd, .events = POLLIN },
			       { .events = POLLIN } };
	int err = 0;

	p[1].fd = sys_pidfd_open(self->task.pid, 0);
	while (!err) {
		if (poll(p, 2, PATIENCE_MS) < 1) {
			err = -ETIMEDOUT;
		} else if (p[1].revents) {
			break;
		} else if (queue_read(&self->q, 0) > 0 &&
			   field_number(self->q.line, "waiting") > 0) {
			err = answer(self->q.id, self->decision);
			(*answers)++;
		}
	}
	close(p[1].fd);
	return err ?: task_wait(&self->task);
}

/* One call of a child with one fault; false if it got what it must not. */
static bool ask_once(FIXTURE_DATA(asked) *self, bool *happened)
{
	struct faulty faulty = { &self->attempt, self->nth };
	int result, answers = 0;
	bool good;

	if (event_init(&faulty.happened) ||
	    task_start(&self->task, faulty_attempt, &faulty))
		return false;
	result = attend(self, &answers);
	*happened = !nothing_at(faulty.happened.fd[0]);
	close(faulty.happened.fd[0]);
	close(faulty.happened.fd[1]);
	/* Not asked: the unanswered verdict. */
	good = result == self->expected ||
	       (*happened && (is_fault(result) ||
			      (!answers && result == -EACCES)));
	if (self->expected)
		good &= nothing_at(self->listener);
	while (!nothing_at(self->listener))
		close(do_accept(self->listener));
	good &= !status_of("questions") && !status_of("held");
	if (!good)
		fprintf(stderr, "# fault %d: result %d after %d answers\n",
			self->nth, result, answers);
	return good;
}

static bool ask_each(FIXTURE_DATA(asked) *self)
{
	bool happened = true;

	for (self->nth = 1; happened && self->nth <= FAULTS_MAX; self->nth++)
		if (!ask_once(self, &happened))
			return false;
	return !happened && self->nth > 10;
}

TEST_F(asked, question_is_denied)
{
	self->decision = "deny";
	self->expected = -EACCES;
	EXPECT_TRUE(ask_each(self));
}

TEST_F(asked, question_is_allowed)
{
	self->decision = "allow";
	EXPECT_TRUE(ask_each(self));
}

static int hold_one(void *arg)
{
	FIXTURE_DATA(asked) *self = arg;
	int err = load(ASK);

	err = err ?: attempt_start(&self->task, &self->attempt);
	return err ?: queue_wait(&self->q, 1);
}

/* Still held, by the same question. */
static bool is_held(FIXTURE_DATA(asked) *self)
{
	long long id = self->q.id;

	return task_pending(&self->task) && queue_read(&self->q, 0) == 1 &&
	       self->q.id == id && field_number(self->q.line, "waiting") == 1;
}

static int give_answer(void *arg)
{
	FIXTURE_DATA(asked) *self = arg;

	return answer(self->q.id, self->decision);
}

/*
 * Settled as a whole, or not at all; then it can be done again. What the call
 * comes to in the end, and that nothing arrives that is denied.
 */
static int end_held(FIXTURE_DATA(asked) *self, int result, int (*again)(void *),
		    int expected)
{
	int err = 0;

	if (result && !is_fault(result))
		err = -EUCLEAN;
	else if (result && !is_held(self))
		err = -EBADMSG;
	else if (result)
		err = again(self);
	if (!err && task_wait(&self->task) != expected)
		err = -EPROTO;
	if (!err && expected && !nothing_at(self->listener))
		err = -EPROTO;
	task_kill(&self->task);
	while (!nothing_at(self->listener))
		close(do_accept(self->listener));
	return err;
}

static int end_answer(void *arg, int result)
{
	FIXTURE_DATA(asked) *self = arg;

	return end_held(self, result, give_answer, self->expected);
}

static const struct fault_plan answer_plan = { hold_one, give_answer,
					       end_answer };

TEST_F(asked, deny_is_given_or_not)
{
	self->decision = "deny";
	self->expected = -EACCES;
	EXPECT_LT(5, fault_each(&answer_plan, self));
}

TEST_F(asked, allow_is_given_or_not)
{
	self->decision = "allow";
	EXPECT_LT(5, fault_each(&answer_plan, self));
}

/* A policy that settles the question, by replacing all or by one rule. */
static int settle_by_policy(void *arg)
{
	return cordon_write("policy", "default allow\ndeny dst=" BAD4 "\n");
}

static int settle_by_rule(void *arg)
{
	FIXTURE_DATA(asked) *self = arg;
	char text[64];

	snprintf(text, sizeof(text), "before %lld deny dst=" BAD4 "\n",
		 field_number(self->q.line, "rule"));
	return cordon_write("rules", text);
}

static int end_policy(void *arg, int result)
{
	return end_held(arg, result, settle_by_policy, -EACCES);
}

TEST_F(asked, policy_settles_or_not)
{
	static const struct fault_plan plan = { hold_one, settle_by_policy,
						end_policy };

	EXPECT_LT(20, fault_each(&plan, self));
}

TEST_F(asked, rule_settles_or_not)
{
	static const struct fault_plan plan = { hold_one, settle_by_rule,
						end_policy };

	EXPECT_LT(20, fault_each(&plan, self));
}

static int read_queue(void *arg)
{
	FIXTURE_DATA(asked) *self = arg;
	int len = read_fd(queue_fd, self->found, sizeof(self->found));
	char *left = strstr(self->found, " left=");

	if (left)
		*left = '\0';
	return len < 0 ? len : 0;
}

static int end_queue(void *arg, int result)
{
	FIXTURE_DATA(asked) *self = arg;

	if (result && !is_fault(result))
		return -EUCLEAN;
	if (result && read_queue(self))
		return -EIO;
	return strcmp(self->found, self->line) ? -EBADMSG : 0;
}

/* The queue is the truth about questions: a read that failed loses none. */
TEST_F(asked, queue_is_read_or_not)
{
	static const struct fault_plan plan = { NULL, read_queue, end_queue };

	ASSERT_EQ(0, hold_one(self));
	ASSERT_EQ(0, read_queue(self));
	strcpy(self->line, self->found);
	ASSERT_NE(NULL, strstr(self->line, "question="));
	EXPECT_LT(1, fault_each(&plan, self));
	self->decision = "deny";
	EXPECT_EQ(0, give_answer(self));
	EXPECT_EQ(-EACCES, task_wait(&self->task));
}

TEST_HARNESS_MAIN
