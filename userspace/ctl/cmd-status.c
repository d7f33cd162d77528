// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl status */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "ctl.h"
#include "securityfs.h"
#include "table.h"

/* Lines of "status" in words; others are shown with their own key. */
static const struct {
	const char *key;
	const char *words;
} names[] = {
	{ "generation", "generation of the policy" },
	{ "mode", "mode" },
	{ "sealed", "sealed until reboot" },
	{ "responder", "somebody answers questions" },
	{ "rules", "rules" },
	{ "sets", "address sets" },
	{ "default", "when no rule matches" },
	{ "unanswered", "when nobody answers" },
	{ "questions", "open questions" },
	{ "questions_max", "open questions, at most" },
	{ "held", "calls that wait now" },
	{ "held_max", "calls that wait, at most" },
	{ "subjects", "programs known" },
	{ "asked", "questions asked" },
	{ "answered", "questions answered" },
	{ "timeouts", "questions that nobody answered" },
	{ "allowed", "calls allowed" },
	{ "denied", "calls denied" },
	{ "overflow", "calls beyond a limit" },
	{ "records_missed", "records left out" },
	{ "digests", "digests measured" },
};

static const char *words_for(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(key, names[i].key))
			return names[i].words;
	}
	return key;
}

static const char *value_in_words(const char *key, const char *value)
{
	if (strcmp(key, "sealed") && strcmp(key, "responder"))
		return value;
	if (!strcmp(value, "0"))
		return "no";
	if (!strcmp(value, "1"))
		return "yes";
	return value;
}

static bool is_number(const char *value)
{
	return *value && strspn(value, "0123456789") == strlen(value) &&
	       strlen(value) < 19;
}

static int print(char *text, bool as_json)
{
	struct json_object *object = as_json ? json_object_new_object() : NULL;
	struct table table;
	char *line;
	int err;

	table_init(&table, 2);
	while ((line = strsep(&text, "\n"))) {
		char *value = strchr(line, ' ');

		if (!value)
			continue;
		*value++ = '\0';
		if (!as_json) {
			table_cell(&table, "%s", words_for(line));
			table_cell(&table, "%s", value_in_words(line, value));
		} else if (is_number(value)) {
			json_put_number(object, line, atoll(value));
		} else {
			json_put_string(object, line, value);
		}
	}
	if (as_json)
		return json_print(object);
	err = table_print(&table, stdout);
	table_destroy(&table);
	if (err)
		report("%s", strerror(-err));
	return err ? EXIT_REFUSED : EXIT_OK;
}

int cmd_status(int argc, char **argv)
{
	struct words words = {
		.args = "",
		.help = "Show the state of the module and its counters.\v"
			"With --json the keys are those of the module's \"status\" "
			"file.",
		.has_json = true,
	};
	struct text text = { 0 };
	int err, code;

	words_parse(&words, argc, argv);
	free(words.argv);
	err = fs_read("status", &text);
	if (err)
		code = fs_report("status", err, NULL);
	else
		code = text.data ? print(text.data, words.json) : EXIT_OK;
	text_destroy(&text);
	return code;
}
