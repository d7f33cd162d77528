// SPDX-License-Identifier: GPL-2.0-only
/* Fields as the kernel's audit records write them */

#include "record_text.h"

#include <inttypes.h>
#include <string.h>

#include "bytes.h"

/* A word with a double quote in it was read without quotes around it. */
void put_word(struct text *to, const char *key, const char *word)
{
	bool quote = !strchr(word, '"');

	text_printf(to, " %s=", key);
	text_puts(to, !*word ? "?" : quote ? "\"" : "");
	text_puts(to, word);
	text_puts(to, *word && quote ? "\"" : "");
}

static bool is_plain(const char *string)
{
	for (; *string; string++) {
		if (*string == '"' || *string < '!' || *string > '~')
			return false;
	}
	return true;
}

void put_string(struct text *to, const char *key, const char *string)
{
	text_printf(to, " %s=", key);
	if (!string) {
		text_puts(to, "?");
	} else if (is_plain(string)) {
		text_printf(to, "\"%s\"", string);
	} else {
		for (; *string; string++)
			text_printf(to, "%02X", (unsigned char)*string);
	}
}

void put_number(struct text *to, const char *key, int64_t number)
{
	if (number == RECORD_UNSET)
		text_printf(to, " %s=?", key);
	else
		text_printf(to, " %s=%" PRId64, key, number);
}

/* record_value() tells the two kinds with strings apart only when set. */
static bool is_string(const char *key)
{
	static const char *const keys[] = {
		"exe", "script", "cgroup", "comm", "by-comm",
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!strcmp(key, keys[i]))
			return true;
	}
	return false;
}

void put_record(struct text *to, const struct record *record)
{
	struct record_value value;
	struct text text = { 0 };
	size_t i;
	int has;

	for (i = 0; (has = record_value(record, i, &value)) >= 0; i++) {
		if (is_string(value.key))
			put_string(&text, value.key, value.string);
		else if (!has)
			text_printf(&text, " %s=?", value.key);
		else if (value.string)
			put_word(&text, value.key, value.string);
		else
			put_number(&text, value.key, value.number);
	}
	MUST(!text_failed(&text));
	text_append(to, text.data + 1, text.len - 1);
	text_destroy(&text);
}
