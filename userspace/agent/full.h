/* SPDX-License-Identifier: GPL-2.0-only */
/* The full screen: questions and keys come in, rows of text go out. */

#ifndef CORDON_FULL_H
#define CORDON_FULL_H

#include "agent.h"
#include "keys.h"
#include "view.h"

struct full {
	struct feed *feed;
	struct model model;
	struct view view;
	struct text message;
	int signals;
	bool bell;
	int64_t newest;		/* highest id there was */
	bool dirty;		/* what is on the screen is not how it is */
	bool suspended;
	bool leave;
};

/* A message for the person, in place of the last one; @detail may be NULL. */
void full_say(struct full *full, const char *what, const char *detail);
void full_key(struct full *full, enum action action, int64_t now_ms);

#endif /* CORDON_FULL_H */
