/* SPDX-License-Identifier: GPL-2.0-only */
/* cordon-agent: what its parts share. */

#ifndef CORDON_AGENT_H
#define CORDON_AGENT_H

#include <stdbool.h>

#include "feed.h"

struct options {
	const char *socket;
	bool line;
	bool wait;
	bool bell;
};

/* The full screen, until the person leaves. Exit code; says what is wrong. */
int full_run(struct feed *feed, const struct options *options);

#endif /* CORDON_AGENT_H */
