/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what the KUnit tests of questions share
 *
 * Two programs and two users that are in no table of the kernel's, a policy
 * that asks about the programs and allows everything else, and a responder.
 */

#ifndef _SECURITY_CORDON_TESTS_ASKING_H
#define _SECURITY_CORDON_TESTS_ASKING_H

#include <kunit/test.h>
#include <linux/wait.h>

#include "../question.h"
#include "../subject.h"

/* Longer than any test takes: deadlines end when a test says so. */
#define CORDON_ASKING_AFTER 600
#define CORDON_ASKING_SETTINGS \
	"default allow\nunanswered deny after=600 hold=all\n"
#define CORDON_ASKING_POLICY \
	CORDON_ASKING_SETTINGS "ask exe=/kunit/a\nask exe=/kunit/b\n"

/* In place of a state: there is no such question. */
#define CORDON_ASKING_GONE CORDON_Q_COUNT

/* In place of a release: it is held. */
#define CORDON_ASKING_HELD U8_MAX

/* enum cordon_asking_target - the targets, numbered as their ports are */
enum cordon_asking_target {
	CORDON_ASKING_SAME, /* as the question's, port 1 */
	CORDON_ASKING_OTHER, /* port 2 */
	CORDON_ASKING_TARGETS
};

/* enum cordon_asking_event - what may happen to a question */
enum cordon_asking_event {
	CORDON_ASKING_EARLY, /* the reaper comes before the deadline */
	CORDON_ASKING_DUE, /* and after it */
	CORDON_ASKING_ONE_CLOSES, /* a responder goes that came late */
	CORDON_ASKING_ALL_CLOSE, /* the last one goes */
	CORDON_ASKING_ALLOW, /* answered once */
	CORDON_ASKING_DENY,
	CORDON_ASKING_RULE, /* no rule asks any more */
	CORDON_ASKING_RULE_SAME, /* a rule for CORDON_ASKING_SAME */
	CORDON_ASKING_RULE_OTHER, /* a rule for CORDON_ASKING_OTHER */
	CORDON_ASKING_RULE_CGROUP, /* a rule that only a task itself can judge */
	CORDON_ASKING_RELOAD, /* the same rules once more */
	CORDON_ASKING_PERMISSIVE,
	CORDON_ASKING_SEAL, /* what the seal does to questions, without it */
	CORDON_ASKING_EVENTS
};

/**
 * struct cordon_asking - what a test has, in &kunit.priv
 * @test: the test
 * @subject: the programs /kunit/a and /kunit/b
 * @cred: of the users 1000 and 1001
 * @responder: somebody else than the test; NULL when closed
 * @call: of the first program and user, to each of the targets
 * @waiter: one for each of @call. Not on the stack: a test that fails may
 *	leave without being released
 * @wait: counts @wakes
 * @wakes: times that pollers were woken
 */
struct cordon_asking {
	struct kunit *test;
	struct cordon_subject subject[2];
	struct cred *cred[2];
	struct cordon_responder *responder;
	struct cordon_call call[CORDON_ASKING_TARGETS];
	struct cordon_waiter waiter[CORDON_ASKING_TARGETS];
	struct wait_queue_entry wait;
	u32 wakes;
};

extern const char *const cordon_asking_states[CORDON_Q_COUNT + 1];
extern const char *const cordon_asking_events[CORDON_ASKING_EVENTS];

int cordon_asking_init(struct kunit *test);
void cordon_asking_exit(struct kunit *test);
void cordon_asking_policy(struct kunit *test, const char *text);
struct cordon_responder *cordon_asking_responder(struct kunit *test);
void cordon_asking_call(struct cordon_asking *asking, struct cordon_call *call,
			u32 subject, u32 user, u32 target);
u64 cordon_asking_open(struct cordon_asking *asking,
		       const struct cordon_call *call);
u64 cordon_asking_in_state(struct cordon_asking *asking, u8 state);
void cordon_asking_hold(struct cordon_asking *asking, u64 id, u32 target);
u8 cordon_asking_released(struct cordon_waiter *waiter);
struct cordon_question *cordon_asking_find(u64 id);
u8 cordon_asking_state(u64 id);
void cordon_asking_past_deadline(u64 id);
void cordon_asking_close(struct cordon_asking *asking);
int cordon_asking_happens(struct cordon_asking *asking, u64 id,
			  enum cordon_asking_event event);
void cordon_asking_expect(struct kunit *test, u32 questions, u32 held);

#endif /* _SECURITY_CORDON_TESTS_ASKING_H */
