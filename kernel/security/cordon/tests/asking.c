// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - what the KUnit tests of questions share
 */

#include <linux/cred.h>
#include <linux/in.h>
#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/string.h>

#include "../bind.h"
#include "../blobs.h"
#include "../parse.h"
#include "asking.h"

const char *const cordon_asking_states[] = {
	[CORDON_Q_OPEN] = "open",
	[CORDON_Q_TIMEOUT] = "timeout",
	[CORDON_Q_LOST] = "lost",
	[CORDON_Q_ANSWERED] = "answered",
	[CORDON_ASKING_GONE] = "no question",
};

const char *const cordon_asking_events[] = {
	[CORDON_ASKING_EARLY] = "early",
	[CORDON_ASKING_DUE] = "due",
	[CORDON_ASKING_ONE_CLOSES] = "one responder closes",
	[CORDON_ASKING_ALL_CLOSE] = "last responder closes",
	[CORDON_ASKING_ALLOW] = "allow",
	[CORDON_ASKING_DENY] = "deny",
	[CORDON_ASKING_RULE] = "rule",
	[CORDON_ASKING_RULE_SAME] = "rule for its target",
	[CORDON_ASKING_RULE_OTHER] = "rule for another target",
	[CORDON_ASKING_RULE_CGROUP] = "rule with a cgroup",
	[CORDON_ASKING_RELOAD] = "policy that asks",
	[CORDON_ASKING_PERMISSIVE] = "permissive",
	[CORDON_ASKING_SEAL] = "seal",
};

static struct cordon_names name_a = {
	.path = "/kunit/a",
	.own = "/kunit/a",
	.show = "/kunit/a",
};

static struct cordon_names name_b = {
	.path = "/kunit/b",
	.own = "/kunit/b",
	.show = "/kunit/b",
};

/* Never interned, never freed: the test keeps the last reference. */
static void make_subject(struct cordon_subject *subject, u64 id,
			 struct cordon_names *name)
{
	refcount_set(&subject->ref, 1);
	subject->id = id;
	subject->exe = name;
	subject->facts.path = name->path;
	subject->facts.own_path = name->own;
	subject->path_hash = cordon_path_hash(name->path);
	subject->own_hash = cordon_path_hash(name->own);
	spin_lock_init(&subject->lock);
	spin_lock_init(&subject->throttle.lock);
}

static struct cred *make_cred(struct kunit *test, uid_t uid)
{
	struct cred *cred = prepare_creds();

	KUNIT_ASSERT_NOT_NULL(test, cred);
	cred->euid = KUIDT_INIT(uid);
	return cred;
}

/* Puts a policy in force. */
void cordon_asking_policy(struct kunit *test, const char *text)
{
	struct cordon_reason reason = {};
	struct cordon_change change;
	struct cordon_draft draft;

	KUNIT_EXPECT_EQ_MSG(test, 0,
			    cordon_parse_policy(text, strlen(text), &draft,
						&reason),
			    "%s", reason.text);
	KUNIT_EXPECT_EQ_MSG(test, 0,
			    cordon_policy_replace(&draft, &reason, &change),
			    "%s", reason.text);
	cordon_draft_destroy(&draft);
}

/* A responder that belongs to no process: the test itself may ask. */
struct cordon_responder *cordon_asking_responder(struct kunit *test)
{
	struct cordon_responder *responder = cordon_responder_open();

	KUNIT_ASSERT_NOT_NULL(test, responder);
	mutex_lock(&cordon_question_lock);
	put_pid(responder->tgid);
	responder->tgid = NULL;
	mutex_unlock(&cordon_question_lock);
	return responder;
}

/* A call of one of the programs and users to one of the targets. */
void cordon_asking_call(struct cordon_asking *asking, struct cordon_call *call,
			u32 subject, u32 user, u32 target)
{
	*call = (struct cordon_call){
		.op = CORDON_CALL_CONNECT,
		.wait = CORDON_WAIT_ASK,
		.sender.subject = &asking->subject[subject],
		.sender.cred = asking->cred[user],
		.target.proto = CORDON_TCP,
		.target.family = AF_INET,
		.target.dport = target + 1,
	};
	cordon_target_set_v4(&call->target, htonl(0xc0000201));
}

static int count_wake(struct wait_queue_entry *wait, unsigned int mode,
		      int flags, void *key)
{
	container_of(wait, struct cordon_asking, wait)->wakes++;
	return 0;
}

/* For &kunit_suite.init. */
int cordon_asking_init(struct kunit *test)
{
	struct cordon_asking *asking;
	u32 i;

	if (!cordon_active)
		kunit_skip(test, "cordon is not in lsm=");
	asking = kunit_kzalloc(test, sizeof(*asking), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, asking);
	asking->test = test;
	make_subject(&asking->subject[0], U64_MAX - 1, &name_a);
	make_subject(&asking->subject[1], U64_MAX, &name_b);
	init_waitqueue_func_entry(&asking->wait, count_wake);
	add_wait_queue(&cordon_question_wait, &asking->wait);
	test->priv = asking;

	for (i = 0; i < ARRAY_SIZE(asking->cred); i++)
		asking->cred[i] = make_cred(test, 1000 + i);
	for (i = 0; i < CORDON_ASKING_TARGETS; i++)
		cordon_asking_call(asking, &asking->call[i], 0, 0, i);
	asking->responder = cordon_asking_responder(test);
	cordon_asking_policy(test, CORDON_ASKING_POLICY);
	return 0;
}

/* All references are given back. */
static void put_subject(struct kunit *test, struct cordon_subject *subject)
{
	KUNIT_EXPECT_EQ(test, refcount_read(&subject->ref), 1);
	cordon_binding_free(rcu_dereference_protected(subject->binding, true));
}

static void drop_user(struct kunit *test, struct cred *cred)
{
	if (!cred)
		return;
	KUNIT_EXPECT_EQ(test, atomic_long_read(&cred->usage), 1L);
	put_cred(cred);
}

/* For &kunit_suite.exit: whatever a test left ends with the policy. */
void cordon_asking_exit(struct kunit *test)
{
	struct cordon_asking *asking = test->priv;
	u32 i;

	if (!asking)
		return;
	cordon_policy_set_permissive(false);
	cordon_asking_policy(test, "default allow\n");
	cordon_asking_expect(test, 0, 0);
	/* If it did not, the next test must not suffer from it. */
	cordon_questions_seal();
	cordon_asking_close(asking);
	remove_wait_queue(&cordon_question_wait, &asking->wait);
	for (i = 0; i < ARRAY_SIZE(asking->subject); i++)
		put_subject(test, &asking->subject[i]);
	for (i = 0; i < ARRAY_SIZE(asking->cred); i++)
		drop_user(test, asking->cred[i]);
}

/* Opens a question, whether or not there is one. Returns its id, or 0. */
u64 cordon_asking_open(struct cordon_asking *asking,
		       const struct cordon_call *call)
{
	struct cordon_question *question;
	struct cordon_decision decision;
	u64 id = 0;

	cordon_preview(&call->sender, &call->target, &decision);
	KUNIT_EXPECT_EQ(asking->test, decision.verdict, CORDON_ASK);
	mutex_lock(&cordon_question_lock);
	question = cordon_question_open(call, &decision);
	if (!IS_ERR(question))
		id = question->id;
	mutex_unlock(&cordon_question_lock);
	cordon_decision_put(&decision);
	return id;
}

/* A question about CORDON_ASKING_SAME that has got into a state. */
u64 cordon_asking_in_state(struct cordon_asking *asking, u8 state)
{
	u64 id = 0;

	if (state != CORDON_ASKING_GONE)
		id = cordon_asking_open(asking,
					&asking->call[CORDON_ASKING_SAME]);
	if (state == CORDON_Q_TIMEOUT)
		cordon_asking_happens(asking, id, CORDON_ASKING_DUE);
	else if (state == CORDON_Q_LOST)
		cordon_asking_happens(asking, id, CORDON_ASKING_ALL_CLOSE);
	else if (state == CORDON_Q_ANSWERED)
		cordon_asking_happens(asking, id, CORDON_ASKING_ALLOW);
	KUNIT_ASSERT_EQ(asking->test, cordon_asking_state(id), state);
	return id;
}

/* Caller holds cordon_question_lock. */
struct cordon_question *cordon_asking_find(u64 id)
{
	struct cordon_question *question;

	list_for_each_entry(question, cordon_question_list(), list)
		if (question->id == id)
			return question;
	return NULL;
}

u8 cordon_asking_state(u64 id)
{
	struct cordon_question *question;
	u8 state = CORDON_ASKING_GONE;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		state = question->state;
	mutex_unlock(&cordon_question_lock);
	return state;
}

/* Holds a task behind a question. */
void cordon_asking_hold(struct cordon_asking *asking, u64 id, u32 target)
{
	struct cordon_waiter *waiter = &asking->waiter[target];
	struct cordon_question *question;
	bool added = false;

	INIT_LIST_HEAD(&waiter->node);
	init_completion(&waiter->done);
	waiter->call = &asking->call[target];
	waiter->release = CORDON_ASKING_HELD;
	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		added = cordon_waiter_add(question, waiter);
	mutex_unlock(&cordon_question_lock);
	KUNIT_EXPECT_TRUE(asking->test, added);
}

/* What a task was released to: it must be out of the list, and awake. */
u8 cordon_asking_released(struct cordon_waiter *waiter)
{
	bool out, awake = completion_done(&waiter->done);
	u8 release;

	mutex_lock(&cordon_question_lock);
	out = list_empty(&waiter->node);
	release = waiter->release;
	mutex_unlock(&cordon_question_lock);
	return out && awake ? release : CORDON_ASKING_HELD;
}

/* Time has passed. */
void cordon_asking_past_deadline(u64 id)
{
	struct cordon_question *question;

	mutex_lock(&cordon_question_lock);
	question = cordon_asking_find(id);
	if (question)
		question->deadline = jiffies - 1;
	mutex_unlock(&cordon_question_lock);
}

/* The responder goes, if it has not yet. */
void cordon_asking_close(struct cordon_asking *asking)
{
	if (asking->responder)
		cordon_responder_close(asking->responder);
	asking->responder = NULL;
}

/* clang-format off */
static const char *const policies[CORDON_ASKING_EVENTS] = {
	[CORDON_ASKING_RULE] = CORDON_ASKING_SETTINGS,
	[CORDON_ASKING_RULE_SAME] = CORDON_ASKING_SETTINGS
		"allow exe=/kunit/a dport=1\nask exe=/kunit/a\n",
	[CORDON_ASKING_RULE_OTHER] = CORDON_ASKING_SETTINGS
		"deny exe=/kunit/a dport=2\nask exe=/kunit/a\n",
	[CORDON_ASKING_RULE_CGROUP] = CORDON_ASKING_SETTINGS
		"deny cgroup=/kunit\nask exe=/kunit/a\n",
	[CORDON_ASKING_RELOAD] = CORDON_ASKING_POLICY,
};

/* clang-format on */

/* Lets something happen. Returns what an answer returns. */
int cordon_asking_happens(struct cordon_asking *asking, u64 id,
			  enum cordon_asking_event event)
{
	switch (event) {
	case CORDON_ASKING_DUE:
		cordon_asking_past_deadline(id);
		fallthrough;
	case CORDON_ASKING_EARLY:
		cordon_questions_reap();
		return 0;
	case CORDON_ASKING_ONE_CLOSES:
		cordon_responder_close(cordon_asking_responder(asking->test));
		return 0;
	case CORDON_ASKING_ALL_CLOSE:
		cordon_asking_close(asking);
		return 0;
	case CORDON_ASKING_ALLOW:
		return cordon_question_answer(id, CORDON_ALLOW);
	case CORDON_ASKING_DENY:
		return cordon_question_answer(id, CORDON_DENY);
	case CORDON_ASKING_PERMISSIVE:
		return cordon_policy_set_permissive(true);
	case CORDON_ASKING_SEAL:
		cordon_questions_seal();
		return 0;
	default:
		cordon_asking_policy(asking->test, policies[event]);
		return 0;
	}
}

/* How many questions there are, and how many tasks they hold. */
void cordon_asking_expect(struct kunit *test, u32 questions, u32 held)
{
	struct cordon_question_stats stats;

	cordon_question_stats(&stats);
	KUNIT_EXPECT_EQ(test, stats.questions, questions);
	KUNIT_EXPECT_EQ(test, stats.held, held);
}
