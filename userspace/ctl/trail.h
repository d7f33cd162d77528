/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl: what the commands that read the audit trail share. */

#ifndef CORDON_TRAIL_H
#define CORDON_TRAIL_H

#include <argp.h>
#include <stdint.h>

#include "events.h"

/* The options --since and --until: a child whose input is struct events. */
extern const struct argp trail_argp;

/* Everything of all time; to be done before trail_argp works on it. */
void trail_init(struct events *events);

/*
 * Reads what @events says, like events_read(). Exit code; says what is wrong,
 * and how many lines were left out. @fn returns an exit code.
 */
int trail_read(struct events *events, event_fn fn, void *data);

/* Milliseconds since the epoch: now, and when the day began. */
int64_t trail_now(void);
int64_t trail_today(void);

#endif /* CORDON_TRAIL_H */
