/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl log: what its parts share. */

#ifndef CORDON_LOG_H
#define CORDON_LOG_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "events.h"
#include "text.h"

/* How events are put into words. */
struct log_style {
	bool colour;
	bool full;		/* paths also where a name would do */
	int64_t today;		/* events from then on are shown without date */
};

/* One line, with its newline. */
void log_words(struct text *to, const struct event *event,
	       const struct log_style *style);
/* "curl", "/opt/x/run.py with python3.11"; fit to be shown. */
void log_program(struct text *to, const struct record *record, bool full);
/* The name of a user as /etc/passwd has it, or the number. */
void log_user(struct text *to, int64_t uid);
/* By name or number. 0 or -ENOENT. */
int log_find_user(const char *name, int64_t *uid);
/* The point in time, without a date when it is @today or later. */
void log_time(struct text *to, int64_t time, int64_t today);
/* Appends what printable() makes of it. */
void log_string(struct text *to, const char *string);

/* An object of its own for each event; NULL when there is no memory. */
struct json_object *log_json(const struct event *event);

/* Counts of events, by program and user. */
struct log_summary {
	void *tree;
	size_t count;
	bool failed;
	uint64_t changes;
};

void log_summary_add(struct log_summary *summary, const struct event *event);
/* Exit code; says what is wrong. */
int log_summary_print(const struct log_summary *summary, bool full);
struct json_object *log_summary_json(const struct log_summary *summary);
void log_summary_destroy(struct log_summary *summary);

#endif /* CORDON_LOG_H */
