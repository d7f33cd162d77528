/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - questions
 */

#ifndef _SECURITY_CORDON_QUESTION_H
#define _SECURITY_CORDON_QUESTION_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/types.h>

#include "call.h"
#include "record.h"

/**
 * enum cordon_question_state - life of a question
 * @CORDON_Q_OPEN: waits for an answer; tasks may be held
 * @CORDON_Q_TIMEOUT: nobody answered in time. Nobody is held; calls of the
 *	same subject and user get the unanswered verdict at once, until it is
 *	answered or as many seconds have passed again
 * @CORDON_Q_LOST: the responder went away. As @CORDON_Q_TIMEOUT, but the
 *	next call opens it again if there is a responder
 * @CORDON_Q_ANSWERED: answered once while nobody was held for its target:
 *	the next call with this subject, user and target takes the answer
 * @CORDON_Q_COUNT: how many there are
 *
 * OPEN becomes any of the others, LOST becomes OPEN; each is followed by the
 * end of the question. Whoever was held when a question ends is released.
 */
enum cordon_question_state {
	CORDON_Q_OPEN,
	CORDON_Q_TIMEOUT,
	CORDON_Q_LOST,
	CORDON_Q_ANSWERED,
	CORDON_Q_COUNT
};

/* enum cordon_release - what a held task is released to */
enum cordon_release {
	CORDON_RELEASE_AGAIN, /* judge again */
	CORDON_RELEASE_ALLOW, /* once */
	CORDON_RELEASE_DENY, /* once */
	CORDON_RELEASE_TIMEOUT, /* the unanswered verdict, for this reason */
	CORDON_RELEASE_LOST,
	CORDON_RELEASE_SEALED,
};

/**
 * struct cordon_waiter - a task that is held; on its stack
 * @node: in &cordon_question.waiters; empty once released
 * @call: what it wants
 * @release: enum cordon_release, valid once @done is complete
 * @unanswered: CORDON_ALLOW or CORDON_DENY, what holds if that is no answer;
 *	of the policy that was in force then; valid once @done is complete
 * @done: wakes it
 *
 * All but @done is protected by cordon_question_lock.
 */
struct cordon_waiter {
	struct list_head node;
	const struct cordon_call *call;
	u8 release;
	u8 unanswered;
	struct completion done;
};

/**
 * struct cordon_question - one question, of one subject and user
 * @id: never reused
 * @node: in the table of questions by subject and user
 * @list: in the list of questions by id
 * @state: enum cordon_question_state
 * @op: enum cordon_call_op of the first call
 * @unanswered: CORDON_ALLOW or CORDON_DENY
 * @after: seconds
 * @deadline: jiffies at which @state ends
 * @subject: holds a reference
 * @cred: of the first task; holds a reference
 * @target: of the first call
 * @rule_id: the rule that asked, 0 for the default
 * @label: of that rule; empty if none
 * @gen: generation under which it asked
 * @who: the first task
 * @cgroup: of the first task, or NULL
 * @left: the process that was the last to leave @waiters before it was
 *	released, or NULL; holds a reference
 * @n_waiters: length of @waiters
 * @waiters: tasks that are held
 * @answer: CORDON_ALLOW or CORDON_DENY, for CORDON_Q_ANSWERED
 *
 * Everything is protected by cordon_question_lock.
 */
struct cordon_question {
	u64 id;
	struct hlist_node node;
	struct list_head list;
	u8 state;
	u8 op;
	u8 unanswered;
	u8 answer;
	u32 after;
	unsigned long deadline;
	struct cordon_subject *subject;
	const struct cred *cred;
	struct cordon_target target;
	u64 rule_id;
	char label[CORDON_LABEL_MAX + 1];
	u64 gen;
	struct cordon_who who;
	char *cgroup;
	struct pid *left;
	u32 n_waiters;
	struct list_head waiters;
};

/**
 * struct cordon_responder - an open "queue" file
 * @node: in the list of responders
 * @tgid: the process that opened it or was the last to read it; holds a
 *	reference
 * @seen: value of the change counter when it last read the queue
 */
struct cordon_responder {
	struct list_head node;
	struct pid *tgid;
	u64 seen;
};

/**
 * struct cordon_question_stats - numbers for "status"
 * @questions: that there are
 * @held: tasks held
 */
struct cordon_question_stats {
	u32 questions;
	u32 held;
};

/*
 * Protects all questions, waiters and responders. Taken with locks of the
 * caller held (io_uring's, a pipe's, a socket's), never across a wait.
 */
extern struct mutex cordon_question_lock;

extern struct wait_queue_head cordon_question_wait;

/* question.c */
struct cordon_question *cordon_question_find(const struct cordon_call *call);
struct cordon_question *
cordon_question_find_answer(const struct cordon_call *call);
struct cordon_question *cordon_question_open(const struct cordon_call *call,
					     const struct cordon_decision *d);
void cordon_question_reopen(struct cordon_question *question,
			    const struct cordon_decision *decision);
void cordon_question_take(struct cordon_question *question,
			  const struct cordon_decision *decision);
void cordon_question_lapse(struct cordon_question *question,
			   enum cordon_settled settled);
void cordon_question_settle(struct cordon_question *question,
			    enum cordon_settled settled, u8 verdict,
			    bool by_current, u32 held);
void cordon_question_keep(struct cordon_question *question, u8 verdict);
void cordon_question_drop(struct cordon_question *question);
bool cordon_waiter_add(struct cordon_question *question,
		       struct cordon_waiter *waiter);
void cordon_waiter_remove(struct cordon_question *question,
			  struct cordon_waiter *waiter);
void cordon_waiter_release(struct cordon_question *question,
			   struct cordon_waiter *waiter, u8 how);
struct list_head *cordon_question_list(void);
u64 cordon_question_changes(void);
void cordon_question_state_fields(const struct cordon_question *question,
				  struct cordon_fields *fields);
void cordon_question_stats(struct cordon_question_stats *stats);

/* reap.c */
void cordon_questions_reap_later(void);
#if IS_ENABLED(CONFIG_KUNIT)
void cordon_questions_reap(void);
#endif

/* answer.c */
int cordon_question_answer(u64 id, enum cordon_verdict verdict);
void cordon_questions_recheck(bool by_current);
void cordon_questions_seal(void);
void cordon_questions_release(void);

/* responder.c */
struct cordon_responder *cordon_responder_open(void);
void cordon_responder_close(struct cordon_responder *responder);
void cordon_responder_reads(struct cordon_responder *responder);
bool cordon_responder_present(void);
bool cordon_responder_is_current(void);

/* ask.c */
int cordon_ask(struct cordon_call *call, const struct cordon_decision *decision,
	       struct cordon_outcome *outcome);

#endif /* _SECURITY_CORDON_QUESTION_H */
