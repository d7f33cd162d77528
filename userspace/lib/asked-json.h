/* SPDX-License-Identifier: GPL-2.0-only */
/* A question as cordond tells it to agents. */

#ifndef CORDON_ASKED_JSON_H
#define CORDON_ASKED_JSON_H

#include "asked.h"

struct json_object;

/*
 * 0, -EBADMSG when it is not a question, -ENOMEM. @asked is only filled in for
 * 0. Keys that are not known are skipped.
 */
int asked_from_json(struct asked *asked, struct json_object *object,
		    int64_t now_ms);

#endif /* CORDON_ASKED_JSON_H */
