// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules, one a line, into a file of answers that is any bytes; an empty line
 * stands between the two. What was given last for the same conditions is in
 * the file, once; lines of others stay, in their order; the same again changes
 * nothing; and a policy stays one.
 */

#include <string.h>

#include "bytes.h"
#include "durable.h"
#include "language.h"
#include "store.h"

#define RULES_MAX	8

/* The disk. */
static struct text file;
static bool exists;

int durable_edit(const char *path, durable_change *change, void *data)
{
	struct text old = { 0 }, new = { 0 };
	int err;

	MUST(!strcmp(path, "file"));
	/* As text_read() leaves it, and nothing behind it. */
	if (exists) {
		old.data = exact(file.data ? file.data : "", file.len + 1);
		old.len = file.len;
	}
	err = change(&new, &old, data);
	free(old.data);
	MUST(!err && !text_failed(&new));
	text_destroy(&file);
	file = new;
	exists = true;
	return 0;
}

/* Where a rule's verdict ends; NULL: it does not begin with one. */
static const char *verdict_end(const char *at, size_t len)
{
	static const char *const verdicts[] = { "allow ", "deny ", "ask " };
	size_t i;

	for (i = 0; i < 3; i++) {
		size_t n = strlen(verdicts[i]);

		if (len >= n && !memcmp(verdicts[i], at, n))
			return at + n - 1;
	}
	return NULL;
}

/* A line of a file. */
struct line {
	const char *at;
	size_t len;
	const char *conditions;	/* from the blank behind the verdict on */
};

static bool next_line(const char **at, const char *end, struct line *line)
{
	const char *stop;

	if (*at == end)
		return false;
	stop = memchr(*at, '\n', end - *at);
	*line = (struct line){ .at = *at, .len = (stop ? stop : end) - *at };
	line->conditions = verdict_end(line->at, line->len);
	*at = stop ? stop + 1 : end;
	return true;
}

static bool has_conditions(const struct line *line, const char *rule)
{
	const char *same = strchr(rule, ' ');
	size_t len;

	if (!line->conditions)
		return false;
	len = line->at + line->len - line->conditions;
	return strlen(same) == len && !memcmp(same, line->conditions, len);
}

/* As the answers are: with conditions, without sets, and nothing around it. */
static bool is_rule(const char *rule)
{
	struct language_error error;
	struct text text = { 0 };
	bool good;

	text_printf(&text, "append %s\n", rule);
	good = verdict_end(rule, strlen(rule)) && strchr(rule, '=') &&
	       !strchr(rule, '#') && !strstr(rule, "=@") &&
	       !strstr(rule, ",@") &&
	       !language_check_rules(text.data, text.len, &error);
	text_destroy(&text);
	return good;
}

static bool is_policy(const char *text, size_t len)
{
	struct language_summary summary;
	struct language_error error;

	return !language_check_policy(text, len, &summary, &error);
}

static void check_rules(char **rules, size_t count)
{
	const char *end = file.data + file.len;
	struct line line;
	size_t i, j;

	for (i = 0; i < count; i++) {
		const char *at = file.data, *last = rules[i];
		size_t found = 0;

		for (j = i + 1; j < count; j++) {
			if (!strcmp(strchr(rules[j], ' '),
				    strchr(rules[i], ' ')))
				last = rules[j];
		}
		while (next_line(&at, end, &line)) {
			if (!has_conditions(&line, rules[i]))
				continue;
			MUST(strlen(last) == line.len &&
			     !memcmp(last, line.at, line.len));
			found++;
		}
		MUST(found == 1);
	}
}

/* The lines of others, then the answers: nothing else. */
static void check_others(const char *old, size_t len, char **rules,
			 size_t count)
{
	const char *old_end = old + len, *at = file.data;
	const char *end = file.data + file.len;
	struct line before, after;
	size_t i;

	while (next_line(&old, old_end, &before)) {
		for (i = 0; i < count; i++) {
			if (has_conditions(&before, rules[i]))
				break;
		}
		if (i < count)
			continue;
		MUST(next_line(&at, end, &after));
		MUST(before.len == after.len &&
		     !memcmp(before.at, after.at, after.len));
	}
	while (next_line(&at, end, &after)) {
		/* A new file says what it is. */
		if (!len && *after.at == '#')
			continue;
		for (i = 0; i < count; i++) {
			if (strlen(rules[i]) == after.len &&
			    !memcmp(rules[i], after.at, after.len))
				break;
		}
		MUST(i < count);
	}
}

static void check(char **rules, size_t count, const char *old, size_t len)
{
	bool was_policy = is_policy(old, len);
	struct text once = { 0 };
	int results[RULES_MAX];

	MUST(!store_put_all("file", (const char *const *)rules, count,
			    results));
	check_rules(rules, count);
	check_others(old, len, rules, count);
	MUST(!was_policy || is_policy(file.data, file.len));
	text_append(&once, file.data, file.len);
	MUST(!store_put_all("file", (const char *const *)rules, count,
			    results));
	MUST(once.len == file.len && !memcmp(once.data, file.data, file.len));
	text_destroy(&once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	char *rules[RULES_MAX], *rule;
	size_t count = 0;

	for (;;) {
		rule = take_string(&bytes, '\n');
		if (!*rule)
			break;
		if (count < RULES_MAX && is_rule(rule))
			rules[count++] = rule;
		else
			free(rule);
	}
	free(rule);
	exists = bytes_left(&bytes);
	text_append(&file, (const char *)bytes.at, bytes_left(&bytes));
	if (count)
		check(rules, count, (const char *)bytes.at, bytes_left(&bytes));
	text_destroy(&file);
	while (count)
		free(rules[--count]);
	return 0;
}
