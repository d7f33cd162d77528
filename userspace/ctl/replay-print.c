// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl replay: what would change, in words and as JSON */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "ctl.h"
#include "facts.h"
#include "json.h"
#include "replay.h"
#include "table.h"
#include "target.h"
#include "users.h"

static void put_place(struct text *to, const struct replay *replay,
		      size_t index)
{
	struct policy_rule rule;

	if (index == JUDGE_DEFAULT) {
		text_puts(to, "default");
		return;
	}
	policy_rule(replay->policy, index, &rule);
	sources_print_place(replay->sources, rule.line, to);
}

static void add_row(struct table *table, const struct replay *replay,
		    const struct difference *difference)
{
	const struct record *record = &difference->record;
	struct text by = { 0 }, target = { 0 }, program = { 0 };
	char user[300];

	if (difference->open)
		facts_print(&by, difference->depends, fact_names);
	else
		put_place(&by, replay, difference->rule);
	target_short(&target, record);
	text_printf(&program, "%s%s%s", record->exe ? record->exe : "?",
		    record->script ? " " : "",
		    record->script ? record->script : "");
	table_cell(table, "%" PRIu64, difference->count);
	table_cell(table, "%s", verdict_name(difference->was));
	table_cell(table, "%s", difference->open ? "?" :
		   verdict_name(difference->now));
	table_cell(table, "%s", text_string(&by));
	table_cell(table, "%s", user_print(user, sizeof(user), record->uid));
	table_cell(table, "%s", text_string(&program));
	table_cell(table, "%s", text_string(&target));
	text_destroy(&by);
	text_destroy(&target);
	text_destroy(&program);
}

/* From the @from-th on, as long as they are as @open as that one. */
static size_t print_table(const struct replay *replay, size_t from, size_t to,
			  bool open, size_t limit)
{
	const char *const head[] = {
		"CALLS", "WAS", "NOW", open ? "DEPENDS ON" : "BY", "USER",
		"PROGRAM", "TARGET",
	};
	struct table table;
	size_t i;

	table_init(&table, ARRAY_SIZE(head));
	for (i = 0; i < ARRAY_SIZE(head); i++)
		table_cell(&table, "%s", head[i]);
	for (i = from; i < to && (!limit || i - from < limit); i++)
		add_row(&table, replay, replay->difference[i]);
	if (table_print(&table, stdout))
		report("%s", strerror(ENOMEM));
	table_destroy(&table);
	if (i < to)
		printf("... and %zu more (--all shows them)\n", to - i);
	return to;
}

void replay_words(const struct replay *replay, size_t limit)
{
	size_t changed = 0;

	while (changed < replay->count && !replay->difference[changed]->open)
		changed++;
	if (changed)
		print_table(replay, 0, changed, false, limit);
	if (changed < replay->count) {
		printf("%sNot to be told, as no record has it:\n",
		       changed ? "\n" : "");
		print_table(replay, changed, replay->count, true, limit);
	}
	if (replay->count)
		putchar('\n');
	printf("%" PRIu64 " recorded call%s: %" PRIu64 " the same, %" PRIu64 " other, %" PRIu64 " not to be told\n",
	       replay->judged, plural(replay->judged), replay->same,
	       replay->changed, replay->open);
	if (replay->missed)
		printf("%" PRIu64 " more like these %s not recorded, being too many at a time\n",
		       replay->missed, replay->missed == 1 ? "was" : "were");
	if (replay->skipped)
		report("%" PRIu64 " record%s could not be judged: of another version of the module?",
		       replay->skipped, plural(replay->skipped));
}

static struct json_object *difference_json(const struct replay *replay,
					   const struct difference *difference)
{
	struct json_object *object = json_object_new_object();
	const struct record *record = &difference->record;
	struct text text = { 0 };

	/* What all of these calls have in common. */
	json_put_string(object, "exe", record->exe ? record->exe : "");
	if (record->script)
		json_put_string(object, "script", record->script);
	json_put_string(object, "mnt", record->mnt);
	json_put_number(object, "uid", record->uid);
	json_put_string(object, "proto", record->proto);
	if (*record->dst)
		json_put_string(object, "dst", record->dst);
	if (record->dport >= 0)
		json_put_number(object, "dport", record->dport);
	json_put_number(object, "calls", difference->count);
	json_put_number(object, "first_ms", difference->first);
	json_put_number(object, "last_ms", difference->last);
	json_put_string(object, "was", verdict_name(difference->was));
	json_put_string(object, "now", verdict_name(difference->now));
	json_object_object_add(object, "certain",
			       json_object_new_boolean(!difference->open));
	if (difference->open) {
		facts_print(&text, difference->depends, fact_names);
		json_put_string(object, "depends_on", text_string(&text));
		text_clear(&text);
	}
	if (difference->rule != JUDGE_DEFAULT) {
		struct policy_rule rule;
		struct place place;

		policy_rule(replay->policy, difference->rule, &rule);
		sources_place(replay->sources, rule.line, &place);
		json_put_string(object, "by_file", place.file ? place.file : "");
		json_put_number(object, "by_line", place.line);
		policy_print_rule(replay->policy, difference->rule, &text);
		json_put_string(object, "by_rule", text_string(&text));
	}
	text_destroy(&text);
	return object;
}

int replay_json(const struct replay *replay)
{
	struct json_object *object = json_object_new_object();
	struct json_object *array = json_object_new_array();
	size_t i;

	json_put_number(object, "judged", replay->judged);
	json_put_number(object, "same", replay->same);
	json_put_number(object, "other", replay->changed);
	json_put_number(object, "unknown", replay->open);
	json_put_number(object, "not_recorded", replay->missed);
	json_put_number(object, "skipped", replay->skipped);
	for (i = 0; i < replay->count; i++)
		json_object_array_add(array,
			difference_json(replay, replay->difference[i]));
	json_object_object_add(object, "differences", array);
	return json_print(object);
}
