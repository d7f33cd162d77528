/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts that events.c is made of; nobody else's business. */

#ifndef CORDON_EVENTS_PARTS_H
#define CORDON_EVENTS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "events.h"
#include "text.h"

/* Lines of a log */

enum line_kind {
	LINE_OURS,		/* a record that may be about the module */
	LINE_OTHERS,		/* a record of something else */
	LINE_BROKEN,		/* begins like a record, but is none */
	LINE_FOREIGN,		/* not of an audit log */
	LINE_BESIDE,		/* what ausearch and the kernel log have, too */
};

/*
 * Looks at a line, without its newline. LINE_OURS: it is appended to @to in the
 * form that auditd writes, with a newline.
 */
enum line_kind event_line(const char *line, size_t len, struct text *to);

/*
 * "type=..." in a line of the kernel's log, as dmesg, journalctl or syslog show
 * it, or NULL.
 */
const char *event_kernel_record(const char *line, size_t len);

/* The types of records that are about the module or may be. */
bool event_type_is_ours(int type);

/*
 * Fills in @event->kind and what belongs to it. 0, -ENOENT when the record is
 * about something else, -EINVAL, -ENOMEM. @event must be empty, and stays so
 * when there is an error.
 */
int event_parse(struct event *event, int type, const char *text);

/* Which logs auditd has */

struct log_file {
	char *path;
	int fd;
};

struct log_files {
	size_t count;
	struct log_file *file;	/* oldest first */
};

/*
 * Opens them, but for those that were last written before @since. 0 or -errno;
 * *@failed is then the path that it is about (allocated), or NULL.
 */
int log_files_open(struct log_files *files, int64_t since, char **failed);
void log_files_close(struct log_files *files);

/*
 * Events that wait for the record that belongs to them: the kernel says that a
 * question was answered, and cordond right after that by whom.
 */

struct event_queue {
	struct event *events;
	size_t head;
	size_t count;
	size_t room;
};

/* Takes what is in @event and leaves it empty. 0 or -ENOMEM. */
int event_queue_put(struct event_queue *queue, struct event *event);
/* The next one that need not wait, or with @all the next. NULL: none. */
struct event *event_queue_next(struct event_queue *queue, bool all);
void event_queue_destroy(struct event_queue *queue);

void event_init(struct event *event);

#endif /* CORDON_EVENTS_PARTS_H */
