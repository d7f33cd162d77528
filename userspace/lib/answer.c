// SPDX-License-Identifier: GPL-2.0-only
/* An answer to a question */

#include "answer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "language.h"
#include "securityfs.h"
#include "store.h"

static const struct {
	const char *name;
	const char *abbreviation;
	const char *help;
} scopes[SCOPE_COUNT] = {
	[SCOPE_ONCE]	  = { "once", "o", "only the calls that wait" },
	[SCOPE_APP]	  = { "app", "a", "this program, everything" },
	[SCOPE_PROTO]	  = { "proto", "pr", "this program and protocol" },
	[SCOPE_HOST]	  = { "host", "h", "this program to this address" },
	[SCOPE_HOST_PORT] = { "host-port", "hp",
			      "this program to this address and port" },
	[SCOPE_PORT]	  = { "port", "p",
			      "this program to this port of any address" },
};

const char *scope_name(enum scope scope)
{
	return scopes[scope].name;
}

const char *scope_help(enum scope scope)
{
	return scopes[scope].help;
}

int scope_find(const char *name)
{
	int i;

	for (i = 0; i < SCOPE_COUNT; i++) {
		if (!strcmp(name, scopes[i].name) ||
		    !strcmp(name, scopes[i].abbreviation))
			return i;
	}
	return -1;
}

int lasting_parse(const char *word, struct answer *answer)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = {
		{ '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 },
		{ 'd', 86400 },
	};
	/* As CORDON_EXPIRES_MAX of the language. */
	const uint64_t max = 10ULL * 366 * 86400;
	unsigned long long number;
	char *end;
	size_t i;

	if (!strcmp(word, "boot")) {
		answer->lasting = LASTING_BOOT;
		return 0;
	}
	if (!strcmp(word, "always")) {
		answer->lasting = LASTING_ALWAYS;
		return 0;
	}
	if (*word < '0' || *word > '9')
		return -EINVAL;
	errno = 0;
	number = strtoull(word, &end, 10);
	if (errno || (*end && end[1]) || number > max)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (units[i].unit != *end)
			continue;
		number *= units[i].seconds;
		if (!number || number > max)
			return -EINVAL;
		answer->lasting = LASTING_SECONDS;
		answer->seconds = number;
		return 0;
	}
	return -EINVAL;
}

int lasting_print(char *buf, size_t size, const struct answer *answer)
{
	switch (answer->lasting) {
	case LASTING_BOOT:
		return snprintf(buf, size, "until reboot");
	case LASTING_ALWAYS:
		return snprintf(buf, size, "always");
	case LASTING_SECONDS:
		break;
	}
	if (answer->seconds % 3600 == 0)
		return snprintf(buf, size, "for %u h", answer->seconds / 3600);
	if (answer->seconds % 60 == 0)
		return snprintf(buf, size, "for %u min", answer->seconds / 60);
	return snprintf(buf, size, "for %u s", answer->seconds);
}

const char *answer_refusal(const struct record *question,
			   const struct answer *answer)
{
	if (answer->scope == SCOPE_ONCE) {
		if (answer->this_user)
			return "an answer for once is for the waiting calls alone";
		return NULL;
	}
	if (!record_has_path(question))
		return "the program has no path that a rule could name: it can only be answered once";
	if (!strcmp(question->mnt, "other") && !answer->any_mount)
		return "the program was started in a mount namespace of its own, where any file can stand at that path: it can only be answered once";
	if ((answer->scope == SCOPE_HOST || answer->scope == SCOPE_HOST_PORT) &&
	    !*question->dst)
		return "the question has no address";
	if ((answer->scope == SCOPE_PORT || answer->scope == SCOPE_HOST_PORT) &&
	    question->dport < 0)
		return "the question has no port";
	if (answer->scope != SCOPE_APP && answer->scope != SCOPE_HOST &&
	    !*question->proto)
		return "the question has no protocol";
	return NULL;
}

/* Canonical order of the keys: exe script uid mnt proto dst dport expires. */
void answer_rule(struct text *to, const struct record *question,
		 const struct answer *answer)
{
	enum scope scope = answer->scope;

	text_puts(to, answer->allow ? "allow exe=" : "deny exe=");
	language_put_path(to, question->exe);
	if (question->script) {
		text_puts(to, " script=");
		language_put_path(to, question->script);
	}
	if (answer->this_user)
		text_printf(to, " uid=%" PRId64, question->uid);
	if (!strcmp(question->mnt, "other"))
		text_puts(to, " mnt=any");
	if (scope == SCOPE_PROTO || scope == SCOPE_PORT ||
	    scope == SCOPE_HOST_PORT)
		text_printf(to, " proto=%s", question->proto);
	if (scope == SCOPE_HOST || scope == SCOPE_HOST_PORT)
		text_printf(to, " dst=%s", question->dst);
	if (scope == SCOPE_PORT || scope == SCOPE_HOST_PORT)
		text_printf(to, " dport=%" PRId64, question->dport);
	if (answer->lasting == LASTING_SECONDS)
		text_printf(to, " expires=%u", answer->seconds);
}

static int give_once(const struct record *question,
		     const struct answer *answer, struct answer_result *result)
{
	char line[64];
	int len;

	len = snprintf(line, sizeof(line), "%" PRId64 " %s\n",
		       question->question, answer->allow ? "allow" : "deny");
	result->file = "answer";
	return fs_write("answer", line, len, &result->reason);
}

static int give_rule(const struct record *question,
		     const struct answer *answer, struct answer_result *result)
{
	struct text change = { 0 };
	int err;

	result->file = "rules";
	answer_rule(&result->rule, question, answer);
	/* Before the rule that asked: whatever stands above it keeps its say. */
	if (question->rule)
		text_printf(&change, "before %" PRId64 " ", question->rule);
	else
		text_puts(&change, "append ");
	text_append(&change, text_string(&result->rule), result->rule.len);
	text_append(&change, "\n", 1);
	if (text_failed(&change) || text_failed(&result->rule))
		err = -ENOMEM;
	else
		err = fs_write("rules", change.data, change.len,
			       &result->reason);
	text_destroy(&change);
	return err;
}

int answer_give(const struct record *question, const struct answer *answer,
		const char *store, struct answer_result *result)
{
	int err;

	*result = (struct answer_result){ 0 };
	if (answer->scope == SCOPE_ONCE) {
		err = give_once(question, answer, result);
		if (err == -ENOENT && !result->reason.len)
			text_printf(&result->reason,
				    "question %" PRId64 " is not open any more",
				    question->question);
		return err;
	}
	err = give_rule(question, answer, result);
	if (!err && answer->lasting == LASTING_ALWAYS)
		result->store_error = store_put(store, result->rule.data);
	return err;
}

void answer_result_destroy(struct answer_result *result)
{
	text_destroy(&result->reason);
	text_destroy(&result->rule);
}
