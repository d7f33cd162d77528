// SPDX-License-Identifier: GPL-2.0-only
/* What an agent may answer */

#include "rights.h"

#include <string.h>

static const char *const words[USER_ANSWERS_COUNT] = {
	[USER_ANSWERS_ALWAYS] = "always",
	[USER_ANSWERS_ONCE] = "once",
	[USER_ANSWERS_DENY] = "deny",
	[USER_ANSWERS_NONE] = "none",
};

int user_answers_find(const char *word)
{
	int i;

	for (i = 0; i < USER_ANSWERS_COUNT; i++) {
		if (!strcmp(word, words[i]))
			return i;
	}
	return -1;
}

const char *user_answers_word(enum user_answers answers)
{
	return words[answers];
}

const char *rights_refusal(const struct rights *rights,
			   const struct answer *answer)
{
	if (rights->answers == USER_ANSWERS_NONE)
		return "users may not answer here";
	if (rights->answers == USER_ANSWERS_DENY && answer->allow)
		return "users may only deny here";
	if (rights->answers == USER_ANSWERS_ONCE && answer->scope != SCOPE_ONCE)
		return "users may only answer once here";
	if (!rights->all_users && answer->any_mount)
		return "a rule for any file at a path is for administrators to make";
	return NULL;
}

void rights_narrow(const struct rights *rights, struct answer *answer)
{
	if (!rights->all_users && answer->scope != SCOPE_ONCE)
		answer->this_user = true;
}
