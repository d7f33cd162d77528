// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the audit trail says of the module
 *
 * Lines are looked at here first: that counts the broken ones, which libauparse
 * drops without a word, bounds their length, and keeps all that is not about
 * the module away from it. libauparse puts the records of an event together
 * and the events in order.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <auparse.h>

#include "events-parts.h"

/* auditd writes 9 kB and what it adds for people; the kernel's log is shorter. */
#define LINE_MAX_BYTES	((size_t)64 << 10)
#define CHUNK		((size_t)64 << 10)
/* libauparse looks through all events that it has not passed on yet. */
#define FED_MAX		512

struct reader {
	struct events *events;
	event_fn fn;
	void *data;
	auparse_state_t *au;
	struct event_queue queue;
	struct text pending;	/* the line that is not complete yet */
	struct text ours;	/* for libauparse */
	bool too_long;		/* the pending line, which is skipped */
	unsigned int fed;	/* lines since the last flush */
	uint64_t foreign;	/* lines of the file that are no records */
	bool beside;		/* as is expected in this file */
	int result;
};

static void deliver(struct reader *reader, bool all)
{
	struct events *events = reader->events;
	struct event *event;

	while (!reader->result &&
	       (event = event_queue_next(&reader->queue, all))) {
		if (event->time >= events->since &&
		    event->time <= events->until) {
			events->found++;
			reader->result = reader->fn(event, reader->data);
		}
		event_destroy(event);
	}
}

static int take_record(struct reader *reader, auparse_state_t *au)
{
	const char *text = auparse_get_record_text(au);
	struct event event;
	int err;

	if (!text)
		return 0;
	event_init(&event);
	err = event_parse(&event, auparse_get_type(au), text);
	if (err == -EINVAL)
		reader->events->broken++;
	if (err)
		return err == -ENOMEM ? err : 0;
	event.time = (int64_t)auparse_get_time(au) * 1000 +
		     auparse_get_milli(au);
	event.serial = auparse_get_serial(au);
	event.node = (char *)auparse_get_node(au);
	err = event_queue_put(&reader->queue, &event);
	event_destroy(&event);
	return err;
}

static void take_event(auparse_state_t *au, auparse_cb_event_t type,
		       void *data)
{
	struct reader *reader = data;

	if (type != AUPARSE_CB_EVENT_READY || auparse_first_record(au) <= 0)
		return;
	do {
		if (reader->result)
			return;
		reader->result = take_record(reader, au);
		deliver(reader, false);
	} while (auparse_next_record(au) > 0);
}

static void take_line(struct reader *reader, const char *line, size_t len)
{
	reader->events->lines++;
	switch (event_line(line, len, &reader->ours)) {
	case LINE_OURS:
		reader->fed++;
		break;
	case LINE_BROKEN:
		reader->events->broken++;
		break;
	case LINE_FOREIGN:
		reader->foreign++;
		break;
	case LINE_BESIDE:
		reader->beside = true;
		break;
	case LINE_OTHERS:
		break;
	}
}

static void take_pending(struct reader *reader)
{
	if (reader->too_long) {
		reader->events->lines++;
		reader->events->broken++;
	} else {
		take_line(reader, text_string(&reader->pending),
			  reader->pending.len);
	}
	reader->too_long = false;
	text_clear(&reader->pending);
}

static void keep_pending(struct reader *reader, const char *data, size_t len)
{
	if (reader->pending.len + len > LINE_MAX_BYTES) {
		reader->too_long = true;
		text_clear(&reader->pending);
	}
	if (!reader->too_long)
		text_append(&reader->pending, data, len);
}

static void flush(struct reader *reader)
{
	auparse_flush_feed(reader->au);
	reader->fed = 0;
}

static void feed(struct reader *reader)
{
	if (text_failed(&reader->ours) || text_failed(&reader->pending)) {
		reader->result = -ENOMEM;
		return;
	}
	if (reader->ours.len &&
	    auparse_feed(reader->au, reader->ours.data, reader->ours.len))
		reader->result = -ENOMEM;
	text_clear(&reader->ours);
	if (reader->fed >= FED_MAX)
		flush(reader);
}

static void take_chunk(struct reader *reader, const char *data, size_t len)
{
	const char *end = data + len, *newline;

	while (data < end && !reader->result) {
		newline = memchr(data, '\n', end - data);
		keep_pending(reader, data, (newline ? newline : end) - data);
		if (!newline)
			break;
		take_pending(reader);
		data = newline + 1;
		if (reader->fed >= FED_MAX)
			feed(reader);
	}
	if (!reader->result)
		feed(reader);
}

static bool is_idle(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) == 0;
}

static void end_file(struct reader *reader)
{
	if (reader->pending.len || reader->too_long)
		take_pending(reader);
	if (!reader->result)
		feed(reader);
	if (!reader->beside)
		reader->events->broken += reader->foreign;
	reader->foreign = 0;
	reader->beside = false;
}

/* 0, -errno, or what the caller's function returned. */
static int read_fd(struct reader *reader, int fd)
{
	char *chunk = malloc(CHUNK);
	ssize_t n;

	if (!chunk)
		return -ENOMEM;
	while (!reader->result) {
		n = read(fd, chunk, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			reader->result = -errno;
		if (n <= 0)
			break;
		take_chunk(reader, chunk, n);
		/* A pipe that somebody writes into: show what there is. */
		if (!reader->result && is_idle(fd)) {
			flush(reader);
			deliver(reader, true);
		}
	}
	free(chunk);
	if (!reader->result)
		end_file(reader);
	return reader->result;
}

static int fail(struct events *events, const char *path, int err)
{
	events->failed = strdup(path);
	return err;
}

static int read_file(struct reader *reader, const char *path)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = STDIN_FILENO, err;

	if (!is_stdin)
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(reader->events, path, -errno);
	err = read_fd(reader, fd);
	if (!is_stdin)
		close(fd);
	if (err < 0 && !reader->events->failed)
		return fail(reader->events, path, err);
	/* The next file may be an older one. */
	if (!err)
		flush(reader);
	return reader->result;
}

static int read_logs(struct reader *reader)
{
	struct events *events = reader->events;
	struct log_files files;
	size_t i;
	int err;

	err = log_files_open(&files, events->since, &events->failed);
	for (i = 0; !err && i < files.count; i++) {
		err = read_fd(reader, files.file[i].fd);
		if (err < 0)
			fail(events, files.file[i].path, err);
	}
	log_files_close(&files);
	return err;
}

int events_read(struct events *events, event_fn fn, void *data)
{
	struct reader reader = { .events = events, .fn = fn, .data = data };
	int err = 0;
	size_t i;

	events->lines = 0;
	events->broken = 0;
	events->found = 0;
	events->failed = NULL;
	reader.au = auparse_init(AUSOURCE_FEED, NULL);
	if (!reader.au)
		return -ENOMEM;
	auparse_add_callback(reader.au, take_event, &reader, NULL);
	if (!events->n_files)
		err = read_logs(&reader);
	for (i = 0; !err && i < events->n_files; i++)
		err = read_file(&reader, events->files[i]);
	if (!err) {
		flush(&reader);
		deliver(&reader, true);
		err = reader.result;
	}
	auparse_destroy(reader.au);
	event_queue_destroy(&reader.queue);
	text_destroy(&reader.pending);
	text_destroy(&reader.ours);
	return err;
}

void events_destroy(struct events *events)
{
	free(events->failed);
	events->failed = NULL;
}
