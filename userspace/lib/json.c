// SPDX-License-Identifier: GPL-2.0-only
/* JSON */

#include "json.h"

#include <stdio.h>
#include <string.h>

#include "printable.h"

static bool make_valid(struct text *to, const char *string)
{
	bool valid = true;

	while (*string) {
		unsigned int code;
		size_t len = utf8_char(string, &code);

		if (len) {
			text_append(to, string, len);
			string += len;
		} else {
			text_puts(to, "\xef\xbf\xbd");
			string++;
			valid = false;
		}
	}
	return valid;
}

void json_put_string(struct json_object *to, const char *key,
		     const char *string)
{
	struct text text = { 0 };
	char hex_key[64];

	if (make_valid(&text, string)) {
		json_object_object_add(to, key, json_object_new_string(string));
		text_destroy(&text);
		return;
	}
	json_object_object_add(to, key,
			       json_object_new_string(text_string(&text)));
	text_clear(&text);
	for (; *string; string++)
		text_printf(&text, "%02x", (unsigned char)*string);
	snprintf(hex_key, sizeof(hex_key), "%s_hex", key);
	json_object_object_add(to, hex_key,
			       json_object_new_string(text_string(&text)));
	text_destroy(&text);
}

void json_put_number(struct json_object *to, const char *key, int64_t number)
{
	json_object_object_add(to, key, json_object_new_int64(number));
}

void json_put_record(struct json_object *to, const struct record *record)
{
	struct record_value value;
	size_t i;
	int has;

	for (i = 0; (has = record_value(record, i, &value)) >= 0; i++) {
		if (!has)
			continue;
		if (value.string)
			json_put_string(to, value.key, value.string);
		else
			json_put_number(to, value.key, value.number);
	}
}

struct json_object *json_of_record(const struct record *record)
{
	struct json_object *object = json_object_new_object();

	json_put_record(object, record);
	return object;
}

void json_put_line(struct text *to, struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object,
			JSON_C_TO_STRING_PLAIN |
			JSON_C_TO_STRING_NOSLASHESCAPE);

	if (text)
		text_puts(to, text);
	else
		to->failed = true;
	text_append(to, "\n", 1);
	json_object_put(object);
}
