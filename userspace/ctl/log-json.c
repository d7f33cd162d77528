// SPDX-License-Identifier: GPL-2.0-only
/* Events of the audit trail as JSON */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "json.h"
#include "log.h"

static const char *const kind_names[] = {
	[EVENT_VERDICT] = "verdict",
	[EVENT_QUESTION] = "question",
	[EVENT_ANSWER] = "answer",
	[EVENT_CHANGE] = "change",
	[EVENT_WITNESS] = "answered-by",
};

static void put_time(struct json_object *to, int64_t time)
{
	time_t seconds = time / 1000;
	char start[40], zone[16], buf[80];
	struct tm tm;

	if (localtime_r(&seconds, &tm) &&
	    strftime(start, sizeof(start), "%Y-%m-%dT%H:%M:%S", &tm) &&
	    strftime(zone, sizeof(zone), "%z", &tm)) {
		/* RFC 3339 has a colon in it: +01:00. */
		snprintf(buf, sizeof(buf), "%s.%03d%.3s:%s", start,
			 (int)(time % 1000), zone, zone + 3);
		json_put_string(to, "time", buf);
	}
	json_put_number(to, "time_ms", time);
}

static void put_number(struct json_object *to, const char *key, int64_t number)
{
	if (number >= 0)
		json_put_number(to, key, number);
}

static void put_string(struct json_object *to, const char *key,
		       const char *string)
{
	if (string && *string)
		json_put_string(to, key, string);
}

static struct json_object *of_witness(const struct witness *witness)
{
	struct json_object *to = json_object_new_object();

	put_number(to, "uid", witness->uid);
	put_number(to, "auid", witness->auid);
	put_number(to, "ses", witness->ses);
	put_string(to, "exe", witness->exe);
	put_string(to, "terminal", witness->terminal);
	put_string(to, "op", witness->op);
	put_number(to, "question", witness->question);
	put_string(to, "verdict", witness->verdict);
	put_string(to, "scope", witness->scope);
	put_string(to, "for", witness->lasting);
	put_string(to, "rule", witness->cmd);
	put_number(to, "res", witness->res);
	return to;
}

static void put_change(struct json_object *to, const struct change *change)
{
	put_string(to, "op", change->op);
	put_string(to, "mode", change->mode);
	put_number(to, "old-gen", change->old_gen);
	put_number(to, "new-gen", change->new_gen);
	put_number(to, "pid", change->pid);
	put_number(to, "uid", change->uid);
	put_number(to, "auid", change->auid);
	put_number(to, "ses", change->ses);
	put_string(to, "comm", change->comm);
	put_number(to, "res", change->res);
}

struct json_object *log_json(const struct event *event)
{
	struct json_object *to;

	if (event->kind == EVENT_CHANGE || event->kind == EVENT_WITNESS)
		to = json_object_new_object();
	else
		to = json_of_record(&event->record);
	json_put_string(to, "event", kind_names[event->kind]);
	put_time(to, event->time);
	json_object_object_add(to, "serial",
			       json_object_new_uint64(event->serial));
	put_string(to, "node", event->node);
	if (event->kind == EVENT_CHANGE)
		put_change(to, &event->change);
	if (event->witness.question >= 0)
		json_object_object_add(to, "answered_by",
				       of_witness(&event->witness));
	return to;
}
