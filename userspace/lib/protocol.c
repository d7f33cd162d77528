// SPDX-License-Identifier: GPL-2.0-only
/* Lines from agents */

#include "protocol.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

/* Objects in objects that are looked into; none of ours has any. */
#define DEPTH_MAX	8

/* A member of one type; NULL: it is missing or of another one. */
static struct json_object *member(struct json_object *object, const char *key,
				  enum json_type type)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

/* NULL also when it is cut short by a NUL. */
static const char *string_member(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key, json_type_string);
	const char *string = json_object_get_string(value);

	if (!string ||
	    strlen(string) != (size_t)json_object_get_string_len(value))
		return NULL;
	return string;
}

static bool number_member(struct json_object *object, const char *key,
			  int64_t *to)
{
	struct json_object *value = member(object, key, json_type_int);

	if (value)
		*to = json_object_get_int64(value);
	return value && *to >= 0;
}

/* True when it is not there, too. */
static bool optional_bool(struct json_object *object, const char *key,
			  bool *to)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return true;
	*to = json_object_get_boolean(value);
	return json_object_is_type(value, json_type_boolean);
}

static bool has(struct json_object *object, const char *key)
{
	return json_object_object_get_ex(object, key, NULL);
}

static const char *read_verdict(struct json_object *object,
				struct answer *answer)
{
	const char *verdict = string_member(object, "verdict");

	answer->allow = verdict && !strcmp(verdict, "allow");
	if (!verdict || (!answer->allow && strcmp(verdict, "deny")))
		return "\"verdict\" is \"allow\" or \"deny\"";
	return NULL;
}

static const char *read_scope(struct json_object *object,
			      struct answer *answer)
{
	const char *word = string_member(object, "scope");
	int scope = word ? scope_find(word) : -1;
	int64_t prefix;

	/* Names alone: short forms are for people. */
	if (scope < 0 || strcmp(word, scope_name(scope)))
		return "there is no such \"scope\"";
	answer->scope = scope;
	if (!has(object, "prefix"))
		return NULL;
	if (scope != SCOPE_NET)
		return "\"prefix\" goes with the scope \"net\"";
	if (!number_member(object, "prefix", &prefix) || !prefix ||
	    prefix > 128)
		return "\"prefix\" is a number from 1 to 128";
	answer->prefix = prefix;
	return NULL;
}

static const char *read_lasting(struct json_object *object,
				struct answer *answer)
{
	const char *word = string_member(object, "for");

	if (!has(object, "for"))
		return NULL;
	if (answer->scope == SCOPE_ONCE)
		return "\"for\" needs another scope than \"once\"";
	if (!word || lasting_parse(word, answer))
		return "\"for\" is \"boot\", \"always\", or a time";
	return NULL;
}

static const char *read_flags(struct json_object *object,
			      struct answer *answer)
{
	if (!optional_bool(object, "this_user", &answer->this_user))
		return "\"this_user\" is true or false";
	if (!optional_bool(object, "any_mount", &answer->any_mount))
		return "\"any_mount\" is true or false";
	return NULL;
}

static int parse_answer(struct protocol_message *message,
			struct json_object *object, const char **why)
{
	struct answer *answer = &message->answer;

	message->type = PROTOCOL_IS_ANSWER;
	if (!number_member(object, "request", &message->request)) {
		message->request = -1;
		*why = "an answer needs a number \"request\"";
		return -EINVAL;
	}
	if (!number_member(object, "id", &message->question)) {
		*why = "an answer needs a number \"id\"";
		return -EINVAL;
	}
	if (!has(object, "verdict") || !has(object, "scope")) {
		*why = "an answer needs a \"verdict\" and a \"scope\"";
		return -EINVAL;
	}
	*why = read_verdict(object, answer);
	if (!*why)
		*why = read_scope(object, answer);
	if (!*why)
		*why = read_lasting(object, answer);
	if (!*why)
		*why = read_flags(object, answer);
	return *why ? -EDOM : 0;
}

static int parse_hello(struct protocol_message *message,
		       struct json_object *object, const char **why)
{
	message->type = PROTOCOL_IS_HELLO;
	if (number_member(object, "protocol", &message->protocol))
		return 0;
	*why = "a hello needs a number \"protocol\"";
	return -EINVAL;
}

static int parse_object(struct protocol_message *message,
			struct json_object *object, const char **why)
{
	const char *type = string_member(object, "type");

	if (type && !strcmp(type, PROTOCOL_HELLO))
		return parse_hello(message, object, why);
	if (type && !strcmp(type, PROTOCOL_ANSWER))
		return parse_answer(message, object, why);
	*why = type ? "a \"type\" that is not known" : "there is no \"type\"";
	return -EINVAL;
}

/* NULL: not one JSON object, and nothing else. */
static struct json_object *read_object(const char *line, size_t len)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	struct json_object *object = NULL;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
					JSON_TOKENER_VALIDATE_UTF8);
	/* It would take a NUL for the end. */
	if (!memchr(line, '\0', len))
		object = json_tokener_parse_ex(tokener, line, len);
	if (object && (!json_object_is_type(object, json_type_object) ||
		       json_tokener_get_parse_end(tokener) != len)) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

int protocol_parse(struct protocol_message *message, const char *line,
		   size_t len, const char **why)
{
	struct json_object *object;
	int err;

	*message = (struct protocol_message){ .request = -1 };
	*why = NULL;
	if (len >= PROTOCOL_LINE_MAX) {
		*why = "a line that is too long";
		return -EINVAL;
	}
	object = read_object(line, len);
	if (!object) {
		*why = "not a JSON object";
		return -EINVAL;
	}
	err = parse_object(message, object, why);
	json_object_put(object);
	return err;
}
