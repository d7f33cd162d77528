/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's audit records, as they are multicast. For us they are no more
 * than a sign that "queue" changed: records can be lost.
 */

#ifndef CORDON_WAKEUP_H
#define CORDON_WAKEUP_H

#include "loop.h"
#include "queue.h"

struct mnl_socket;

struct wakeup {
	struct source source;
	struct mnl_socket *socket;
	struct queue *queue;
	int64_t last_id;	/* of the latest question we heard of */
};

/* 0 or -errno: there are no audit records, "queue" has to do. */
int wakeup_open(struct wakeup *wakeup, struct loop *loop, struct queue *queue);
void wakeup_close(struct wakeup *wakeup);

#endif /* CORDON_WAKEUP_H */
