// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl show */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "securityfs.h"

/* The comment that ends a rule in the kernel's text. */
#define RULE_MARK " # id="

/* Cuts the comment off a line. True when it is a rule. */
static bool split_rule(char *line, uint64_t *id, uint64_t *hits)
{
	char *mark = NULL, *next = line;

	/* A path in quotes could contain the mark: the last one counts. */
	while ((next = strstr(next, RULE_MARK)))
		mark = next++;
	if (!mark || sscanf(mark, RULE_MARK "%" SCNu64 " hits=%" SCNu64,
			    id, hits) != 2)
		return false;
	*mark = '\0';
	return true;
}

/* Next blank separated word, which may have one part in double quotes. */
static char *next_word(char **rest)
{
	char *word = *rest, *at;
	bool quoted = false;

	while (*word == ' ')
		word++;
	if (!*word)
		return NULL;
	for (at = word; *at && (quoted || *at != ' '); at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '"')
			quoted = !quoted;
	}
	*rest = *at ? at + 1 : at;
	*at = '\0';
	return word;
}

/* Keys and values as the text has them, but for the quotes. */
static void put_pairs(struct json_object *to, char *rest)
{
	char *word;

	while ((word = next_word(&rest))) {
		char *value = strchr(word, '=');
		size_t len;

		if (!value)
			continue;
		*value++ = '\0';
		len = strlen(value);
		if (len > 1 && *value == '"') {
			value[len - 1] = '\0';
			value++;
		}
		json_put_string(to, word, value);
	}
}

static void put_rule(struct json_object *rules, char *line, uint64_t id,
		     uint64_t hits)
{
	struct json_object *rule = json_object_new_object();
	char *rest = line, *verdict;

	json_put_number(rule, "id", id);
	json_put_number(rule, "hits", hits);
	json_put_string(rule, "text", line);
	verdict = next_word(&rest);
	if (verdict)
		json_put_string(rule, "verdict", verdict);
	put_pairs(rule, rest);
	json_object_array_add(rules, rule);
}

static void put_set(struct json_object *sets, char *rest)
{
	struct json_object *set = NULL;
	char *name = next_word(&rest), *prefix;

	if (!name)
		return;
	if (!json_object_object_get_ex(sets, name, &set)) {
		set = json_object_new_array();
		json_object_object_add(sets, name, set);
	}
	while ((prefix = next_word(&rest)))
		json_object_array_add(set, json_object_new_string(prefix));
}

static int show_json(char *text)
{
	struct json_object *policy = json_object_new_object();
	struct json_object *sets = json_object_new_object();
	struct json_object *rules = json_object_new_array();
	uint64_t id, hits;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *rest = line, *word;

		if (split_rule(line, &id, &hits)) {
			put_rule(rules, line, id, hits);
			continue;
		}
		word = next_word(&rest);
		if (!word || *word == '#')
			continue;
		if (!strcmp(word, "set")) {
			put_set(sets, rest);
		} else if (!strcmp(word, "default")) {
			word = next_word(&rest);
			json_put_string(policy, "default", word ? word : "");
		} else if (!strcmp(word, "unanswered")) {
			struct json_object *unanswered;

			unanswered = json_object_new_object();
			word = next_word(&rest);
			json_put_string(unanswered, "verdict",
					word ? word : "");
			put_pairs(unanswered, rest);
			json_object_object_add(policy, "unanswered",
					       unanswered);
		}
	}
	json_object_object_add(policy, "sets", sets);
	json_object_object_add(policy, "rules", rules);
	return json_print(policy);
}

static int show_some(char *text, const struct words *words)
{
	int i, code = EXIT_OK;

	for (i = 0; i < words->argc; i++) {
		char *copy = strdup(text), *rest = copy, *line;
		uint64_t wanted, id, hits;
		bool found = false;

		if (!copy || parse_id(words->argv[i], "rule", &wanted)) {
			free(copy);
			return EXIT_USAGE;
		}
		while ((line = strsep(&rest, "\n"))) {
			if (!split_rule(line, &id, &hits) || id != wanted)
				continue;
			printf("%s" RULE_MARK "%" PRIu64 " hits=%" PRIu64 "\n",
			       line, id, hits);
			found = true;
		}
		free(copy);
		if (!found) {
			report("there is no rule %" PRIu64, wanted);
			code = EXIT_NOT_FOUND;
		}
	}
	return code;
}

int cmd_show(int argc, char **argv)
{
	struct words words = {
		.args = "[ID...]",
		.help = "Show the policy in force, or the rules with these ids.\v"
			"The text can be loaded again. expires= has the seconds that "
			"are left.",
		.max = -1,
		.has_json = true,
	};
	struct text text = { 0 };
	int err, code = EXIT_OK;

	words_parse(&words, argc, argv);
	if (words.json && words.argc) {
		report("--json shows the whole policy");
		free(words.argv);
		return EXIT_USAGE;
	}
	err = fs_read("policy", &text);
	if (err)
		code = fs_report("policy", err, NULL);
	else if (!text.data)
		code = EXIT_OK;
	else if (words.json)
		code = show_json(text.data);
	else if (words.argc)
		code = show_some(text.data, &words);
	else
		fwrite(text.data, 1, text.len, stdout);
	text_destroy(&text);
	free(words.argv);
	return code;
}
