// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl add, cordonctl delete */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"

struct add {
	uint64_t before;
	struct text rule;
	bool json;
};

/* The shell took the quotes away that a value with blanks needs. */
static void put_word(struct add *add, const char *word)
{
	const char *value = strchr(word, '=');

	if (add->rule.len)
		text_append(&add->rule, " ", 1);
	if (!value || value[1] == '"' || !strpbrk(value, " \t")) {
		text_puts(&add->rule, word);
		return;
	}
	value++;
	text_append(&add->rule, word, value - word);
	text_printf(&add->rule, "\"%s\"", value);
}

static error_t parse_add(int key, char *arg, struct argp_state *state)
{
	struct add *add = state->input;

	switch (key) {
	case 'b':
		if (parse_id(arg, "rule", &add->before))
			exit(EXIT_USAGE);
		return 0;
	case 'j':
		add->json = true;
		return 0;
	case ARGP_KEY_ARG:
		/* A single argument is the rule as a policy file has it. */
		if (state->arg_num == 0 && state->next == state->argc)
			text_puts(&add->rule, arg);
		else
			put_word(add, arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "the rule is missing");
	}
	return ARGP_ERR_UNKNOWN;
}

static int print_added(const struct add *add)
{
	struct text rule = { 0 };
	uint64_t id = rules_added(text_string(&add->rule), &rule);
	struct json_object *object;
	int code = EXIT_OK;

	if (add->json) {
		object = json_object_new_object();
		if (id)
			json_put_number(object, "id", id);
		json_put_string(object, "text", id ? text_string(&rule) :
						text_string(&add->rule));
		code = json_print(object);
	} else if (id) {
		printf("rule %" PRIu64 ": %s\n", id, text_string(&rule));
	} else {
		puts("added; its id is not known, see \"cordonctl show\"");
	}
	text_destroy(&rule);
	return code;
}

static int add_rule(const struct add *add)
{
	struct text change = { 0 };
	size_t lead;
	int code;

	if (add->before)
		text_printf(&change, "before %" PRIu64 " ", add->before);
	else
		text_puts(&change, "append ");
	lead = change.len;
	text_append(&change, text_string(&add->rule), add->rule.len);
	text_append(&change, "\n", 1);
	code = rules_write(&change, lead);
	text_destroy(&change);
	return code == EXIT_OK ? print_added(add) : code;
}

int cmd_add(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "before", 'b', "ID", 0,
		  "Put it before that rule, not at the end", 0 },
		{ "json", 'j', NULL, 0, "Print JSON", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse_add,
		.args_doc = "RULE...",
		.doc = "Add a rule to the policy in force.\v"
		       "RULE is as in a policy file: one argument, or one a word. "
		       "Prints the id that it has got. It is gone after a restart unless it is written into a "
		       "file of /etc/cordon/policy.d too.",
	};
	struct add add = { 0 };
	int code;

	args_parse(&argp, argc, argv, ARGP_IN_ORDER, &add);
	if (memchr(text_string(&add.rule), '\n', add.rule.len)) {
		report("a rule is one line");
		code = EXIT_REFUSED;
	} else {
		code = add_rule(&add);
	}
	text_destroy(&add.rule);
	return code;
}

int cmd_delete(int argc, char **argv)
{
	struct words words = {
		.args = "ID...",
		.help = "Remove rules from the policy in force, all or none.\v"
			"\"cordonctl show\" has the ids. Rules in files of "
			"/etc/cordon/policy.d come back when these are loaded.",
		.min = 1,
		.max = -1,
	};
	struct text change = { 0 };
	int i, code = EXIT_OK;

	words_parse(&words, argc, argv);
	for (i = 0; i < words.argc && code == EXIT_OK; i++) {
		uint64_t id;

		if (parse_id(words.argv[i], "rule", &id))
			code = EXIT_USAGE;
		else
			text_printf(&change, "delete %" PRIu64 "\n", id);
	}
	if (code == EXIT_OK)
		code = rules_write(&change, 0);
	if (code == EXIT_OK)
		printf("%d rule%s deleted\n", words.argc, plural(words.argc));
	text_destroy(&change);
	free(words.argv);
	return code;
}
