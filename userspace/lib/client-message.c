// SPDX-License-Identifier: GPL-2.0-only
/* What cordond says to an agent */

#include "client-message.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "asked-json.h"
#include "protocol.h"

/* Of objects and lists in each other, for what later versions may add. */
#define DEPTH_MAX 8

static int take_number(struct json_object *object, const char *key,
		       int64_t *to)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return 0;
	if (!json_object_is_type(value, json_type_int) ||
	    json_object_get_int64(value) < 0)
		return -EBADMSG;
	*to = json_object_get_int64(value);
	return 0;
}

static int take_bool(struct json_object *object, const char *key, bool *to)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return 0;
	if (!json_object_is_type(value, json_type_boolean))
		return -EBADMSG;
	*to = json_object_get_boolean(value);
	return 0;
}

/* NULL: there is no such string. */
static const char *string_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

static int copy_string(struct json_object *object, const char *key, char **to)
{
	const char *string = string_of(object, key);

	if (!string)
		return 0;
	*to = strdup(string);
	return *to ? 0 : -ENOMEM;
}

static int take_hello(struct message *message, struct json_object *object)
{
	const char *sees = string_of(object, "sees");
	int err = take_number(object, "protocol", &message->protocol);

	if (!err)
		err = take_number(object, "uid", &message->uid);
	if (!err && !message->protocol)
		err = -EBADMSG;
	message->sees_all = sees && !strcmp(sees, "all");
	return err;
}

static int take_answered(struct message *message, struct json_object *object)
{
	const char *verdict = string_of(object, "verdict");
	int err = take_bool(object, "kept", &message->kept);

	if (!verdict || !message->request)
		return -EBADMSG;
	message->allow = !strcmp(verdict, "allow");
	if (!message->allow && strcmp(verdict, "deny") != 0)
		return -EBADMSG;
	if (!err)
		err = copy_string(object, "rule", &message->rule);
	return err ? err : copy_string(object, "message", &message->text);
}

static int take_error(struct message *message, struct json_object *object)
{
	const char *code = string_of(object, "code");

	if (!code || strlen(code) >= sizeof(message->code))
		return -EBADMSG;
	strcpy(message->code, code);
	return copy_string(object, "message", &message->text);
}

static int take_closed(struct message *message, struct json_object *object)
{
	(void)object;
	return message->id ? 0 : -EBADMSG;
}

static int take_nothing(struct message *message, struct json_object *object)
{
	(void)message;
	(void)object;
	return 0;
}

static const struct {
	const char *name;
	enum message_type type;
	int (*take)(struct message *message, struct json_object *object);
} types[] = {
	{ PROTOCOL_HELLO, MESSAGE_HELLO, take_hello },
	{ PROTOCOL_CLOSED, MESSAGE_CLOSED, take_closed },
	{ PROTOCOL_READY, MESSAGE_READY, take_nothing },
	{ PROTOCOL_ANSWERED, MESSAGE_ANSWERED, take_answered },
	{ PROTOCOL_ERROR, MESSAGE_ERROR, take_error },
};

static int take(struct message *message, struct json_object *object,
		int64_t now_ms)
{
	const char *type = string_of(object, "type");
	size_t i;
	int err;

	if (!type)
		return -EBADMSG;
	err = take_number(object, "id", &message->id);
	if (!err)
		err = take_number(object, "request", &message->request);
	if (err)
		return err;
	if (!strcmp(type, PROTOCOL_QUESTION)) {
		err = asked_from_json(&message->asked, object, now_ms);
		if (!err)
			message->type = MESSAGE_QUESTION;
		return err;
	}
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(type, types[i].name) != 0)
			continue;
		message->type = types[i].type;
		return types[i].take(message, object);
	}
	return 0;
}

static int parse_object(struct json_object **object, const char *line,
			size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);

	*object = NULL;
	if (!tokener)
		return -ENOMEM;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	*object = json_tokener_parse_ex(tokener, line, len);
	/* All of the line, and nothing behind the object. */
	if (*object && (json_tokener_get_parse_end(tokener) != len ||
			!json_object_is_type(*object, json_type_object))) {
		json_object_put(*object);
		*object = NULL;
	}
	json_tokener_free(tokener);
	return *object ? 0 : -EBADMSG;
}

int message_parse(struct message *message, const char *line, size_t len,
		  int64_t now_ms)
{
	struct json_object *object;
	int err = parse_object(&object, line, len);

	*message = (struct message){ 0 };
	if (err)
		return err;
	err = take(message, object, now_ms);
	json_object_put(object);
	if (err)
		message_destroy(message);
	return err;
}

void message_destroy(struct message *message)
{
	if (message->type == MESSAGE_QUESTION)
		asked_destroy(&message->asked);
	free(message->rule);
	free(message->text);
	*message = (struct message){ 0 };
}
