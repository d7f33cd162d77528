// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl show */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "printable.h"
#include "securityfs.h"

/* The comment that ends a rule in the kernel's text. */
#define RULE_MARK " # id="

/* Rules that are asked for; none: all of them. */
struct wish {
	size_t n;
	uint64_t *id;
	bool *found;
};

static int parse_wish(struct wish *wish, const struct words *words)
{
	int i;

	wish->id = calloc(words->argc + 1, sizeof(*wish->id));
	wish->found = calloc(words->argc + 1, sizeof(*wish->found));
	if (!wish->id || !wish->found) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	for (i = 0; i < words->argc; i++) {
		if (parse_id(words->argv[i], "rule", &wish->id[wish->n++]))
			return EXIT_USAGE;
	}
	return EXIT_OK;
}

static bool is_wanted(struct wish *wish, uint64_t id)
{
	bool wanted = !wish->n;
	size_t i;

	for (i = 0; i < wish->n; i++) {
		if (wish->id[i] != id)
			continue;
		wish->found[i] = true;
		wanted = true;
	}
	return wanted;
}

static int report_missing(const struct wish *wish)
{
	int code = EXIT_OK;
	size_t i;

	for (i = 0; i < wish->n; i++) {
		if (wish->found[i])
			continue;
		report("there is no rule %" PRIu64, wish->id[i]);
		code = EXIT_NOT_FOUND;
	}
	return code;
}

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

static int show_json(char *text, struct wish *wish)
{
	struct json_object *policy = json_object_new_object();
	struct json_object *sets = json_object_new_object();
	struct json_object *rules = json_object_new_array();
	uint64_t id, hits;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		char *rest = line, *word;

		if (split_rule(line, &id, &hits)) {
			if (is_wanted(wish, id))
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

static int show_some(char *text, struct wish *wish)
{
	uint64_t id, hits;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (split_rule(line, &id, &hits) && is_wanted(wish, id))
			printf("%s" RULE_MARK "%" PRIu64 " hits=%" PRIu64 "\n",
			       line, id, hits);
	}
	return EXIT_OK;
}

static int show(struct wish *wish, bool json)
{
	struct text text = { 0 };
	int err = fs_read("policy", &text), code = EXIT_OK;

	/* The language has these escapes as well. */
	if (!err && !json)
		printable_lines(&text);
	if (err)
		code = fs_report("policy", err, NULL);
	else if (!text.data)
		code = EXIT_OK;
	else if (json)
		code = show_json(text.data, wish);
	else if (wish->n)
		code = show_some(text.data, wish);
	else
		fwrite(text.data, 1, text.len, stdout);
	text_destroy(&text);
	return code == EXIT_OK ? report_missing(wish) : code;
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
	struct wish wish = { 0 };
	int code;

	words_parse(&words, argc, argv);
	code = parse_wish(&wish, &words);
	if (code == EXIT_OK)
		code = show(&wish, words.json);
	free(wish.id);
	free(wish.found);
	free(words.argv);
	return code;
}
