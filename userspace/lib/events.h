/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the audit trail says of the module: its own records, the changes of
 * policy and mode, and what cordond wrote about who answered. Read through
 * libauparse, from raw and from enriched logs.
 */

#ifndef CORDON_EVENTS_H
#define CORDON_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "record.h"

enum event_kind {
	EVENT_VERDICT,		/* 1460 */
	EVENT_QUESTION,		/* 1461 */
	EVENT_ANSWER,		/* 1462 */
	EVENT_CHANGE,		/* 1403, 1404, 1405 with lsm=cordon */
	EVENT_WITNESS,		/* cordond's record whose 1462 was not found */
	EVENT_KINDS,
};

/* A change of policy, mode or seal. Unset as in struct record. */
struct change {
	char op[16];
	char mode[16];
	int64_t old_gen;
	int64_t new_gen;
	int64_t pid;
	int64_t uid;
	int64_t auid;
	int64_t ses;
	char *comm;
	int64_t res;		/* 1: done, 0: refused */
};

/* What cordond says of an answer that it passed on. Unset likewise. */
struct witness {
	char op[16];
	int64_t question;
	char verdict[8];
	char scope[16];
	char lasting[16];	/* for=: once, boot, always, seconds */
	int64_t rule;		/* the one that asked */
	char *cmd;		/* the rule that was made of it */
	/* who answered, where cordond knows; else who runs cordond */
	int64_t uid;
	int64_t auid;
	int64_t ses;
	char *exe;
	char terminal[64];
	int64_t res;		/* 1: done, 0: refused */
};

struct event {
	enum event_kind kind;
	int type;		/* of the audit record */
	int64_t time;		/* milliseconds since the epoch */
	uint64_t serial;
	char *node;		/* machine, or NULL */
	struct record record;	/* VERDICT, QUESTION, ANSWER; else empty */
	struct change change;	/* CHANGE; else empty */
	/* WITNESS, and ANSWER when witness.question > 0; else empty */
	struct witness witness;
};

#define EVENTS_NO_SINCE	INT64_MIN
#define EVENTS_NO_UNTIL	INT64_MAX

/* What to read, and how it went. */
struct events {
	/* first and last millisecond wanted */
	int64_t since;
	int64_t until;
	/* "-": standard input. None: the logs of auditd, rotated ones too. */
	size_t n_files;
	char **files;
	/* results */
	uint64_t lines;		/* all that were read */
	uint64_t broken;	/* left out: not understood, or cut off */
	uint64_t found;		/* events in time that were passed on */
	char *failed;		/* the file that an error is about, or NULL */
};

/* Other than 0 ends the reading and becomes its result. */
typedef int (*event_fn)(struct event *event, void *data);

/*
 * Passes every event to @fn, each file's oldest first. The event is gone when
 * @fn returns, but for strings that it has taken and set to NULL. 0, -errno
 * with events->failed set, or what @fn returned.
 */
int events_read(struct events *events, event_fn fn, void *data);
void events_destroy(struct events *events);

void event_destroy(struct event *event);

/*
 * A point in time: "now", "boot"; "today", "yesterday" or "YYYY-MM-DD", each
 * also with "HH:MM[:SS]" behind it; "HH:MM[:SS]" of today; a length of time
 * ago as duration.h has it, with or without "ago"; seconds since the epoch
 * ("@N" or N of nine digits and more); or as JSON has times. @now and *@time
 * are milliseconds since the epoch. 0 or -EINVAL.
 */
int event_parse_time(const char *word, int64_t now, int64_t *time);

#endif /* CORDON_EVENTS_H */
