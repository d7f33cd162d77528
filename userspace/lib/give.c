// SPDX-License-Identifier: GPL-2.0-only
/* Gives an answer */

#include "give.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "policy-lock.h"
#include "room.h"
#include "securityfs.h"
#include "store.h"
#include "timed.h"

static int give_once(const struct record *question,
		     const struct answer *answer, struct given *given)
{
	char line[64];
	int len;

	len = snprintf(line, sizeof(line), "%" PRId64 " %s\n",
		       question->question, answer->allow ? "allow" : "deny");
	given->file = "answer";
	return fs_write("answer", line, len, &given->reason);
}

static int give_rule(const struct record *question,
		     const struct answer *answer, struct given *given)
{
	struct text change = { 0 };
	int err;

	given->file = "rules";
	answer_rule(&given->rule, question, answer);
	/* Before the rule that asked: whatever stands above it keeps its say. */
	if (question->rule)
		text_printf(&change, "before %" PRId64 " ", question->rule);
	else
		text_puts(&change, "append ");
	text_append(&change, text_string(&given->rule), given->rule.len);
	text_append(&change, "\n", 1);
	if (text_failed(&change) || text_failed(&given->rule))
		err = -ENOMEM;
	else
		err = fs_write("rules", change.data, change.len,
			       &given->reason);
	text_destroy(&change);
	return err;
}

int give_to_kernel(const struct record *question, const struct answer *answer,
		   struct given *given)
{
	int err;

	*given = (struct given){ 0 };
	if (answer->scope != SCOPE_ONCE)
		return give_rule(question, answer, given);
	err = give_once(question, answer, given);
	if (err == -ENOENT && !given->reason.len)
		text_printf(&given->reason,
			    "question %" PRId64 " is not open any more",
			    question->question);
	return err;
}

const char *give_file(const struct answer *answer,
		      const struct give_files *files)
{
	if (answer->scope == SCOPE_ONCE)
		return NULL;
	return answer->lasting == LASTING_ALWAYS ? files->always :
						   files->timed;
}

void give_to_file(const struct answer *answer, const struct give_files *files,
		  struct given *given)
{
	const char *rule = text_string(&given->rule);

	if (answer->scope == SCOPE_ONCE)
		return;
	given->keep_error = answer->lasting == LASTING_ALWAYS ?
				    store_put(files->always, rule) :
				    timed_put(files->timed, rule, answer);
}

int give(const struct record *question, const struct answer *answer,
	 const struct give_files *files, struct given *given)
{
	int lock = answer->scope == SCOPE_ONCE ? -1 : policy_lock_open();
	int err;

	/* A load that takes longer does not keep anybody from answering. */
	if (lock >= 0)
		policy_lock(lock, GIVE_PATIENCE_MS);
	err = give_to_kernel(question, answer, given);
	if (!err)
		give_to_file(answer, files, given);
	if (lock >= 0)
		close(lock);
	return err;
}

const char *given_trouble(const struct given *given)
{
	return room_trouble(given->keep_error);
}

void given_destroy(struct given *given)
{
	text_destroy(&given->reason);
	text_destroy(&given->rule);
}
