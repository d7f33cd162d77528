// SPDX-License-Identifier: GPL-2.0-only
/* The file that keeps answers over a restart */

#include "store.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "array.h"
#include "durable.h"

static const char head[] =
	"# Answers that were given for always, oldest first.\n"
	"# Tools replace this file as a whole; lines may be edited or removed\n"
	"# by hand. The first rule that matches decides, in this file and over\n"
	"# all files of this directory in the order of their names.\n";

/* In the order that they were given in: a later one replaces an earlier one. */
struct additions {
	const char *const *rules;
	size_t count;
};

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
 * By one of the additions from @first on. @line: from its first blank on,
 * without its newline.
 */
static bool is_replaced(const struct additions *additions, size_t first,
			const char *line, size_t len)
{
	size_t i;

	for (i = first; i < additions->count; i++) {
		const char *same = conditions(additions->rules[i]);

		if (strlen(same) == len && !memcmp(same, line, len))
			return true;
	}
	return false;
}

static void copy_old(struct text *to, const struct text *old,
		     const struct additions *additions)
{
	const char *at = old->data, *end = at + old->len, *line, *blank;
	size_t len;

	while ((line = text_line(&at, end, &len))) {
		blank = verdict_end(line, len);
		if (blank &&
		    is_replaced(additions, 0, blank, line + len - blank))
			continue;
		text_append(to, line, len);
		text_append(to, "\n", 1);
	}
}

static int add(struct text *new, const struct text *old, void *data)
{
	const struct additions *additions = data;
	size_t i;

	if (old->data)
		copy_old(new, old, additions);
	else
		text_puts(new, head);
	for (i = 0; i < additions->count; i++) {
		const char *same = conditions(additions->rules[i]);

		if (is_replaced(additions, i + 1, same, strlen(same)))
			continue;
		text_puts(new, additions->rules[i]);
		text_append(new, "\n", 1);
	}
	return 0;
}

int store_put_all(const char *path, const char *const *rules, size_t count)
{
	struct additions additions = { rules, count };

	return durable_edit(path, add, &additions);
}

int store_put(const char *path, const char *rule)
{
	return store_put_all(path, &rule, 1);
}
