// SPDX-License-Identifier: GPL-2.0-only
/* The file that keeps answers over a restart */

#include "store.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "array.h"
#include "durable.h"
#include "room.h"

static const char head[] =
	"# Answers that were given for always, oldest first.\n"
	"# Tools replace this file as a whole; lines may be edited or removed\n"
	"# by hand. The first rule that matches decides, in this file and over\n"
	"# all files of this directory in the order of their names.\n";

/* In the order that they were given in: a later one replaces an earlier one. */
struct additions {
	const char *const *rules;
	size_t count;
	int *results;
	struct room room;
};

/* In "results", as long as the old lines are looked at. */
#define REPLACES	1

/* What a rule says after its verdict. */
static const char *conditions(const char *rule)
{
	const char *blank = strchr(rule, ' ');

	return blank ? blank : "";
}

/* Its end, when the line is a rule: comments may look like one behind it. */
static const char *verdict_end(const char *line, size_t len)
{
	static const char *const verdicts[] = { "allow ", "deny ", "ask " };
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(verdicts); i++) {
		n = strlen(verdicts[i]);
		if (len >= n && !memcmp(line, verdicts[i], n))
			return line + n - 1;
	}
	return NULL;
}

/*
 * By which of the additions, the last one if there are several; @count: by
 * none. @line: from its first blank on, without its newline.
 */
static size_t replaced_by(const struct additions *additions, const char *line,
			  size_t len)
{
	size_t i = additions->count;

	while (i--) {
		const char *same = conditions(additions->rules[i]);

		if (strlen(same) == len && !memcmp(same, line, len))
			return i;
	}
	return additions->count;
}

static void copy_old(struct text *to, const struct text *old,
		     struct additions *additions)
{
	const char *at = old->data, *end = at + old->len, *line, *blank;
	size_t len, by;

	while ((line = text_line(&at, end, &len))) {
		blank = verdict_end(line, len);
		by = blank ? replaced_by(additions, blank, line + len - blank) :
			     additions->count;
		if (by < additions->count) {
			additions->results[by] = REPLACES;
			continue;
		}
		room_count(&additions->room, line, len);
		text_append(to, line, len);
		text_append(to, "\n", 1);
	}
}

static int add(struct text *new, const struct text *old, void *data)
{
	struct additions *additions = data;
	int *results = additions->results;
	size_t i;

	memset(results, 0, additions->count * sizeof(*results));
	if (old->data)
		copy_old(new, old, additions);
	else
		text_puts(new, head);
	for (i = 0; i < additions->count; i++) {
		const char *rule = additions->rules[i];
		const char *same = conditions(rule);

		if (replaced_by(additions, same, strlen(same)) != i)
			continue;
		results[i] = room_take(&additions->room, rule,
				       results[i] == REPLACES);
		if (results[i])
			continue;
		text_puts(new, rule);
		text_append(new, "\n", 1);
	}
	return 0;
}

int store_put_all(const char *path, const char *const *rules, size_t count,
		  int *results)
{
	struct additions additions = {
		.rules = rules,
		.count = count,
		.results = results,
	};
	int err = room_init(&additions.room, count);
	size_t i;

	for (i = 0; i < count && !err; i++)
		room_watch(&additions.room, rules[i]);
	if (!err)
		err = durable_edit(path, add, &additions);
	room_destroy(&additions.room);
	return err;
}

int store_put(const char *path, const char *rule)
{
	int result = 0, err = store_put_all(path, &rule, 1, &result);

	return err ? err : result;
}
