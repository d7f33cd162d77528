// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl explain: what decides, and why, in words and as JSON */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "colour.h"
#include "ctl.h"
#include "explain.h"
#include "facts.h"
#include "json.h"
#include "printable.h"

/* What makes each of enum judge_fact known. */
static const char *const to_give[JUDGE_FACTS] = {
	"--exe", "--script", "--sha256", "--fsverity", "--uid", "--gid",
	"--cgroup", "the path in the program's own mount namespace",
};

static void put_name(struct text *to, const struct explanation *explanation,
		     const struct policy_rule *rule, size_t index)
{
	if (explanation->sources)
		sources_print_place(explanation->sources, rule->line, to);
	else if (rule->id)
		text_printf(to, "rule %" PRIu64, rule->id);
	else
		text_printf(to, "rule no. %zu", index + 1);
}

static void print_rule(const struct explanation *explanation, size_t index,
		       const char *indent)
{
	struct text text = { 0 };
	struct policy_rule rule;
	char *shown;

	policy_rule(explanation->policy, index, &rule);
	put_name(&text, explanation, &rule, index);
	printf("%s%s%s%s: ", indent, colour_on(stdout, COLOUR_STRONG),
	       text_string(&text), colour_off(stdout));
	text_clear(&text);
	policy_print_rule(explanation->policy, index, &text);
	shown = printable(text_string(&text));
	puts(shown ? shown : "?");
	free(shown);
	text_destroy(&text);
}

static void print_conditions(const struct explanation *explanation,
			     size_t index, const char *indent, bool unsure_only)
{
	struct judge_condition condition[JUDGE_CONDITIONS];
	size_t n, i;

	n = judge_conditions(explanation->judge, explanation->policy, index,
			     condition);
	for (i = 0; i < n; i++) {
		struct text text = { 0 };

		if (condition[i].depends) {
			text_puts(&text, "depends on ");
			facts_print(&text, condition[i].depends, to_give);
		} else if (condition[i].match == JUDGE_MAYBE) {
			text_printf(&text, "may hold: %s", condition[i].note);
		} else if (unsure_only) {
			continue;
		} else {
			text_puts(&text, "holds");
		}
		printf("%s%-8s %s\n", indent, condition[i].key,
		       text_string(&text));
		text_destroy(&text);
	}
}

static void print_verdict(const struct explanation *explanation)
{
	const struct judge_result *result = &explanation->result;
	const char *verdict = verdict_name(result->verdict);
	enum colour colour = colour_of_verdict(verdict);

	printf("%s%s%s", colour_on(stdout, colour), verdict,
	       colour_off(stdout));
	if (result->rule == JUDGE_DEFAULT)
		puts(result->open ? ", the default: no rule matches for certain" :
				    ", the default: no rule matches");
	else
		puts(result->maybe ?
		     ", by the first rule that may match: to be sure, it counts" :
		     ", by the first rule that matches");
	if (result->open) {
		struct text text = { 0 };

		facts_print(&text, result->depends, to_give);
		printf("but it may be otherwise, depending on %s\n",
		       text_string(&text));
		text_destroy(&text);
	}
}

/* Does the rule match in some way? Those before the decider only half do. */
static bool is_near(const struct explanation *explanation, size_t index)
{
	unsigned int depends;

	return judge_rule(explanation->judge, explanation->policy, index,
			  &depends) != JUDGE_NO;
}

/* Walks the rules from @from to @to that match in some way; counts the rest. */
static size_t print_range(const struct explanation *explanation, size_t from,
			  size_t to, size_t limit, const char *head,
			  bool with_conditions)
{
	size_t i, n = 0;

	for (i = from; i < to; i++) {
		if (!is_near(explanation, i))
			continue;
		if (!n++)
			puts(head);
		if (limit && n > limit)
			continue;
		print_rule(explanation, i, "  ");
		if (with_conditions)
			print_conditions(explanation, i, "    ", true);
	}
	if (limit && n > limit)
		printf("  ... and %zu more (--all shows them)\n", n - limit);
	return n;
}

void explain_words(const struct explanation *explanation, size_t limit)
{
	size_t n = policy_rules(explanation->policy);
	size_t decider = explanation->result.rule;

	print_verdict(explanation);
	if (decider != JUDGE_DEFAULT) {
		print_rule(explanation, decider, "  ");
		print_conditions(explanation, decider, "    ", false);
	}
	print_range(explanation, 0, decider == JUDGE_DEFAULT ? n : decider,
		    limit, "before it, not certain to match:", true);
	if (decider != JUDGE_DEFAULT)
		print_range(explanation, decider + 1, n, limit,
			    "behind it, would match otherwise:", false);
	if (explanation->result.verdict == VERDICT_ASK) {
		struct text settings = { 0 };
		const char *line;

		policy_print_settings(explanation->policy, &settings);
		line = strstr(text_string(&settings), "unanswered");
		printf("when nobody answers: %s",
		       line ? line + strlen("unanswered ") : "?\n");
		text_destroy(&settings);
	}
	if (explanation->is_permissive)
		puts("the mode is permissive: nothing is denied or held");
}

static const char *match_name(enum judge_match match)
{
	static const char *const names[] = {
		[JUDGE_NO] = "no", [JUDGE_MAYBE] = "maybe", [JUDGE_YES] = "yes",
	};

	return names[match];
}

static struct json_object *facts_json(unsigned int depends)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < JUDGE_FACTS; i++) {
		if (depends & 1U << i)
			json_object_array_add(array,
					      json_object_new_string(fact_names[i]));
	}
	return array;
}

static struct json_object *
conditions_json(const struct explanation *explanation, size_t index)
{
	struct json_object *array = json_object_new_array();
	struct judge_condition condition[JUDGE_CONDITIONS];
	size_t n, i;

	n = judge_conditions(explanation->judge, explanation->policy, index,
			     condition);
	for (i = 0; i < n; i++) {
		struct json_object *object = json_object_new_object();

		json_put_string(object, "key", condition[i].key);
		json_put_string(object, "holds", condition[i].depends ?
				"depends" : match_name(condition[i].match));
		if (condition[i].depends)
			json_object_object_add(object, "depends_on",
					facts_json(condition[i].depends));
		if (condition[i].note)
			json_put_string(object, "note", condition[i].note);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *rule_json(const struct explanation *explanation,
				     size_t index)
{
	struct json_object *object = json_object_new_object();
	struct text text = { 0 };
	struct policy_rule rule;
	unsigned int depends;
	enum judge_match match;

	policy_rule(explanation->policy, index, &rule);
	if (explanation->sources) {
		struct place place;

		sources_place(explanation->sources, rule.line, &place);
		json_put_string(object, "file", place.file ? place.file : "");
		json_put_number(object, "line", place.line);
	} else {
		json_put_number(object, "id", rule.id);
		json_put_number(object, "hits", rule.hits);
	}
	json_put_string(object, "verdict", verdict_name(rule.verdict));
	if (rule.label)
		json_put_string(object, "label", rule.label);
	policy_print_rule(explanation->policy, index, &text);
	json_put_string(object, "text", text_string(&text));
	text_destroy(&text);
	match = judge_rule(explanation->judge, explanation->policy, index,
			   &depends);
	json_put_string(object, "match",
			depends ? "depends" : match_name(match));
	json_object_object_add(object, "conditions",
			       conditions_json(explanation, index));
	return object;
}

static struct json_object *range_json(const struct explanation *explanation,
				      size_t from, size_t to)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = from; i < to; i++) {
		if (is_near(explanation, i))
			json_object_array_add(array, rule_json(explanation, i));
	}
	return array;
}

int explain_json(const struct explanation *explanation)
{
	const struct judge_result *result = &explanation->result;
	size_t n = policy_rules(explanation->policy);
	struct json_object *object = json_object_new_object();
	bool is_default = result->rule == JUDGE_DEFAULT;

	json_put_string(object, "verdict", verdict_name(result->verdict));
	json_object_object_add(object, "certain",
			       json_object_new_boolean(!result->open));
	json_object_object_add(object, "depends_on",
			       facts_json(result->open ? result->depends : 0));
	json_object_object_add(object, "rule", is_default ? NULL :
			       rule_json(explanation, result->rule));
	json_object_object_add(object, "before",
			       range_json(explanation, 0, is_default ? n :
					  result->rule));
	json_object_object_add(object, "shadowed", is_default ?
			       json_object_new_array() :
			       range_json(explanation, result->rule + 1, n));
	json_object_object_add(object, "permissive",
			json_object_new_boolean(explanation->is_permissive));
	return json_print(object);
}
