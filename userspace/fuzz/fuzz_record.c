// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as lines of an audit log. A line that is taken has a form in which
 * it is taken again and stays the same; the event in it can be written again
 * and says the same; and no event is lost while it waits for another one.
 */

#include <errno.h>
#include <string.h>
#include <time.h>

#include <libaudit.h>

#include "bytes.h"
#include "events-parts.h"
#include "record_text.h"
#include "same.h"

static void put_change(struct text *to, const struct change *change)
{
	text_puts(to, "lsm=cordon");
	put_word(to, "op", change->op);
	put_word(to, "mode", change->mode);
	put_number(to, "old-gen", change->old_gen);
	put_number(to, "new-gen", change->new_gen);
	put_number(to, "pid", change->pid);
	put_number(to, "uid", change->uid);
	put_number(to, "auid", change->auid);
	put_number(to, "ses", change->ses);
	put_string(to, "comm", change->comm);
	put_number(to, "res", change->res);
}

static void put_witness(struct text *to, const struct witness *witness)
{
	text_puts(to, "pid=1 uid=? auid=? ses=? msg='lsm=cordon");
	put_word(to, "op", witness->op);
	put_number(to, "question", witness->question);
	put_word(to, "verdict", witness->verdict);
	put_word(to, "scope", witness->scope);
	put_word(to, "for", witness->lasting);
	put_number(to, "rule", witness->rule);
	put_string(to, "cmd", witness->cmd);
	put_number(to, "agent-uid", witness->uid);
	put_number(to, "agent-auid", witness->auid);
	put_number(to, "agent-ses", witness->ses);
	put_string(to, "agent-exe", witness->exe);
	put_word(to, "terminal", witness->terminal);
	text_printf(to, " res=%s'", witness->res > 0 ? "success" : "failed");
}

static void put_event(struct text *to, const struct event *event)
{
	switch (event->kind) {
	case EVENT_CHANGE:
		put_change(to, &event->change);
		break;
	case EVENT_WITNESS:
		put_witness(to, &event->witness);
		break;
	default:
		put_record(to, &event->record);
		break;
	}
}

static void check_kind(const struct event *event)
{
	switch (event->type) {
	case RECORD_VERDICT:
		MUST(event->kind == EVENT_VERDICT);
		MUST(event->record.missed >= 0);
		break;
	case RECORD_QUESTION:
		MUST(event->kind == EVENT_QUESTION);
		MUST(event->record.after >= 0);
		break;
	case RECORD_ANSWER:
		MUST(event->kind == EVENT_ANSWER);
		MUST(event->record.held >= 0);
		break;
	case AUDIT_USER_MAC_CONFIG_CHANGE:
		MUST(event->kind == EVENT_WITNESS);
		MUST(event->witness.res == 0 || event->witness.res == 1);
		break;
	default:
		MUST(event->kind == EVENT_CHANGE);
		MUST(*event->change.op && event->change.res >= 0);
	}
}

static void write_and_read(const struct event *event)
{
	struct text once = { 0 }, twice = { 0 };
	struct event again;

	put_event(&once, event);
	event_init(&again);
	MUST(!event_parse(&again, event->type, once.data));
	MUST(again.kind == event->kind && again.type == event->type);
	must_be_same(&event->record, &again.record, NULL);
	put_event(&twice, &again);
	MUST(!strcmp(once.data, twice.data));
	event_destroy(&again);
	text_destroy(&once);
	text_destroy(&twice);
}

/* What went in, and what came out. */
struct tally {
	size_t in[EVENT_KINDS];
	size_t out[EVENT_KINDS];
	size_t joined;
};

static void drain(struct event_queue *queue, struct tally *tally, bool all)
{
	struct event *event;

	while ((event = event_queue_next(queue, all))) {
		tally->out[event->kind]++;
		tally->joined += event->kind == EVENT_ANSWER &&
				 event->witness.question >= 0;
		event_destroy(event);
	}
}

static void take_event(int type, const char *text, struct event_queue *queue,
		       struct tally *tally)
{
	static int64_t time;
	struct event event;
	int err;

	event_init(&event);
	err = event_parse(&event, type, text);
	MUST(!err || err == -EINVAL || err == -ENOENT);
	if (err) {
		MUST(!event.record.exe && !event.change.comm &&
		     !event.witness.cmd && !event.witness.exe);
		return;
	}
	check_kind(&event);
	write_and_read(&event);
	event.time = time++ % 4 * 1000;
	tally->in[event.kind]++;
	MUST(!event_queue_put(queue, &event));
	event_destroy(&event);
	drain(queue, tally, false);
}

static int type_of(const char *line)
{
	static const char node[] = "node=";
	int type;

	if (!strncmp(line, node, strlen(node)))
		line = strchr(line, ' ') + 1;
	MUST(sscanf(line, "type=UNKNOWN[%d]", &type) == 1);
	MUST(event_type_is_ours(type));
	return type;
}

static void take_line(const char *line, size_t len, struct event_queue *queue,
		      struct tally *tally)
{
	struct text once = { 0 }, twice = { 0 };
	struct record record;

	if (!record_parse(&record, line, len))
		record_destroy(&record);
	if (event_line(line, len, &once) != LINE_OURS) {
		MUST(!once.len);
		return;
	}
	MUST(memchr(once.data, '\n', once.len) == once.data + once.len - 1);
	MUST(event_line(once.data, once.len - 1, &twice) == LINE_OURS);
	MUST(!strcmp(once.data, twice.data));
	/* libauparse cuts the newline off, and what auditd adds for people. */
	once.data[strcspn(once.data, "\n\035")] = '\0';
	take_event(type_of(once.data), once.data, queue, tally);
	text_destroy(&once);
	text_destroy(&twice);
}

/* A time that is understood can be written as seconds, and is the same. */
static void take_time(const char *word)
{
	int64_t now = 1795480066222, time, again;
	char seconds[32];

	if (event_parse_time(word, now, &time) || time < 0)
		return;
	snprintf(seconds, sizeof(seconds), "@%lld", (long long)time / 1000);
	MUST(!event_parse_time(seconds, now, &again));
	MUST(again == time / 1000 * 1000);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size }, first = bytes;
	struct event_queue queue = { 0 };
	struct tally tally = { 0 };
	char *line = take_string(&first, '\n');
	size_t len;
	int kind;

	take_time(line);
	free(line);
	while (bytes_left(&bytes)) {
		line = take_until(&bytes, '\n', &len);
		take_line(line, len, &queue, &tally);
		free(line);
	}
	drain(&queue, &tally, true);
	event_queue_destroy(&queue);
	tally.out[EVENT_WITNESS] += tally.joined;
	for (kind = 0; kind < EVENT_KINDS; kind++)
		MUST(tally.in[kind] == tally.out[kind]);
	return 0;
}
