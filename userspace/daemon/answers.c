// SPDX-License-Identifier: GPL-2.0-only
/* Answers of agents and hooks on their way */

#include "answers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "durable.h"
#include "policy-lock.h"
#include "protocol.h"
#include "report.h"
#include "room.h"
#include "store.h"
#include "timed.h"

/* Answers that share a trip to the disk. */
#define BATCH_MAX	256

/* An answer that is in force and is to be kept. */
struct giving {
	struct job job;
	struct answers *answers;
	struct answer answer;
	struct given given;
	struct sender sender;
	int64_t uid;	/* of the user whose rule it is; -1: of none */
	char *file;
	bool kept;	/* it was tried */
};

static void destroy(struct giving *giving)
{
	given_destroy(&giving->given);
	free(giving->file);
	free(giving);
}

static bool same_file(const struct giving *a, const struct giving *b)
{
	return (a->answer.lasting == LASTING_ALWAYS) ==
		       (b->answer.lasting == LASTING_ALWAYS) &&
	       !strcmp(a->file, b->file);
}

static bool goes_along(const struct giving *giving, const struct giving *first)
{
	return !giving->kept && same_file(giving, first);
}

/* All that go to the file of the first one, with one trip to the disk. */
static void keep(struct giving *first)
{
	struct giving *batch[BATCH_MAX];
	struct timed timed[BATCH_MAX];
	const char *rules[BATCH_MAX];
	int results[BATCH_MAX], err;
	size_t i, count = 0;
	struct job *job;

	for (job = &first->job; job && count < BATCH_MAX; job = job->next) {
		struct giving *giving = (struct giving *)job;

		if (!goes_along(giving, first))
			continue;
		rules[count] = giving->given.rule.data;
		timed[count] = (struct timed){ rules[count], &giving->answer };
		batch[count++] = giving;
	}
	if (first->answer.lasting == LASTING_ALWAYS)
		err = store_put_all(first->file, rules, count, results);
	else
		err = timed_put_all(first->file, timed, count, results);
	for (i = 0; i < count; i++) {
		batch[i]->kept = true;
		batch[i]->given.keep_error = err ? err : results[i];
	}
}

/*
 * From before an answer is in force until it is in its file. A load that does
 * not end, because a file of it is a pipe, say, is waited for once.
 */
static void hold_loads(struct answers *answers)
{
	int err;

	if (answers->on_their_way++ || answers->lock < 0)
		return;
	err = policy_lock(answers->lock,
			  answers->waited ? 0 : GIVE_PATIENCE_MS);
	if (err && !answers->waited)
		report("a load of the policy does not end: it may forget what is answered meanwhile");
	answers->waited = err;
}

static void let_loads(struct answers *answers)
{
	if (!--answers->on_their_way && answers->lock >= 0)
		policy_unlock(answers->lock);
}

/* In the thread. */
static void run(struct job *job)
{
	for (; job; job = job->next) {
		struct giving *giving = (struct giving *)job;

		if (!giving->kept)
			keep(giving);
	}
}

static void tell(const struct sender *sender, const char *code,
		 const char *message, const struct given *given)
{
	const struct outcome outcome = {
		.code = code,
		.message = message,
		.rule = given && given->rule.len ? given->rule.data : NULL,
	};

	sender->tell(sender, &outcome);
}

/* Back in the loop. */
static void done(struct job *job)
{
	struct giving *giving = (struct giving *)job;
	const char *why = given_trouble(&giving->given);
	int err = giving->given.keep_error;
	char trouble[160];

	let_loads(giving->answers);
	if (giving->uid >= 0)
		full_result(&giving->answers->full, giving->uid,
			    giving->answer.lasting == LASTING_ALWAYS, err);
	if (err) {
		complain(&giving->answers->trouble,
			 "%s: %s: the next load of the policy forgets \"%s\"",
			 giving->file, why, giving->given.rule.data);
		snprintf(trouble, sizeof(trouble),
			 "it is not kept (%s): the next load of the policy forgets it",
			 why);
		tell(&giving->sender, NULL, trouble, &giving->given);
	} else {
		tell(&giving->sender, NULL, NULL, &giving->given);
	}
	destroy(giving);
}

int answers_open(struct answers *answers, struct loop *loop,
		 struct queue *queue, const struct give_files *files)
{
	*answers = (struct answers){
		.queue = queue,
		.files = files,
		.lock = policy_lock_open(),
	};
	durable_tidy(files->always);
	durable_tidy(files->timed);
	return worker_open(&answers->disk, loop, run);
}

void answers_close(struct answers *answers)
{
	worker_close(&answers->disk);
	if (answers->lock >= 0)
		close(answers->lock);
	answers->lock = -1;
	full_destroy(&answers->full);
}

static void refuse(const struct giving *giving, int err)
{
	const struct given *given = &giving->given;

	if (err == -ENOENT && giving->answer.scope == SCOPE_ONCE)
		tell(&giving->sender, PROTOCOL_STALE,
		     "there is no such open question", NULL);
	else
		tell(&giving->sender, PROTOCOL_REFUSED,
		     given->reason.len ? given->reason.data : strerror(-err),
		     NULL);
}

static void give_it(struct answers *answers, struct giving *giving,
		    struct question *question, const struct who *who)
{
	const struct answer *answer = &giving->answer;
	int err;

	if (giving->file)
		hold_loads(answers);
	err = give_to_kernel(&question->record, answer, &giving->given);
	witness_answer(&question->record, answer, &giving->given, who, err);
	queue_touch(answers->queue);
	if (err) {
		if (giving->file)
			let_loads(answers);
		refuse(giving, err);
		destroy(giving);
		return;
	}
	question->settled = true;
	if (giving->file) {
		giving->job.done = done;
		worker_give(&answers->disk, &giving->job);
		return;
	}
	tell(&giving->sender, NULL, NULL, &giving->given);
	destroy(giving);
}

void answers_give(struct answers *answers, struct question *question,
		  const struct answer *answer, const struct who *who,
		  const struct sender *sender)
{
	const char *refusal = answer_refusal(&question->record, answer);
	const char *file = give_file(answer, answers->files);
	int64_t uid = answer->this_user ? question->record.uid : -1;
	struct giving *giving;
	int err = 0;

	if (question->settled) {
		tell(sender, PROTOCOL_STALE, "it was answered before", NULL);
		return;
	}
	if (!refusal && file && uid >= 0)
		err = full_check(&answers->full, uid,
				 answer->lasting == LASTING_ALWAYS);
	if (err)
		refusal = room_trouble(err);
	if (refusal) {
		tell(sender, PROTOCOL_REFUSED, refusal, NULL);
		return;
	}
	giving = calloc(1, sizeof(*giving));
	if (giving && file)
		giving->file = strdup(file);
	if (!giving || (file && !giving->file)) {
		free(giving);
		tell(sender, PROTOCOL_REFUSED, strerror(ENOMEM), NULL);
		return;
	}
	giving->answers = answers;
	giving->answer = *answer;
	giving->uid = file ? uid : -1;
	giving->sender = *sender;
	give_it(answers, giving, question, who);
}
