// SPDX-License-Identifier: GPL-2.0-only
/* A question as cordond tells it to agents */

#include "asked-json.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parent.h"
#include "text.h"
#include "users.h"

#define KEY_MAX 32

static const char hex_tail[] = "_hex";

static int take_text(char **to, const char *string, size_t len)
{
	char *copy;

	if (memchr(string, '\0', len))
		return -EBADMSG;
	copy = strndup(string, len);
	if (!copy)
		return -ENOMEM;
	free(*to);
	*to = copy;
	return 0;
}

static int take_string(struct asked *asked, const char *key,
		       const char *string, size_t len)
{
	int err;

	if (!strcmp(key, "user"))
		return take_text(&asked->user, string, len);
	if (!strcmp(key, "parent"))
		return take_text(&asked->parent, string, len);
	if (!strcmp(key, "parent_claimed")) {
		asked->parent_claimed = true;
		return take_text(&asked->parent, string, len);
	}
	if (!strcmp(key, "service"))
		return take_text(&asked->service, string, len);
	if (!strcmp(key, "known")) {
		asked->changed = len == strlen("changed") &&
				 !memcmp(string, "changed", len);
		return 0;
	}
	err = record_set_string(&asked->record, key, string, len);
	if (err == -ENOENT)
		return 0;
	return err == -EINVAL ? -EBADMSG : err;
}

static int take_number(struct asked *asked, const char *key, int64_t number)
{
	int err;

	err = record_set_number(&asked->record,
				strcmp(key, "id") != 0 ? key : "question",
				number);
	if (err == -ENOENT)
		return 0;
	return err == -EINVAL ? -EBADMSG : err;
}

static int take_scopes(struct asked *asked, struct json_object *array)
{
	size_t i, n = json_object_array_length(array);

	for (i = 0; i < n; i++) {
		struct json_object *name = json_object_array_get_idx(array, i);
		int scope;

		if (!json_object_is_type(name, json_type_string))
			return -EBADMSG;
		scope = scope_find(json_object_get_string(name));
		if (scope >= 0)
			asked->scopes |= 1U << scope;
	}
	return 0;
}

static int take_verdicts(struct asked *asked, struct json_object *array)
{
	size_t i, n = json_object_array_length(array);

	asked->no_allow = true;
	asked->no_deny = true;
	for (i = 0; i < n; i++) {
		struct json_object *name = json_object_array_get_idx(array, i);

		if (!json_object_is_type(name, json_type_string))
			return -EBADMSG;
		if (!strcmp(json_object_get_string(name), "allow"))
			asked->no_allow = false;
		if (!strcmp(json_object_get_string(name), "deny"))
			asked->no_deny = false;
	}
	return 0;
}

static int take_array(struct asked *asked, const char *key,
		      struct json_object *array)
{
	if (!strcmp(key, "scopes"))
		return take_scopes(asked, array);
	if (!strcmp(key, "verdicts"))
		return take_verdicts(asked, array);
	if (!strcmp(key, "any_mount_scopes"))
		asked->no_any_mount = false;
	return 0;
}

static int take_value(struct asked *asked, const char *key,
		      struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_string:
		return take_string(asked, key, json_object_get_string(value),
				   json_object_get_string_len(value));
	case json_type_int:
		return take_number(asked, key, json_object_get_int64(value));
	case json_type_array:
		return take_array(asked, key, value);
	case json_type_boolean:
		if (!strcmp(key, "only_this_user"))
			asked->only_this_user = json_object_get_boolean(value);
		return 0;
	default:
		return 0;
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool has_hex(struct json_object *object, const char *key)
{
	char name[KEY_MAX + sizeof(hex_tail)];

	return strlen(key) < KEY_MAX &&
	       snprintf(name, sizeof(name), "%s%s", key, hex_tail) > 0 &&
	       json_object_object_get_ex(object, name, NULL);
}

/* "exe_hex" has the bytes of "exe", which were not all text. */
static int take_hex(struct asked *asked, const char *key,
		    struct json_object *value)
{
	size_t key_len = strlen(key) - strlen(hex_tail), len, i;
	char name[KEY_MAX], *bytes;
	const char *hex;
	int err = 0;

	if (key_len >= sizeof(name) ||
	    !json_object_is_type(value, json_type_string))
		return 0;
	memcpy(name, key, key_len);
	name[key_len] = '\0';
	hex = json_object_get_string(value);
	len = json_object_get_string_len(value);
	if (len % 2)
		return -EBADMSG;
	bytes = malloc(len / 2 + 1);
	if (!bytes)
		return -ENOMEM;
	for (i = 0; i < len && !err; i += 2) {
		int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);

		if (high < 0 || low < 0)
			err = -EBADMSG;
		else
			bytes[i / 2] = high << 4 | low;
	}
	if (!err)
		err = take_string(asked, name, bytes, len / 2);
	free(bytes);
	return err;
}

static bool is_hex(const char *key)
{
	size_t len = strlen(key), tail = strlen(hex_tail);

	return len > tail && !strcmp(key + len - tail, hex_tail);
}

static int take_values(struct asked *asked, struct json_object *object,
		       bool hex)
{
	struct json_object_iterator at = json_object_iter_begin(object);
	struct json_object_iterator end = json_object_iter_end(object);
	int err = 0;

	for (; !err && !json_object_iter_equal(&at, &end);
	     json_object_iter_next(&at)) {
		const char *key = json_object_iter_peek_name(&at);
		struct json_object *value = json_object_iter_peek_value(&at);

		if (is_hex(key) != hex || (!hex && has_hex(object, key)))
			continue;
		err = hex ? take_hex(asked, key, value) :
			    take_value(asked, key, value);
	}
	return err;
}

/* "alice" becomes "alice (1000)"; for the parent, see parent.h. */
static int complete(struct asked *asked)
{
	const struct record *record = &asked->record;
	struct text text = { 0 };
	char user[300], *parent;

	if (!asked->user)
		text_puts(&text,
			  user_print(user, sizeof(user), record->uid));
	else if (record->uid >= 0)
		text_printf(&text, "%s (%" PRId64 ")", asked->user,
			    record->uid);
	else
		text_puts(&text, asked->user);
	if (text_failed(&text))
		return -ENOMEM;
	free(asked->user);
	asked->user = text.data;
	if (!asked->parent || record->ppid < 0)
		return 0;
	parent = parent_print(asked->parent, !asked->parent_claimed,
			      record->ppid);
	if (!parent)
		return -ENOMEM;
	free(asked->parent);
	asked->parent = parent;
	return 0;
}

int asked_from_json(struct asked *asked, struct json_object *object,
		    int64_t now_ms)
{
	const struct record *record = &asked->record;
	int err;

	*asked = (struct asked){
		.scopes = 1U << SCOPE_ONCE,
		.no_any_mount = true,
	};
	record_init(&asked->record);
	err = take_values(asked, object, false);
	if (!err)
		err = take_values(asked, object, true);
	if (!err && (record->question <= 0 || !*record->op ||
		     !*record->state))
		err = -EBADMSG;
	if (!err)
		err = complete(asked);
	if (err) {
		asked_destroy(asked);
		return err;
	}
	asked->ends_ms = now_ms;
	/* No sum of ours overflows, whatever the number is. */
	if (record->left > 0 && record->left < INT32_MAX)
		asked->ends_ms += record->left * 1000;
	return 0;
}
