// SPDX-License-Identifier: GPL-2.0-only
/* One record of the audit trail */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libaudit.h>

#include "array.h"
#include "events-parts.h"
#include "slots.h"

static const struct slot change_slots[] = {
	SLOT(change, WORD, "op", op),
	SLOT(change, WORD, "mode", mode),
	SLOT(change, NUMBER, "old-gen", old_gen),
	SLOT(change, NUMBER, "new-gen", new_gen),
	SLOT(change, NUMBER, "pid", pid),
	SLOT(change, NUMBER, "uid", uid),
	SLOT(change, NUMBER, "auid", auid),
	SLOT(change, NUMBER, "ses", ses),
	SLOT(change, STRING, "comm", comm),
	SLOT(change, NUMBER, "res", res),
};

/* What the kernel puts in front of a program's message: who runs it. */
static const struct slot sender_slots[] = {
	SLOT(witness, NUMBER, "uid", uid),
	SLOT(witness, NUMBER, "auid", auid),
	SLOT(witness, NUMBER, "ses", ses),
};

static const struct slot witness_slots[] = {
	SLOT(witness, WORD, "op", op),
	SLOT(witness, NUMBER, "question", question),
	SLOT(witness, WORD, "verdict", verdict),
	SLOT(witness, WORD, "scope", scope),
	SLOT(witness, WORD, "for", lasting),
	SLOT(witness, NUMBER, "rule", rule),
	SLOT(witness, STRING, "cmd", cmd),
	SLOT(witness, NUMBER, "agent-uid", uid),
	SLOT(witness, NUMBER, "agent-auid", auid),
	SLOT(witness, NUMBER, "agent-ses", ses),
	SLOT(witness, STRING, "agent-exe", exe),
	SLOT(witness, WORD, "terminal", terminal),
};

void event_init(struct event *event)
{
	memset(event, 0, sizeof(*event));
	record_destroy(&event->record);
	slots_init(change_slots, ARRAY_SIZE(change_slots), &event->change);
	slots_init(witness_slots, ARRAY_SIZE(witness_slots), &event->witness);
	event->witness.res = RECORD_UNSET;
}

void event_destroy(struct event *event)
{
	free(event->node);
	record_destroy(&event->record);
	slots_destroy(change_slots, ARRAY_SIZE(change_slots), &event->change);
	slots_destroy(witness_slots, ARRAY_SIZE(witness_slots),
		      &event->witness);
	event_init(event);
}

static int parse_change(struct change *change, struct fields *fields)
{
	int err = slots_read(change_slots, ARRAY_SIZE(change_slots), change,
			     fields);

	/* What was cut off lacks the last field. */
	if (!err && (!*change->op || change->res < 0))
		err = -EINVAL;
	return err;
}

/* libaudit ends each message with it. */
static void take_result(struct witness *witness, const struct field *field)
{
	if (field_is(field, "res"))
		witness->res = field->value_len == 7 &&
			       !memcmp(field->value, "success", 7);
}

static int parse_witness(struct witness *witness, struct fields *fields)
{
	static const char start[] = "msg='";
	const char *inner, *end;
	struct fields outside;
	struct field field;
	int more;

	inner = memmem(fields->at, fields->end - fields->at, start,
		       strlen(start));
	if (!inner)
		return -EINVAL;
	outside = (struct fields){ fields->at, inner };
	inner += strlen(start);
	end = memrchr(inner, '\'', fields->end - inner);
	if (!end)
		return -EINVAL;
	/* Another module's label may follow, which need not be a field. */
	while (fields_next(&outside, &field) > 0) {
		more = slots_take(sender_slots, ARRAY_SIZE(sender_slots),
				  witness, &field);
		if (more)
			return more;
	}
	*fields = (struct fields){ inner, end };
	while ((more = fields_next(fields, &field)) > 0) {
		more = slots_take(witness_slots, ARRAY_SIZE(witness_slots),
				  witness, &field);
		if (more)
			return more;
		take_result(witness, &field);
	}
	if (!more && witness->res < 0)
		more = -EINVAL;
	return more;
}

bool event_type_is_ours(int type)
{
	switch (type) {
	case RECORD_VERDICT:
	case RECORD_QUESTION:
	case RECORD_ANSWER:
	case AUDIT_MAC_POLICY_LOAD:
	case AUDIT_MAC_STATUS:
	case AUDIT_MAC_CONFIG_CHANGE:
	case AUDIT_USER_MAC_CONFIG_CHANGE:
		return true;
	}
	return false;
}

/* The last field of each type: a record that was cut off lacks it. */
static bool is_whole(enum event_kind kind, const struct record *record)
{
	switch (kind) {
	case EVENT_VERDICT:
		return record->missed >= 0;
	case EVENT_QUESTION:
		return record->after >= 0;
	case EVENT_ANSWER:
		return record->held >= 0;
	default:
		return false;
	}
}

static int parse_record(struct event *event, const char *text, size_t len)
{
	int err = record_parse(&event->record, text, len);

	if (!err && !is_whole(event->kind, &event->record))
		err = -EINVAL;
	return err;
}

/* Behind "type=... msg=audit(...): ", the form that event_line() makes. */
static const char *payload(const char *text)
{
	static const char end[] = "): ";
	const char *at = strstr(text, end);

	return at ? at + strlen(end) : text;
}

int event_parse(struct event *event, int type, const char *text)
{
	const char *from = payload(text);
	size_t len = strlen(from);
	struct fields fields = { from, from + len };
	int err;

	switch (type) {
	case RECORD_VERDICT:
		event->kind = EVENT_VERDICT;
		err = parse_record(event, from, len);
		break;
	case RECORD_QUESTION:
		event->kind = EVENT_QUESTION;
		err = parse_record(event, from, len);
		break;
	case RECORD_ANSWER:
		event->kind = EVENT_ANSWER;
		err = parse_record(event, from, len);
		break;
	case AUDIT_MAC_POLICY_LOAD:
	case AUDIT_MAC_STATUS:
	case AUDIT_MAC_CONFIG_CHANGE:
		if (strncmp(from, "lsm=cordon ", 11))
			return -ENOENT;
		event->kind = EVENT_CHANGE;
		err = parse_change(&event->change, &fields);
		break;
	case AUDIT_USER_MAC_CONFIG_CHANGE:
		if (!strstr(from, "msg='lsm=cordon "))
			return -ENOENT;
		event->kind = EVENT_WITNESS;
		err = parse_witness(&event->witness, &fields);
		break;
	default:
		return -ENOENT;
	}
	event->type = type;
	if (err)
		event_destroy(event);
	return err;
}
