// SPDX-License-Identifier: GPL-2.0-only
/* Answers as they are typed */

#include "command.h"

#include <string.h>

#include "array.h"

int command_narrowest(const struct record *question)
{
	static const enum scope order[] = {
		SCOPE_HOST_PORT, SCOPE_HOST, SCOPE_PROTO,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++) {
		const struct answer answer = { .scope = order[i] };

		if (!answer_refusal(question, &answer))
			return order[i];
	}
	return -1;
}

static int find_verdict(const char *word)
{
	if (!strcmp(word, "a") || !strcmp(word, "A") || !strcmp(word, "allow"))
		return 1;
	if (!strcmp(word, "d") || !strcmp(word, "D") || !strcmp(word, "deny"))
		return 0;
	return -1;
}

/* "A", "D": always, as narrowly as can be. */
static const char *take_shortcut(const struct record *question,
				 struct answer *answer)
{
	int scope = command_narrowest(question);

	answer->lasting = LASTING_ALWAYS;
	answer->scope = SCOPE_HOST_PORT;
	if (scope >= 0)
		answer->scope = scope;
	return answer_refusal(question, answer);
}

const char *command_parse(char *line, const struct record *question,
			  struct answer *answer)
{
	bool has_scope = false, has_lasting = false;
	char *word, *rest = line;
	int verdict;

	*answer = (struct answer){ 0 };
	word = strtok_r(rest, " \t", &rest);
	verdict = word ? find_verdict(word) : -1;
	if (verdict < 0)
		return "Not understood";
	answer->allow = verdict;
	if (*word == 'A' || *word == 'D') {
		if (strtok_r(rest, " \t", &rest))
			return "A and D stand alone";
		return take_shortcut(question, answer);
	}
	while ((word = strtok_r(rest, " \t", &rest))) {
		if (!strcmp(word, "user"))
			answer->this_user = true;
		else if (!has_scope && !scope_parse(word, answer))
			has_scope = true;
		else if (!has_lasting && !lasting_parse(word, answer))
			has_lasting = true;
		else
			return "Not understood";
	}
	if (has_lasting && answer->scope == SCOPE_ONCE)
		return "A time needs a scope";
	return answer_refusal(question, answer);
}
