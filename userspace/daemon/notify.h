/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tells the service manager how we are, as sd_notify(3) describes it: one
 * datagram with lines KEY=VALUE to the socket that $NOTIFY_SOCKET names.
 * Without one there is nobody to tell.
 */

#ifndef CORDON_NOTIFY_H
#define CORDON_NOTIFY_H

#include "loop.h"

struct notify {
	struct source timer;	/* of the watchdog; fd -1: none is wanted */
	int64_t every_ms;
};

/* Starts to feed the watchdog, if the manager has one. 0 or -errno. */
int notify_open(struct notify *notify, struct loop *loop);
void notify_close(struct notify *notify);
/* "READY=1", "STATUS=...\nRELOADING=1" */
void notify_send(const char *state);

#endif /* CORDON_NOTIFY_H */
