/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions as those who show them to a person keep them, by id. A question
 * that was closed stays, as ASKED_CLOSED, until it is forgotten: it may be on
 * display. Times are of a clock in milliseconds.
 */

#ifndef CORDON_ASKED_H
#define CORDON_ASKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "prompt.h"
#include "record.h"

/* More than the kernel ever has. */
#define ASKED_MAX 65536

enum asked_state {
	ASKED_OPEN,	/* can be answered */
	ASKED_SENT,	/* an answer is on its way */
	ASKED_SETTLED,	/* answered from here, and about to close */
	ASKED_CLOSED,
};

struct asked {
	struct record record;
	/* Strings for a person, as in struct prompt; NULL: not known. */
	char *user;
	char *parent;
	bool parent_claimed;	/* and not known for certain */
	char *service;
	bool changed;
	unsigned int scopes;	/* that an answer can have, a bit for each */
	/* What this person may not do. */
	bool no_allow;
	bool no_deny;
	bool no_any_mount;
	bool only_this_user;	/* make a rule for others */
	int64_t ends_ms;	/* when record.left is 0 */
	enum asked_state state;
	/* Another number when something else is asked under the same id. */
	uint64_t version;
	int64_t request;	/* of the answer, for ASKED_SENT */
	bool gone;		/* closed, for ASKED_SENT */
	bool mine;		/* closed by an answer given here */
	bool stale;		/* not heard of since the connection was made */
};

/* Ascending ids. */
struct asked_list {
	struct asked **items;
	size_t count;
	size_t room;
	uint64_t versions;
};

/* One that is not in a list. */
void asked_destroy(struct asked *asked);

/*
 * Takes over what is known of a question now, all but @new->scopes and the
 * state of an answer. 0, or -errno with @new as it was.
 */
int asked_put(struct asked_list *list, struct asked *new);
/* NULL: there is no such question. */
struct asked *asked_find(const struct asked_list *list, int64_t id);
/* Where it is, or would be: the number of questions with smaller ids. */
size_t asked_index(const struct asked_list *list, int64_t id);
void asked_forget(struct asked_list *list, struct asked *asked);
void asked_forget_all(struct asked_list *list);

/* The first open one with a greater id, else the first of all, or NULL. */
struct asked *asked_next(const struct asked_list *list, int64_t after);
size_t asked_count_open(const struct asked_list *list);

/* NULL, or why it cannot be answered that way. */
const char *asked_refusal(const struct asked *asked,
			  const struct answer *answer);
/* NULL, or what this person may not answer, in words. */
const char *asked_limits(const struct asked *asked);
/* The answer as it will be taken. */
void asked_narrow(const struct asked *asked, struct answer *answer);
/* Whole seconds left, at least 0. */
int64_t asked_left(const struct asked *asked, int64_t now_ms);
/* What there is to say of it; borrows from @asked. */
struct prompt asked_prompt(const struct asked *asked, int64_t now_ms);

#endif /* CORDON_ASKED_H */
