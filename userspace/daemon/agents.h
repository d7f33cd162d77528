/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The agents: front ends through which people answer. Who may connect as one,
 * and which questions each of them sees, is decided here.
 */

#ifndef CORDON_AGENTS_H
#define CORDON_AGENTS_H

#include "agent.h"
#include "config.h"

/* Connections, in all and of one user. Root has the last few to itself. */
#define AGENTS_MAX		128
#define AGENTS_USERS_MAX	112
#define AGENTS_USER_MAX		16

struct agents {
	struct agent_world world;
	struct source source;	/* the socket that listens */
	struct source timer;
	struct complain strangers;
	char *path;		/* of the socket; NULL: there is none */
	dev_t path_dev;
	ino_t path_ino;
	const struct config *config;
	/* Numbers of the groups; -1: there is no such group. */
	int64_t agent_gid;
	int64_t all_gid;
	uint64_t last_serial;
	bool ticking;		/* the timer is set */
	bool paused;		/* nobody is let in until the timer goes off */
};

/* Listens. 0 or -errno, after saying why. */
int agents_open(struct agents *agents, const struct agent_world *world,
		const struct config *config);
void agents_close(struct agents *agents);
/*
 * @config is another one, or its groups have changed. Who has other rights now
 * is cut off. 0 or -errno: it listens where it did before.
 */
int agents_reconfigure(struct agents *agents, const struct config *config);
/* When a round of events is over. @news: the questions have changed. */
void agents_settle(struct agents *agents, bool news);

/* The part that has a file of its own: makes and removes the socket. */
int agents_listen(struct agents *agents, const char *path);
void agents_unlisten(struct agents *agents);

#endif /* CORDON_AGENTS_H */
