// SPDX-License-Identifier: GPL-2.0-only
/* The difference of two policies, in words and as JSON */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "json.h"
#include "policy-diff.h"
#include "printable.h"

#define NONE	SIZE_MAX

/* A rule names paths: what could upset a terminal is escaped. */
static void print_text(char mark, enum colour colour, const struct text *text)
{
	char *shown = printable(text_string(text));

	printf("%s%c %s%s", colour_on(stdout, colour), mark,
	       shown ? shown : "?", colour_off(stdout));
	free(shown);
}

static void print_where(const struct sources *sources, unsigned int line)
{
	struct text place = { 0 };

	sources_print_place(sources, line, &place);
	printf("  %s(%s)%s\n", colour_on(stdout, COLOUR_FAINT),
	       text_string(&place), colour_off(stdout));
	text_destroy(&place);
}

static size_t shown_of(const struct policy_list *list, size_t limit)
{
	return limit && list->count > limit ? limit : list->count;
}

static void print_rest(const struct policy_list *list, size_t shown,
		       const char *what)
{
	if (shown < list->count)
		printf("  ... and %zu more %s (--all shows them)\n",
		       list->count - shown, what);
}

static void print_removed(const struct policy_diff *diff, size_t limit)
{
	size_t n = shown_of(&diff->removed, limit), i;
	struct text text = { 0 };

	for (i = 0; i < n; i++) {
		size_t index = diff->removed.pair[i].old;
		struct policy_rule rule;

		policy_rule(diff->old, index, &rule);
		text_clear(&text);
		policy_print_rule(diff->old, index, &text);
		print_text('-', COLOUR_REMOVED, &text);
		if (rule.id)
			printf("  %s(rule %llu)%s",
			       colour_on(stdout, COLOUR_FAINT),
			       (unsigned long long)rule.id, colour_off(stdout));
		putchar('\n');
	}
	print_rest(&diff->removed, n, "removed");
	text_destroy(&text);
}

static void print_added(const struct policy_diff *diff,
			const struct sources *sources, size_t limit)
{
	size_t n = shown_of(&diff->added, limit), i;
	struct text text = { 0 };

	for (i = 0; i < n; i++) {
		size_t index = diff->added.pair[i].new;
		struct policy_rule rule;

		policy_rule(diff->new, index, &rule);
		text_clear(&text);
		policy_print_rule(diff->new, index, &text);
		print_text('+', COLOUR_ADDED, &text);
		print_where(sources, rule.line);
	}
	print_rest(&diff->added, n, "added");
	text_destroy(&text);
}

static void print_changed(const struct policy_diff *diff,
			  const struct policy_list *list, bool is_time,
			  size_t limit)
{
	size_t n = shown_of(list, limit), i;
	struct text text = { 0 };

	for (i = 0; i < n; i++) {
		const struct policy_pair *pair = &list->pair[i];
		struct policy_rule old, new;

		policy_rule(diff->old, pair->old, &old);
		policy_rule(diff->new, pair->new, &new);
		text_clear(&text);
		policy_print_timeless(diff->new, pair->new, &text);
		print_text('~', COLOUR_CHANGED, &text);
		if (is_time)
			printf("  (ends in %u s, before in %u s)\n",
			       new.expires, old.expires);
		else
			printf("  (now rule no. %zu, before no. %zu)\n",
			       pair->new + 1, pair->old + 1);
	}
	print_rest(list, n, is_time ? "with another end" : "moved");
	text_destroy(&text);
}

static void print_prefixes(char mark, enum colour colour, size_t count,
			   const struct text *some)
{
	const char *at = text_string(some), *end;
	size_t shown = 0;

	for (; (end = strchr(at, '\n')); at = end + 1, shown++)
		printf(" %s%c%.*s%s", colour_on(stdout, colour), mark,
		       (int)(end - at), at, colour_off(stdout));
	if (shown < count)
		printf(" and %zu more", count - shown);
}

static void print_sets(const struct policy_diff *diff)
{
	size_t i;

	for (i = 0; i < diff->sets.count; i++) {
		const struct policy_pair *pair = &diff->sets.pair[i];
		bool is_new = pair->old == NONE, is_gone = pair->new == NONE;
		struct policy_set_change change;

		policy_compare_sets(is_new ? NULL : diff->old, pair->old,
				    is_gone ? NULL : diff->new, pair->new,
				    &change);
		printf("%s set %s:",
		       is_new ? "+" : is_gone ? "-" : "~",
		       is_gone ? policy_set_name(diff->old, pair->old) :
				 policy_set_name(diff->new, pair->new));
		print_prefixes('-', COLOUR_REMOVED, change.removed,
			       &change.first_removed);
		print_prefixes('+', COLOUR_ADDED, change.added,
			       &change.first_added);
		putchar('\n');
		policy_set_change_destroy(&change);
	}
}

/* The settings are as many lines before and after. */
static void print_settings(const struct policy_diff *diff)
{
	const char *old = text_string(&diff->old_settings);
	const char *new = text_string(&diff->new_settings);

	while (*old && *new) {
		int old_len = strcspn(old, "\n"), new_len = strcspn(new, "\n");

		if (old_len != new_len || memcmp(old, new, old_len))
			printf("%s- %.*s%s\n%s+ %.*s%s\n",
			       colour_on(stdout, COLOUR_REMOVED), old_len, old,
			       colour_off(stdout),
			       colour_on(stdout, COLOUR_ADDED), new_len, new,
			       colour_off(stdout));
		old += old_len + !!old[old_len];
		new += new_len + !!new[new_len];
	}
}

void policy_diff_print(const struct policy_diff *diff,
		       const struct sources *sources, size_t limit)
{
	print_settings(diff);
	print_sets(diff);
	print_removed(diff, limit);
	print_added(diff, sources, limit);
	print_changed(diff, &diff->moved, false, limit);
	print_changed(diff, &diff->timed, true, limit);
}

static struct json_object *rule_json(const struct policy *policy, size_t index)
{
	struct json_object *object = json_object_new_object();
	struct text text = { 0 };
	struct policy_rule rule;

	policy_rule(policy, index, &rule);
	if (rule.id) {
		json_put_number(object, "id", rule.id);
		json_put_number(object, "hits", rule.hits);
	}
	policy_print_rule(policy, index, &text);
	json_put_string(object, "text", text_string(&text));
	text_destroy(&text);
	return object;
}

static void put_place(struct json_object *to, const struct policy *policy,
		      size_t index, const struct sources *sources)
{
	struct policy_rule rule;
	struct place place;

	policy_rule(policy, index, &rule);
	sources_place(sources, rule.line, &place);
	json_put_string(to, "file", place.file ? place.file : "");
	json_put_number(to, "line", place.line);
}

static struct json_object *list_json(const struct policy_diff *diff,
				     const struct policy_list *list,
				     const struct sources *sources)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct policy_pair *pair = &list->pair[i];
		bool is_gone = pair->new == NONE, is_new = pair->old == NONE;
		struct json_object *rule;

		rule = is_gone ? rule_json(diff->old, pair->old) :
				 rule_json(diff->new, pair->new);
		if (!is_gone)
			put_place(rule, diff->new, pair->new, sources);
		if (!is_gone && !is_new) {
			struct policy_rule old, new;

			policy_rule(diff->old, pair->old, &old);
			policy_rule(diff->new, pair->new, &new);
			if (old.id)
				json_put_number(rule, "old_id", old.id);
			json_put_number(rule, "old_number", pair->old + 1);
			json_put_number(rule, "new_number", pair->new + 1);
			json_put_number(rule, "old_expires", old.expires);
			json_put_number(rule, "new_expires", new.expires);
		}
		json_object_array_add(array, rule);
	}
	return array;
}

static struct json_object *sets_json(const struct policy_diff *diff)
{
	struct json_object *object = json_object_new_object();
	size_t i;

	for (i = 0; i < diff->sets.count; i++) {
		const struct policy_pair *pair = &diff->sets.pair[i];
		bool is_new = pair->old == NONE, is_gone = pair->new == NONE;
		struct json_object *set = json_object_new_object();
		struct policy_set_change change;

		policy_compare_sets(is_new ? NULL : diff->old, pair->old,
				    is_gone ? NULL : diff->new, pair->new,
				    &change);
		json_put_string(set, "change", is_new ? "added" :
				is_gone ? "removed" : "changed");
		json_put_number(set, "prefixes_added", change.added);
		json_put_number(set, "prefixes_removed", change.removed);
		json_object_object_add(object, is_gone ?
				policy_set_name(diff->old, pair->old) :
				policy_set_name(diff->new, pair->new), set);
		policy_set_change_destroy(&change);
	}
	return object;
}

static struct json_object *settings_json(const struct text *settings)
{
	struct json_object *array = json_object_new_array();
	const char *at = text_string(settings), *end;

	for (; (end = strchr(at, '\n')); at = end + 1)
		json_object_array_add(array,
				json_object_new_string_len(at, end - at));
	return array;
}

struct json_object *policy_diff_json(const struct policy_diff *diff,
				     const struct sources *sources)
{
	struct json_object *object = json_object_new_object();

	if (strcmp(text_string(&diff->old_settings),
		   text_string(&diff->new_settings))) {
		json_object_object_add(object, "old_settings",
				       settings_json(&diff->old_settings));
		json_object_object_add(object, "new_settings",
				       settings_json(&diff->new_settings));
	}
	json_object_object_add(object, "sets", sets_json(diff));
	json_object_object_add(object, "removed",
			       list_json(diff, &diff->removed, sources));
	json_object_object_add(object, "added",
			       list_json(diff, &diff->added, sources));
	json_object_object_add(object, "moved",
			       list_json(diff, &diff->moved, sources));
	json_object_object_add(object, "timed",
			       list_json(diff, &diff->timed, sources));
	return object;
}
