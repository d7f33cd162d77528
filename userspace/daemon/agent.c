// SPDX-License-Identifier: GPL-2.0-only
/* The connection of an agent */

#include "agent.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocol.h"

/* While so much waits to be read by it, nothing is taken from it. */
#define OUT_FULL	65536
/* Answers of one agent that are on their way at a time. */
#define ANSWERING_MAX	64
/* Times that its output is filled in one turn: others want a turn too. */
#define TURN_MAX	16

void agent_close(struct agent *agent)
{
	if (!agent_is_open(agent))
		return;
	loop_remove(agent->world->loop, &agent->source);
	close(agent->source.fd);
	agent->source.fd = -1;
}

void agent_free(struct agent *agent)
{
	agent_close(agent);
	peer_destroy(&agent->peer);
	told_destroy(&agent->told);
	text_destroy(&agent->in);
	text_destroy(&agent->out);
	free(agent);
}

/* Writes what waits, without waiting. */
static void flush(struct agent *agent)
{
	size_t before = agent->out.len;
	ssize_t n = 0;

	while (agent->out.len) {
		n = send(agent->source.fd, agent->out.data, agent->out.len,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text_consume(&agent->out, n);
	}
	if (n < 0 && errno != EAGAIN) {
		agent_close(agent);
		return;
	}
	if (text_failed(&agent->out) || agent->out.len > PROTOCOL_OUTPUT_MAX) {
		agent_complain(agent, "does not read what it is told");
		agent_close(agent);
		return;
	}
	if (!agent->out.len)
		agent->stuck_ms = 0;
	else if (!agent->stuck_ms || agent->out.len < before)
		agent->stuck_ms = now_ms();
}

static bool may_take(const struct agent *agent)
{
	return agent->out.len < OUT_FULL && agent->answering < ANSWERING_MAX;
}

/*
 * Only what it waits for may wake us up: anything else would do so for ever.
 * @more: there is more to say to it, another time.
 */
static void set_events(struct agent *agent, bool more)
{
	uint32_t events = 0;

	if (!agent->ended && may_take(agent) &&
	    agent->in.len < PROTOCOL_LINE_MAX)
		events |= EPOLLIN;
	if (agent->out.len || more)
		events |= EPOLLOUT;
	if (events == agent->events)
		return;
	agent->events = events;
	if (loop_change(agent->world->loop, &agent->source, events))
		agent_close(agent);
}

/* The lines that are complete. */
static void take_lines(struct agent *agent)
{
	const char *newline;
	size_t len;

	while (agent->in.len && may_take(agent)) {
		newline = memchr(agent->in.data, '\n', agent->in.len);
		len = newline ? (size_t)(newline - agent->in.data) :
				agent->in.len;
		if (!newline && len < PROTOCOL_LINE_MAX)
			break;
		if (!agent_line(agent, agent->in.data, len)) {
			/* It hears why, if it listens. */
			flush(agent);
			agent_close(agent);
			return;
		}
		text_consume(&agent->in, len + 1);
	}
}

static bool has_line(const struct agent *agent)
{
	return agent->in.len && may_take(agent) &&
	       memchr(agent->in.data, '\n', agent->in.len);
}

void agent_turn(struct agent *agent)
{
	bool more = true;
	int turn;

	agent->news = false;
	for (turn = 0; turn < TURN_MAX && more; turn++) {
		take_lines(agent);
		if (!agent_is_open(agent))
			return;
		more = !agent_put_news(agent);
		flush(agent);
		if (!agent_is_open(agent))
			return;
		more |= has_line(agent);
		if (agent->out.len)
			break;
	}
	/* It has sent all it wanted to, and heard all it waited for. */
	if (agent->ended && !more && !agent->answering && !agent->out.len) {
		if (agent->in.len)
			agent_complain(agent, "ends in the middle of a line");
		agent_close(agent);
	} else {
		set_events(agent, more);
	}
}

static void receive(struct agent *agent)
{
	char bytes[PROTOCOL_LINE_MAX];
	ssize_t n;

	n = recv(agent->source.fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n > 0)
		text_append(&agent->in, bytes, n);
	if (!n)
		agent->ended = true;
	if ((n < 0 && errno != EAGAIN && errno != EINTR) ||
	    text_failed(&agent->in))
		agent_close(agent);
}

static void ready(struct source *source, uint32_t events)
{
	struct agent *agent = (struct agent *)
		((char *)source - offsetof(struct agent, source));

	/* Closed by what was ready before it in this round. */
	if (!agent_is_open(agent))
		return;
	if (events & EPOLLIN)
		receive(agent);
	else if (events & (EPOLLHUP | EPOLLERR))
		agent_close(agent);
	if (agent_is_open(agent))
		agent_turn(agent);
}

struct agent *agent_new(struct agent_world *world, int fd, struct peer *peer,
			const struct rights *rights)
{
	struct agent *agent = calloc(1, sizeof(*agent));

	if (!agent)
		return NULL;
	agent->source = (struct source){ fd, ready };
	agent->world = world;
	agent->peer = *peer;
	agent->rights = *rights;
	agent->since_ms = now_ms();
	agent->news = true;
	agent->events = EPOLLIN;
	told_init(&agent->told);
	agent_put_hello(agent);
	if (loop_add(world->loop, &agent->source, EPOLLIN)) {
		text_destroy(&agent->out);
		free(agent);
		return NULL;
	}
	*peer = (struct peer){ 0 };
	return agent;
}
