// SPDX-License-Identifier: GPL-2.0-only
/* Warnings about rules, said and as JSON */

#include <string.h>

#include "json.h"
#include "lint.h"

static const char *const kinds[] = {
	[LINT_MISSING] = "missing",
	[LINT_LINK] = "link",
	[LINT_NO_PROGRAM] = "no-program",
	[LINT_WRITABLE] = "writable",
	[LINT_DIGEST] = "digest",
	[LINT_INTERPRETER] = "interpreter",
	[LINT_MOUNT] = "any-namespace",
	[LINT_SPORT] = "sport",
	[LINT_UNREACHABLE] = "unreachable",
	[LINT_HARDLY_REACHABLE] = "hardly-reachable",
};

/* "exe=/usr/bin/x is ..." */
static void put_message(struct text *to, const struct warning *warning,
			const struct policy_rule *rule)
{
	const char *value = NULL;

	if (warning->key && !strcmp(warning->key, "exe"))
		value = rule->exe;
	else if (warning->key && !strcmp(warning->key, "script"))
		value = rule->script;
	else if (warning->key && !strcmp(warning->key, "mnt"))
		value = "any";
	if (warning->key)
		text_printf(to, "%s=%s ", warning->key, value ? value : "");
	text_puts(to, warning->text);
	if (warning->more)
		text_printf(to, " (%zu more rule%s name%s it)", warning->more,
			    plural(warning->more), warning->more == 1 ? "s" : "");
}

static unsigned int column(const struct warning *warning,
			   const struct policy_rule *rule,
			   const struct sources *sources)
{
	return warning->key ?
		sources_column(sources, rule->line, warning->key) : 0;
}

void lint_report(const struct lint *lint, const struct policy *policy,
		 const struct sources *sources)
{
	struct text text = { 0 };
	struct policy_rule rule;
	size_t i;

	for (i = 0; i < lint->count; i++) {
		const struct warning *warning = &lint->warning[i];

		policy_rule(policy, warning->rule, &rule);
		text_clear(&text);
		text_puts(&text, "warning: ");
		put_message(&text, warning, &rule);
		sources_report_at(sources, rule.line,
				  column(warning, &rule, sources),
				  text_string(&text));
	}
	if (lint->unfinished != SIZE_MAX) {
		policy_rule(policy, lint->unfinished, &rule);
		sources_report_at(sources, rule.line, 0,
				  "note: too many rules: from here on it was not found out which are never reached");
	}
	if (lint->failed)
		report("out of memory: there may be more to warn about");
	text_destroy(&text);
}

void lint_report_rule(const struct lint *lint, const struct policy *policy)
{
	struct text text = { 0 };
	struct policy_rule rule;
	size_t i;

	for (i = 0; i < lint->count; i++) {
		policy_rule(policy, lint->warning[i].rule, &rule);
		text_clear(&text);
		put_message(&text, &lint->warning[i], &rule);
		report("warning: %s", text_string(&text));
	}
	text_destroy(&text);
}

static void put_place(struct json_object *to, const struct sources *sources,
		      unsigned int line)
{
	struct place place;

	sources_place(sources, line, &place);
	json_put_string(to, "file", place.file ? place.file : "");
	json_put_number(to, "line", place.line);
}

struct json_object *lint_json(const struct lint *lint,
			      const struct policy *policy,
			      const struct sources *sources)
{
	struct json_object *array = json_object_new_array();
	struct text text = { 0 };
	struct policy_rule rule;
	size_t i;

	for (i = 0; i < lint->count; i++) {
		const struct warning *warning = &lint->warning[i];
		struct json_object *object = json_object_new_object();

		policy_rule(policy, warning->rule, &rule);
		put_place(object, sources, rule.line);
		json_put_number(object, "column",
				column(warning, &rule, sources));
		json_put_string(object, "kind", kinds[warning->kind]);
		text_clear(&text);
		put_message(&text, warning, &rule);
		json_put_string(object, "message", text_string(&text));
		text_clear(&text);
		policy_print_rule(policy, warning->rule, &text);
		json_put_string(object, "rule", text_string(&text));
		json_put_number(object, "more_rules", warning->more);
		json_object_array_add(array, object);
	}
	text_destroy(&text);
	return array;
}
