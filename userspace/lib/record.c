// SPDX-License-Identifier: GPL-2.0-only
/* What the module says of a call */

#include "record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "fields.h"
#include "text.h"

enum kind {
	WORD,
	NUMBER,
	STRING,
};

/* The one table that both parsing and printing go by. */
static const struct {
	const char *key;
	enum kind kind;
	size_t offset;
	size_t size;
} table[] = {
#define ENTRY(kind, key, member)                                               \
	{ key, kind, offsetof(struct record, member),                          \
	  sizeof(((struct record *)0)->member) }
	ENTRY(WORD, "op", op),
	ENTRY(WORD, "verdict", verdict),
	ENTRY(NUMBER, "question", question),
	ENTRY(NUMBER, "rule", rule),
	ENTRY(WORD, "label", label),
	ENTRY(NUMBER, "gen", gen),
	ENTRY(NUMBER, "subject", subject),
	ENTRY(STRING, "exe", exe),
	ENTRY(STRING, "script", script),
	ENTRY(WORD, "mnt", mnt),
	ENTRY(WORD, "proto", proto),
	ENTRY(WORD, "family", family),
	ENTRY(WORD, "dst", dst),
	ENTRY(NUMBER, "dport", dport),
	ENTRY(NUMBER, "sport", sport),
	ENTRY(STRING, "cgroup", cgroup),
	ENTRY(NUMBER, "pid", pid),
	ENTRY(NUMBER, "ppid", ppid),
	ENTRY(NUMBER, "uid", uid),
	ENTRY(NUMBER, "auid", auid),
	ENTRY(NUMBER, "ses", ses),
	ENTRY(STRING, "comm", comm),
	ENTRY(WORD, "state", state),
	ENTRY(NUMBER, "waiting", waiting),
	ENTRY(NUMBER, "left", left),
	ENTRY(NUMBER, "after", after),
	ENTRY(NUMBER, "errno", error),
	ENTRY(WORD, "reason", reason),
	ENTRY(NUMBER, "permissive", permissive),
	ENTRY(NUMBER, "missed", missed),
	ENTRY(NUMBER, "by-pid", by_pid),
	ENTRY(NUMBER, "by-uid", by_uid),
	ENTRY(NUMBER, "by-auid", by_auid),
	ENTRY(NUMBER, "by-ses", by_ses),
	ENTRY(STRING, "by-comm", by_comm),
	ENTRY(NUMBER, "held", held),
#undef ENTRY
};

#define TABLE_SIZE ARRAY_SIZE(table)

static void *member(const struct record *record, size_t index)
{
	return (char *)record + table[index].offset;
}

void record_init(struct record *record)
{
	size_t i;

	memset(record, 0, sizeof(*record));
	for (i = 0; i < TABLE_SIZE; i++) {
		if (table[i].kind == NUMBER)
			*(int64_t *)member(record, i) = RECORD_UNSET;
	}
}

void record_destroy(struct record *record)
{
	size_t i;

	for (i = 0; i < TABLE_SIZE; i++) {
		if (table[i].kind == STRING)
			free(*(char **)member(record, i));
	}
	record_init(record);
}

static int take_field(struct record *record, const struct field *field)
{
	uint64_t number;
	char *string;
	size_t i;
	int err;

	for (i = 0; i < TABLE_SIZE; i++) {
		if (field_is(field, table[i].key))
			break;
	}
	if (i == TABLE_SIZE || field_unset(field))
		return 0;
	switch (table[i].kind) {
	case WORD:
		return field_word(field, member(record, i), table[i].size);
	case NUMBER:
		err = field_number(field, INT64_MAX, &number);
		if (!err)
			*(int64_t *)member(record, i) = number;
		return err;
	case STRING:
		err = field_string(field, &string);
		if (!err) {
			free(*(char **)member(record, i));
			*(char **)member(record, i) = string;
		}
		return err;
	}
	return -EINVAL;
}

/* Skips "node=host type=... msg=audit(1700000000.123:45): ". */
static void skip_stamp(struct fields *fields)
{
	static const char stamp[] = "audit(", end[] = "): ";
	size_t len = fields->end - fields->at;
	const char *at;

	/* Only at the start: the text of a field could look like a stamp. */
	if (len > 3 && memcmp(fields->at, "op=", 3) == 0)
		return;
	at = memmem(fields->at, len, stamp, strlen(stamp));
	if (!at)
		return;
	at = memmem(at, fields->end - at, end, strlen(end));
	if (at)
		fields->at = at + strlen(end);
}

int record_parse(struct record *record, const char *line, size_t len)
{
	/* auditd appends its reading of the numbers, behind this byte. */
	const char *extra = memchr(line, 0x1d, len);
	struct fields fields = { line, extra ? extra : line + len };
	struct field field;
	int more;

	record_init(record);
	skip_stamp(&fields);
	while ((more = fields_next(&fields, &field)) > 0) {
		more = take_field(record, &field);
		if (more)
			break;
	}
	if (!more && (!*record->op || !*record->verdict ||
		      record->question < 0 || record->rule < 0))
		more = -EINVAL;
	if (more)
		record_destroy(record);
	return more;
}

static int find_key(const char *key)
{
	size_t i;

	for (i = 0; i < TABLE_SIZE; i++) {
		if (!strcmp(key, table[i].key))
			return i;
	}
	return -ENOENT;
}

int record_set_string(struct record *record, const char *key,
		      const char *string, size_t len)
{
	int i = find_key(key);
	char *copy;

	if (i < 0)
		return i;
	if (memchr(string, '\0', len))
		return -EINVAL;
	switch (table[i].kind) {
	case WORD:
		if (len >= table[i].size)
			return -EINVAL;
		memcpy(member(record, i), string, len);
		((char *)member(record, i))[len] = '\0';
		return 0;
	case STRING:
		copy = strndup(string, len);
		if (!copy)
			return -ENOMEM;
		free(*(char **)member(record, i));
		*(char **)member(record, i) = copy;
		return 0;
	case NUMBER:
		break;
	}
	return -EINVAL;
}

int record_set_number(struct record *record, const char *key, int64_t number)
{
	int i = find_key(key);

	if (i < 0)
		return i;
	if (table[i].kind != NUMBER || number < 0)
		return -EINVAL;
	*(int64_t *)member(record, i) = number;
	return 0;
}

int record_value(const struct record *record, size_t index,
		 struct record_value *value)
{
	const void *at;

	if (index >= TABLE_SIZE)
		return -1;
	at = member(record, index);
	value->key = table[index].key;
	value->string = NULL;
	value->number = 0;
	switch (table[index].kind) {
	case WORD:
		value->string = at;
		return *value->string != '\0';
	case NUMBER:
		value->number = *(const int64_t *)at;
		return value->number != RECORD_UNSET;
	case STRING:
		value->string = *(char *const *)at;
		return !!value->string;
	}
	return -1;
}

static size_t count_lines(const char *text, size_t len)
{
	const char *end = text + len;
	size_t count = 0;

	while (text_line(&text, end, &len))
		count++;
	return count;
}

struct record *record_parse_all(const char *text, size_t len, size_t *count,
				size_t *bad)
{
	const char *end = text + len, *line;
	struct record *records;
	size_t line_len;
	int err;

	*count = 0;
	*bad = 0;
	records = calloc(count_lines(text, len) + 1, sizeof(*records));
	while (records && (line = text_line(&text, end, &line_len))) {
		if (!line_len)
			continue;
		err = record_parse(&records[*count], line, line_len);
		if (err == -ENOMEM) {
			record_destroy_all(records, *count);
			return NULL;
		}
		if (err)
			++*bad;
		else
			++*count;
	}
	return records;
}

void record_destroy_all(struct record *records, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		record_destroy(&records[i]);
	free(records);
}

bool record_has_path(const struct record *record)
{
	return record->exe && record->exe[0] == '/';
}

const char *record_path_after(const char *shown, const char *kind)
{
	size_t len = strlen(kind);

	if (!shown || strncmp(shown, kind, len) || shown[len] != '/')
		return NULL;
	return shown + len;
}

const char *record_script_path(const struct record *record)
{
	const char *path = record_path_after(record->script, "");

	return path ? path : record_path_after(record->script, RECORD_OTHER);
}

const char *record_script_name(const struct record *record)
{
	const char *name = record_script_path(record);

	if (!name)
		name = record_path_after(record->script, "unknown:");
	return name ? name : record->script;
}

bool record_needs_any_mount(const struct record *record)
{
	return !strcmp(record->mnt, "other") ||
	       record_path_after(record->script, RECORD_OTHER);
}
