/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the full screen shows, and what a key does to it. Pure: it reads no
 * clock and no keys, and draws nothing. Times are of a clock in milliseconds.
 *
 * The selection is a question, not a place in the list: others that come and
 * go do not move it. When the selected one is closed by others it stays, as a
 * closed one, until the person goes on or has left it alone for a while. So a
 * key answers what the person has looked at, or nothing.
 */

#ifndef CORDON_MODEL_H
#define CORDON_MODEL_H

#include "asked.h"
#include "guard.h"

/* A closed question is shown for so long after the last key. */
#define MODEL_CLOSED_MS 3000

struct model {
	struct asked_list *questions;
	bool online;
	bool connecting;	/* for the first time */
	int64_t selected;	/* id of a question, 0: none */
	uint64_t version;	/* of it, as the guard knows it */
	struct guard guard;
	int64_t touched_ms;	/* the last key, or the closing */
	bool closed;		/* the selected one is */
	/* The answer that "a" and "d" give, but for the verdict. */
	struct answer answer;
	size_t lasting;		/* which of the times */
};

enum attempt {
	ATTEMPT_OK,
	ATTEMPT_NONE,		/* there is no question */
	ATTEMPT_OFFLINE,
	ATTEMPT_CLOSED,
	ATTEMPT_SENT,		/* it has an answer already */
	ATTEMPT_EARLY,		/* it was not on display for long enough */
	ATTEMPT_REFUSED,	/* not with that scope, see asked_refusal() */
};

void model_init(struct model *model, struct asked_list *questions);
/* The questions, or the connection, may be others now. */
void model_update(struct model *model, bool online, int64_t now_ms);
/* The selected question is on display, as it is. */
void model_drawn(struct model *model, int64_t now_ms);
/* It is not: it has to be drawn again. */
void model_hidden(struct model *model);
/* Time goes by; all keys that were struck before @now_ms have been taken. */
void model_tick(struct model *model, int64_t now_ms);
/* Milliseconds until that does something; -1: not until something happens. */
int64_t model_wait(const struct model *model, int64_t now_ms);

/* NULL: none. */
struct asked *model_selected(const struct model *model);
/* The selected question can be answered, if not now then soon. */
bool model_is_open(const struct model *model);
/* What "a" and "d" would do now. */
bool model_ready(const struct model *model);

/* Keys. */
void model_move(struct model *model, int steps, int64_t now_ms);
void model_move_to_end(struct model *model, bool last, int64_t now_ms);
/* Away from a closed question. */
void model_go_on(struct model *model, int64_t now_ms);
void model_step_scope(struct model *model, int steps);
/* By its place among those that the question can be answered with. */
void model_pick_scope(struct model *model, size_t place);
/* False: that has no effect, "once" has neither a time nor a user. */
bool model_step_lasting(struct model *model, int steps);
bool model_toggle_user(struct model *model);
/* False: nor has this, where rules can be sure of the path. */
bool model_toggle_mount(struct model *model);
/*
 * To answer. For ATTEMPT_OK *@answer is what to send, for ATTEMPT_REFUSED what
 * was refused.
 */
enum attempt model_attempt(struct model *model, bool allow, int64_t now_ms,
			   struct answer *answer);

/* The scopes that the selected question can be answered with: a bit for each. */
unsigned int model_scopes(const struct model *model);
/* The times to choose from. */
#define MODEL_LASTINGS 4
struct answer model_lasting(size_t which);

#endif /* CORDON_MODEL_H */
