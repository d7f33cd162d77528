/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON, for people who script and for the protocol of agents. Bytes of a
 * string that are not UTF-8 become U+FFFD, and a member KEY_hex is added with
 * all bytes of the string.
 */

#ifndef CORDON_JSON_H
#define CORDON_JSON_H

#include <json-c/json.h>
#include <stdint.h>

#include "record.h"
#include "text.h"

void json_put_string(struct json_object *to, const char *key,
		     const char *string);
void json_put_number(struct json_object *to, const char *key, int64_t number);
/* Every field that is set, by the name it has in the record. */
void json_put_record(struct json_object *to, const struct record *record);
struct json_object *json_of_record(const struct record *record);
/* Appends it as one line, and releases it. */
void json_put_line(struct text *to, struct json_object *object);

#endif /* CORDON_JSON_H */
