// SPDX-License-Identifier: GPL-2.0-only
/* What the module says of a call */

#include "record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "slots.h"
#include "text.h"

/* The one table that both parsing and printing go by. */
static const struct slot table[] = {
	SLOT(record, WORD, "op", op),
	SLOT(record, WORD, "verdict", verdict),
	SLOT(record, NUMBER, "question", question),
	SLOT(record, NUMBER, "rule", rule),
	SLOT(record, WORD, "label", label),
	SLOT(record, NUMBER, "gen", gen),
	SLOT(record, NUMBER, "subject", subject),
	SLOT(record, STRING, "exe", exe),
	SLOT(record, STRING, "script", script),
	SLOT(record, WORD, "mnt", mnt),
	SLOT(record, WORD, "proto", proto),
	SLOT(record, WORD, "family", family),
	SLOT(record, WORD, "dst", dst),
	SLOT(record, NUMBER, "dport", dport),
	SLOT(record, NUMBER, "sport", sport),
	SLOT(record, STRING, "cgroup", cgroup),
	SLOT(record, NUMBER, "pid", pid),
	SLOT(record, NUMBER, "ppid", ppid),
	SLOT(record, NUMBER, "uid", uid),
	SLOT(record, NUMBER, "auid", auid),
	SLOT(record, NUMBER, "ses", ses),
	SLOT(record, STRING, "comm", comm),
	SLOT(record, WORD, "state", state),
	SLOT(record, NUMBER, "waiting", waiting),
	SLOT(record, NUMBER, "left", left),
	SLOT(record, NUMBER, "after", after),
	SLOT(record, NUMBER, "errno", error),
	SLOT(record, WORD, "reason", reason),
	SLOT(record, NUMBER, "permissive", permissive),
	SLOT(record, NUMBER, "missed", missed),
	SLOT(record, NUMBER, "by-pid", by_pid),
	SLOT(record, NUMBER, "by-uid", by_uid),
	SLOT(record, NUMBER, "by-auid", by_auid),
	SLOT(record, NUMBER, "by-ses", by_ses),
	SLOT(record, STRING, "by-comm", by_comm),
	SLOT(record, NUMBER, "held", held),
};

#define TABLE_SIZE ARRAY_SIZE(table)

_Static_assert(RECORD_UNSET == SLOT_UNSET, "unset is unset");

void record_init(struct record *record)
{
	memset(record, 0, sizeof(*record));
	slots_init(table, TABLE_SIZE, record);
}

void record_destroy(struct record *record)
{
	slots_destroy(table, TABLE_SIZE, record);
	record_init(record);
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
	int err;

	record_init(record);
	skip_stamp(&fields);
	err = slots_read(table, TABLE_SIZE, record, &fields);
	if (!err && (!*record->op || !*record->verdict ||
		     record->question < 0 || record->rule < 0))
		err = -EINVAL;
	if (err)
		record_destroy(record);
	return err;
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
	case SLOT_WORD:
		if (len >= table[i].size)
			return -EINVAL;
		memcpy(slot_at(&table[i], record), string, len);
		((char *)slot_at(&table[i], record))[len] = '\0';
		return 0;
	case SLOT_STRING:
		copy = strndup(string, len);
		if (!copy)
			return -ENOMEM;
		free(*(char **)slot_at(&table[i], record));
		*(char **)slot_at(&table[i], record) = copy;
		return 0;
	case SLOT_NUMBER:
		break;
	}
	return -EINVAL;
}

int record_set_number(struct record *record, const char *key, int64_t number)
{
	int i = find_key(key);

	if (i < 0)
		return i;
	if (table[i].kind != SLOT_NUMBER || number < 0)
		return -EINVAL;
	*(int64_t *)slot_at(&table[i], record) = number;
	return 0;
}

int record_value(const struct record *record, size_t index,
		 struct record_value *value)
{
	const void *at;

	if (index >= TABLE_SIZE)
		return -1;
	at = slot_at(&table[index], record);
	value->key = table[index].key;
	value->string = NULL;
	value->number = 0;
	switch (table[index].kind) {
	case SLOT_WORD:
		value->string = at;
		return *value->string != '\0';
	case SLOT_NUMBER:
		value->number = *(const int64_t *)at;
		return value->number != RECORD_UNSET;
	case SLOT_STRING:
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
