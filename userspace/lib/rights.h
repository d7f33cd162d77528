/* SPDX-License-Identifier: GPL-2.0-only */
/* What an agent may answer: that depends on who runs it. */

#ifndef CORDON_RIGHTS_H
#define CORDON_RIGHTS_H

#include "answer.h"

/* user-answers of cordon.conf(5). */
enum user_answers {
	USER_ANSWERS_ALWAYS,	/* whatever a question can have */
	USER_ANSWERS_ONCE,
	USER_ANSWERS_DENY,
	USER_ANSWERS_NONE,
	USER_ANSWERS_COUNT
};

struct rights {
	bool all_users;		/* questions of all, rules for all */
	enum user_answers answers;
};

/* -1: there is no such word. */
int user_answers_find(const char *word);
const char *user_answers_word(enum user_answers answers);

/* NULL, or why this answer may not be given. */
const char *rights_refusal(const struct rights *rights,
			   const struct answer *answer);
/* A rule that a user makes is for that user alone. */
void rights_narrow(const struct rights *rights, struct answer *answer);

#endif /* CORDON_RIGHTS_H */
