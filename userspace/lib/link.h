/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions from cordond, and from the next one when it is started again. */

#ifndef CORDON_LINK_H
#define CORDON_LINK_H

#include "client.h"
#include "feed.h"

struct link {
	struct feed feed;
	struct client client;
	const char *path;
	bool again;		/* wait for cordond when it is not there */
	bool said;		/* the person knows that it is not there */
	int64_t retry_ms;	/* when to try next */
	int64_t delay_ms;	/* and how long after that */
};

/*
 * Connects, which may take some seconds. With @again a cordond that is not
 * there, now or later, is waited for; else its end is the end of the feed. 0 or
 * -errno: it is not there now.
 */
int link_open(struct link *link, const char *path, bool again,
	      int64_t now_ms);
void link_close(struct link *link);

#endif /* CORDON_LINK_H */
