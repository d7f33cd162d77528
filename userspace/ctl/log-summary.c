// SPDX-License-Identifier: GPL-2.0-only
/* How often which program did what, of the events of a log */

#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "ctl.h"
#include "json.h"
#include "log.h"
#include "table.h"

enum tally {
	TALLY_DENIED,
	TALLY_LET_THROUGH,	/* what enforcing mode denies or asks about */
	TALLY_ALLOWED,
	TALLY_ASKED,
	TALLY_MISSED,
	TALLIES,
};

static const struct {
	const char *head;
	const char *key;
} tally_names[] = {
	[TALLY_DENIED] = { "DENIED", "denied" },
	[TALLY_LET_THROUGH] = { "LET THROUGH", "let_through" },
	[TALLY_ALLOWED] = { "ALLOWED", "allowed" },
	[TALLY_ASKED] = { "ASKED", "asked" },
	[TALLY_MISSED] = { "NOT RECORDED", "not_recorded" },
};

/* A program that a user ran. */
struct sender {
	struct record key;	/* exe, script, mnt, uid alone */
	uint64_t tallies[TALLIES];
	int64_t last;
};

static int compare_strings(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

static int compare_senders(const void *left, const void *right)
{
	const struct sender *a = left, *b = right;
	int order = compare_strings(a->key.exe, b->key.exe);

	if (!order)
		order = compare_strings(a->key.script, b->key.script);
	/* Two of the words of mnt= mean the same file. */
	if (!order)
		order = !strcmp(a->key.mnt, "other") -
			!strcmp(b->key.mnt, "other");
	if (!order)
		order = (a->key.uid > b->key.uid) - (a->key.uid < b->key.uid);
	return order;
}

static char *copy(const char *string, bool *failed)
{
	char *new = string ? strdup(string) : NULL;

	*failed |= string && !new;
	return new;
}

static struct sender *new_sender(const struct record *record)
{
	struct sender *sender = calloc(1, sizeof(*sender));
	bool failed = false;

	if (!sender)
		return NULL;
	record_destroy(&sender->key);
	sender->key.exe = copy(record->exe, &failed);
	sender->key.script = copy(record->script, &failed);
	strcpy(sender->key.mnt, record->mnt);
	sender->key.uid = record->uid;
	if (!failed)
		return sender;
	record_destroy(&sender->key);
	free(sender);
	return NULL;
}

static void destroy_sender(void *item)
{
	struct sender *sender = item;

	record_destroy(&sender->key);
	free(sender);
}

static struct sender *find_sender(struct log_summary *summary,
				const struct record *record)
{
	struct sender key = { .key = *record }, *sender;
	struct sender **found;

	found = tfind(&key, &summary->tree, compare_senders);
	if (found)
		return *found;
	sender = new_sender(record);
	if (!sender)
		return NULL;
	if (!tsearch(sender, &summary->tree, compare_senders)) {
		destroy_sender(sender);
		return NULL;
	}
	summary->count++;
	return sender;
}

static enum tally verdict_tally(const struct record *record)
{
	if (!strcmp(record->verdict, "allow"))
		return TALLY_ALLOWED;
	return record->permissive > 0 ? TALLY_LET_THROUGH : TALLY_DENIED;
}

void log_summary_add(struct log_summary *summary, const struct event *event)
{
	const struct record *record = &event->record;
	struct sender *sender;

	if (event->kind == EVENT_CHANGE)
		summary->changes++;
	if (event->kind != EVENT_VERDICT && event->kind != EVENT_QUESTION)
		return;
	sender = find_sender(summary, record);
	if (!sender) {
		summary->failed = true;
		return;
	}
	if (event->kind == EVENT_QUESTION)
		sender->tallies[TALLY_ASKED]++;
	else
		sender->tallies[verdict_tally(record)]++;
	if (record->missed > 0)
		sender->tallies[TALLY_MISSED] += record->missed;
	if (event->time > sender->last)
		sender->last = event->time;
}

/* Called for each sender in order. */
struct walk {
	struct table *table;
	struct json_object *array;
	bool full;
};

static void add_row(const void *node, VISIT visit, void *data)
{
	const struct sender *sender = *(struct sender *const *)node;
	struct walk *walk = data;
	struct text text = { 0 };
	size_t i;

	if (visit != postorder && visit != leaf)
		return;
	log_program(&text, &sender->key, walk->full);
	table_cell(walk->table, "%s", text_string(&text));
	text_clear(&text);
	log_user(&text, sender->key.uid);
	table_cell(walk->table, "%s", text_string(&text));
	for (i = 0; i < TALLIES; i++)
		table_cell(walk->table, "%" PRIu64, sender->tallies[i]);
	text_clear(&text);
	log_time(&text, sender->last, INT64_MAX);
	table_cell(walk->table, "%s", text_string(&text));
	text_destroy(&text);
}

int log_summary_print(const struct log_summary *summary, bool full)
{
	struct table table;
	struct walk walk = { .table = &table, .full = full };
	size_t i;
	int err;

	table_init(&table, TALLIES + 3);
	table_cell(&table, "PROGRAM");
	table_cell(&table, "USER");
	for (i = 0; i < TALLIES; i++)
		table_cell(&table, "%s", tally_names[i].head);
	table_cell(&table, "LAST");
	twalk_r(summary->tree, add_row, &walk);
	err = summary->failed ? -ENOMEM : table_print(&table, stdout);
	table_destroy(&table);
	if (!err)
		printf("%zu program%s and user%s, %" PRIu64 " change%s of policy or mode\n",
		       summary->count, plural(summary->count),
		       plural(summary->count), summary->changes,
		       plural(summary->changes));
	else
		report("%s", strerror(-err));
	return err ? EXIT_REFUSED : EXIT_OK;
}

static void add_object(const void *node, VISIT visit, void *data)
{
	const struct sender *sender = *(struct sender *const *)node;
	struct json_object *object;
	struct walk *walk = data;
	size_t i;

	if (visit != postorder && visit != leaf)
		return;
	object = json_of_record(&sender->key);
	for (i = 0; i < TALLIES; i++)
		json_put_number(object, tally_names[i].key, sender->tallies[i]);
	json_put_number(object, "last_ms", sender->last);
	json_object_array_add(walk->array, object);
}

struct json_object *log_summary_json(const struct log_summary *summary)
{
	struct json_object *to = json_object_new_object();
	struct walk walk = { .array = json_object_new_array() };

	twalk_r(summary->tree, add_object, &walk);
	json_put_string(to, "event", "summary");
	json_object_object_add(to, "programs", walk.array);
	json_put_number(to, "changes", summary->changes);
	return to;
}

void log_summary_destroy(struct log_summary *summary)
{
	tdestroy(summary->tree, destroy_sender);
	*summary = (struct log_summary){ 0 };
}
