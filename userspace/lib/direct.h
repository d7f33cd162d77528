/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions from the kernel itself, answered without cordond. The queue is
 * held open: that makes us a responder while it lasts.
 */

#ifndef CORDON_DIRECT_H
#define CORDON_DIRECT_H

#include "feed.h"
#include "give.h"
#include "services.h"

struct direct {
	struct feed feed;
	struct asked_list questions;
	struct services services;
	const struct give_files *files;
	int fd;			/* of the queue */
	struct text text;	/* of the queue */
	bool no_poll;		/* the file cannot be polled */
	bool said;		/* that there are lines that are not understood */
	int64_t only;		/* id of the only question that counts, 0: all */
};

/*
 * Reads what is open now. @only: the question to ask about, 0: all. 0 or
 * -errno.
 */
int direct_open(struct direct *direct, const struct give_files *files,
		int64_t only, int64_t now_ms);
void direct_close(struct direct *direct);

#endif /* CORDON_DIRECT_H */
