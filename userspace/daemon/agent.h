/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The connection of an agent. Bounded in every direction: what it sends is
 * read a line at a time, and no more is read while it does not read itself;
 * what it has to hear waits with the questions, not in a buffer.
 */

#ifndef CORDON_AGENT_H
#define CORDON_AGENT_H

#include "answers.h"
#include "complain.h"
#include "details.h"
#include "loop.h"
#include "peer.h"
#include "queue.h"
#include "rights.h"
#include "text.h"
#include "told.h"

struct agent;

/* All agents, and what they need of the daemon. */
struct agent_world {
	struct agent *first;
	struct loop *loop;
	struct queue *queue;
	struct details *details;
	struct answers *answers;
	struct complain misdeeds;
};

struct agent {
	struct source source;	/* fd -1: it is over, to be freed */
	struct agent *next;
	struct agent_world *world;
	uint64_t serial;
	struct peer peer;
	struct rights rights;
	bool greeted;		/* its hello came */
	bool ended;		/* it sends no more */
	bool ready;		/* it was told all that was open at first */
	bool news;		/* there is something to do for it */
	unsigned int answering;	/* answers whose outcome is not known yet */
	uint32_t events;	/* that it waits for */
	int64_t since_ms;	/* that it is connected */
	int64_t stuck_ms;	/* since when it does not read; 0: it does */
	struct told told;
	struct text in;
	struct text out;
};

/* Takes over @fd and @peer. NULL: no memory. */
struct agent *agent_new(struct agent_world *world, int fd, struct peer *peer,
			const struct rights *rights);
void agent_free(struct agent *agent);
/* Ends the connection; what is left of it is freed later. */
void agent_close(struct agent *agent);

static inline bool agent_is_open(const struct agent *agent)
{
	return agent->source.fd >= 0;
}

/* Tells it what is new, as far as it takes it. */
void agent_turn(struct agent *agent);

/* The parts, each in a file of its own. */

/* A line that came, without its newline. False: that was the end. */
bool agent_line(struct agent *agent, const char *line, size_t len);
void agent_put_hello(struct agent *agent);
/* @request, @question: -1: of none. */
void agent_put_error(struct text *to, int64_t request, int64_t question,
		     const char *code, const char *message);
/* Appends questions to its output; true: all that there is to say. */
bool agent_put_news(struct agent *agent);
/* Says what it did wrong, to the log. */
void agent_complain(struct agent *agent, const char *what);

#endif /* CORDON_AGENT_H */
