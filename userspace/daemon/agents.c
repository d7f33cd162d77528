// SPDX-License-Identifier: GPL-2.0-only
/* The agents */

#include "agents.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "accounts.h"
#include "protocol.h"
#include "report.h"

/* Connections that are let in at a time: others want a turn too. */
#define TURN_MAX	16
#define TICK_MS		1000

#define agents_of(source_, member) \
	((struct agents *)((char *)(source_) - offsetof(struct agents, member)))

/*
 * An installed agent: root, or one that is set-group-id to the group of agents
 * and runs a file that the configuration names. The group it had when it
 * connected only the kernel could give it; the file alone proves nothing, a
 * process can say that it runs another one.
 */
static bool may_answer(const struct agents *agents, const struct peer *peer)
{
	const struct config *config = agents->config;
	size_t i;

	if (!peer->uid)
		return true;
	if (agents->agent_gid < 0 || peer->gid != (gid_t)agents->agent_gid)
		return false;
	for (i = 0; i < config->n_agents; i++) {
		if (peer_runs(peer, config->agents[i]))
			return true;
	}
	return false;
}

static struct rights rights_of(const struct agents *agents,
			       const struct peer *peer)
{
	struct rights rights = { .answers = agents->config->user_answers };

	if (!peer->uid ||
	    (agents->all_gid >= 0 && peer_in_group(peer, agents->all_gid)))
		rights = (struct rights){ .all_users = true };
	return rights;
}

static bool has_rights(const struct agents *agents, const struct agent *agent)
{
	const struct rights rights = rights_of(agents, &agent->peer);

	return rights.all_users == agent->rights.all_users &&
	       rights.answers == agent->rights.answers;
}

/* NULL: there is room. */
static const char *no_room(const struct agents *agents, uid_t uid)
{
	const struct agent *agent;
	unsigned int all = 0, own = 0;

	for (agent = agents->world.first; agent; agent = agent->next) {
		if (!agent_is_open(agent))
			continue;
		all++;
		own += agent->peer.uid == uid;
	}
	if (all >= (uid ? AGENTS_USERS_MAX : AGENTS_MAX))
		return "there are too many agents";
	if (uid && own >= AGENTS_USER_MAX)
		return "this user has too many agents";
	return NULL;
}

static void turn_away(struct agents *agents, int fd, const struct peer *peer,
		      const char *code, const char *why)
{
	struct text text = { 0 };

	complain(&agents->strangers,
		 "not let in: %s (process %d, uid %u, gid %u): %s",
		 peer->exe ? peer->exe : "?", (int)peer->pid,
		 (unsigned int)peer->uid, (unsigned int)peer->gid, why);
	agent_put_error(&text, -1, -1, code, why);
	if (text.data)
		send(fd, text.data, text.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	text_destroy(&text);
	close(fd);
}

static void let_in(struct agents *agents, int fd)
{
	struct agent *agent;
	struct rights rights;
	struct peer peer;
	const char *full;
	int err = peer_read(&peer, fd, agents->agent_gid);

	if (err) {
		turn_away(agents, fd, &peer, PROTOCOL_FORBIDDEN,
			  strerror(-err));
		return;
	}
	full = no_room(agents, peer.uid);
	if (!may_answer(agents, &peer)) {
		turn_away(agents, fd, &peer, PROTOCOL_FORBIDDEN,
			  "not an installed agent, see cordon-agent(1)");
	} else if (full) {
		turn_away(agents, fd, &peer, PROTOCOL_BUSY, full);
	} else {
		rights = rights_of(agents, &peer);
		agent = agent_new(&agents->world, fd, &peer, &rights);
		if (agent) {
			agent->serial = ++agents->last_serial;
			agent->next = agents->world.first;
			agents->world.first = agent;
		} else {
			close(fd);
		}
	}
	peer_destroy(&peer);
}

/* Out of descriptors or memory: to try at once again would not help. */
static void pause_for_a_while(struct agents *agents)
{
	complain(&agents->strangers, "cannot let agents in: %s",
		 strerror(errno));
	agents->paused = true;
	loop_change(agents->world.loop, &agents->source, 0);
}

static void listen_ready(struct source *source, uint32_t events)
{
	struct agents *agents = agents_of(source, source);
	int turn, fd;

	(void)events;
	for (turn = 0; turn < TURN_MAX; turn++) {
		fd = accept4(source->fd, NULL, NULL,
			     SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd >= 0) {
			let_in(agents, fd);
			continue;
		}
		if (errno == ECONNABORTED || errno == EINTR)
			continue;
		if (errno != EAGAIN)
			pause_for_a_while(agents);
		break;
	}
}

/* Since when it owes us something; 0: it does not. */
static int64_t waits_since(const struct agent *agent)
{
	return agent->greeted ? agent->stuck_ms : agent->since_ms;
}

/* Cuts off who does not read, and who only takes up room. */
static void check_stuck(struct agents *agents)
{
	int64_t limit = agents->config->agent_timeout * (int64_t)1000;
	struct agent *agent;

	for (agent = agents->world.first; agent; agent = agent->next) {
		if (!agent_is_open(agent) || !waits_since(agent) ||
		    now_ms() - waits_since(agent) < limit)
			continue;
		agent_complain(agent, agent->greeted ?
			       "does not read what it is told" :
			       "does not say \"hello\"");
		agent_close(agent);
	}
}

static void timer_ready(struct source *source, uint32_t events)
{
	struct agents *agents = agents_of(source, timer);

	(void)events;
	timer_clear(source);
	agents->ticking = false;
	if (agents->paused)
		loop_change(agents->world.loop, &agents->source, EPOLLIN);
	agents->paused = false;
	/* agents_settle() sets the timer again, if need be. */
	check_stuck(agents);
}

/* -1: there is no such group, and nobody is in it. */
static int64_t group_id(const struct accounts *groups, const char *name)
{
	uint32_t id;

	return accounts_find(groups, name, &id) ? -1 : (int64_t)id;
}

static void find_groups(struct agents *agents)
{
	struct accounts groups;
	int err = accounts_read(&groups, ACCOUNTS_GROUPS);

	if (err)
		report("%s: %s", ACCOUNTS_GROUPS, strerror(-err));
	agents->agent_gid = group_id(&groups, agents->config->agent_group);
	agents->all_gid = group_id(&groups, agents->config->all_group);
	accounts_destroy(&groups);
	if (agents->agent_gid < 0)
		report("there is no group \"%s\", see cordon.conf(5): agents of root alone can answer",
		       agents->config->agent_group);
}

int agents_open(struct agents *agents, const struct agent_world *world,
		const struct config *config)
{
	int err;

	*agents = (struct agents){
		.world = *world,
		.source = { -1, listen_ready },
		.timer = { -1, timer_ready },
		.config = config,
	};
	find_groups(agents);
	err = timer_open(&agents->timer);
	if (!err)
		err = loop_add(world->loop, &agents->timer, EPOLLIN);
	if (err) {
		report("agents: %s", strerror(-err));
		return err;
	}
	return agents_listen(agents, config->socket);
}

void agents_close(struct agents *agents)
{
	struct agent *agent;

	while ((agent = agents->world.first)) {
		agents->world.first = agent->next;
		agent_free(agent);
	}
	agents_unlisten(agents);
	if (agents->timer.fd >= 0)
		close(agents->timer.fd);
	agents->timer.fd = -1;
}

int agents_reconfigure(struct agents *agents, const struct config *config)
{
	struct agent *agent;

	agents->config = config;
	find_groups(agents);
	for (agent = agents->world.first; agent; agent = agent->next) {
		if (!may_answer(agents, &agent->peer) ||
		    !has_rights(agents, agent))
			agent_close(agent);
	}
	if (agents->path && !strcmp(agents->path, config->socket))
		return 0;
	return agents_listen(agents, config->socket);
}

/* Those that are over. Nothing of this round of events is of them any more. */
static void bury(struct agents *agents)
{
	struct agent **at = &agents->world.first, *agent;

	while ((agent = *at)) {
		if (agent_is_open(agent)) {
			at = &agent->next;
			continue;
		}
		*at = agent->next;
		agent_free(agent);
	}
}

/* Not again while it runs: it would never go off. */
static void tick(struct agents *agents)
{
	if (!agents->ticking)
		timer_set(&agents->timer, TICK_MS);
	agents->ticking = true;
}

void agents_settle(struct agents *agents, bool news)
{
	struct agent *agent;
	bool stuck = false;

	for (agent = agents->world.first; agent; agent = agent->next) {
		if (agent_is_open(agent) && (news || agent->news))
			agent_turn(agent);
		stuck |= waits_since(agent) != 0;
	}
	bury(agents);
	if (stuck || agents->paused)
		tick(agents);
}
