/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl: what the commands that read the audit trail share. */

#ifndef CORDON_TRAIL_H
#define CORDON_TRAIL_H

#include <argp.h>
#include <stdint.h>

#include "events.h"

/* The options --since and --until: a child whose input is struct events. */
extern const struct argp trail_argp;

/* What their TIME may be, for help. */
#define TRAIL_TIMES							\
	"TIME is\n"							\
	"  10m, 2h, 3d, 1w        so long ago; also \"10 minutes ago\",\n" \
	"                         \"2 days\", \"1h 30min\"\n"		\
	"  HH:MM, HH:MM:SS        of today\n"				\
	"  today, yesterday, YYYY-MM-DD\n"				\
	"                         also with a blank and a time of day\n"	\
	"  boot                   when the machine was started\n"	\
	"  @N                     N seconds after the epoch"

/*
 * Everything of all time, from @files, none so far; to be done before trail_argp
 * works on it.
 */
void trail_init(struct events *events, char **files);

/*
 * Reads what @events says, like events_read(). Exit code; says what is wrong,
 * and how many lines were left out. @fn returns an exit code.
 */
int trail_read(struct events *events, event_fn fn, void *data);

/* Milliseconds since the epoch: now, and when the day began. */
int64_t trail_now(void);
int64_t trail_today(void);

#endif /* CORDON_TRAIL_H */
