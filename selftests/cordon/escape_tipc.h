/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: TIPC in the escape matrix, where a name that is bound is
 * announced to all nodes
 */

#ifndef _CORDON_ESCAPE_TIPC_H
#define _CORDON_ESCAPE_TIPC_H

#include "escape_class.h"

/* The token is the number of the service. */
#define TIPC_NAMES 18889

/* Markers are apart from tokens. */
#define TIPC_MARKER 0x80000000

static inline int tipc_publish(int fd, unsigned int number)
{
	struct sockaddr_tipc tipc = {
		.family = AF_TIPC, .addrtype = TIPC_SERVICE_RANGE,
		.scope = TIPC_CLUSTER_SCOPE,
		.addr.nameseq = { TIPC_NAMES, number, number },
	};

	return bind(fd, (struct sockaddr *)&tipc, sizeof(tipc)) ? -errno : 0;
}

static inline int by_tipc_bind(const struct call *call, struct shot *s)
{
	return tipc_publish(s->fd, atoi(s->packet + 2));
}

/* The same by a group, whose members all nodes know. */
static inline int by_tipc_join(const struct call *call, struct shot *s)
{
	struct tipc_group_req request = {
		.type = TIPC_NAMES, .instance = atoi(s->packet + 2),
		.scope = TIPC_CLUSTER_SCOPE,
	};

	return setsockopt(s->fd, SOL_TIPC, TIPC_GROUP_JOIN, &request,
			  sizeof(request)) ? -errno : 0;
}

static inline int tipc_names_mark(const struct proto *proto, struct sink *sink,
				  const char *packet, size_t len)
{
	int fd = make_socket(AF_TIPC, SOCK_RDM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = tipc_publish(fd, TIPC_MARKER | atoi(packet + 2));
	close(fd);
	return err;
}

static inline int tipc_names_catch(const struct proto *proto,
				   struct sink *sink, struct catch *catch)
{
	unsigned int token = atoi(catch->token + 2);
	struct tipc_event event;

	do {
		if (wait_readable(sink->fd))
			return -ETIMEDOUT;
		if (recv(sink->fd, &event, sizeof(event), 0) != sizeof(event))
			return -EBADMSG;
		if (event.event != TIPC_PUBLISHED)
			continue;
		catch->token_came |= event.found_lower == token;
		catch->marker_came |= event.found_lower == (TIPC_MARKER | token);
	} while (!catch->marker_came);
	return 0;
}

/* A subscription to all names, which is in force when one has come. */
static inline int tipc_subscribe(const struct proto *proto, struct sink *sink)
{
	struct sockaddr_tipc server = {
		.family = AF_TIPC, .addrtype = TIPC_SERVICE_ADDR,
		.addr.name.name = { TIPC_TOP_SRV, TIPC_TOP_SRV },
	};
	struct tipc_subscr subscription = {
		.seq = { TIPC_NAMES, 0, ~0 }, .timeout = TIPC_WAIT_FOREVER,
		.filter = TIPC_SUB_PORTS,
	};
	struct tipc_event event;
	int fd, err;

	if (connect(sink->fd, (struct sockaddr *)&server, sizeof(server)) ||
	    send(sink->fd, &subscription, sizeof(subscription), 0) < 0)
		return -errno;
	fd = proto_make(proto);
	err = fd < 0 ? fd : tipc_publish(fd, TIPC_MARKER);
	err = err ?: wait_readable(sink->fd);
	if (!err && recv(sink->fd, &event, sizeof(event), 0) < 0)
		err = -errno;
	close(fd);
	return err;
}

static inline int tipc_names_open(const struct proto *proto, struct sink *sink)
{
	int err;

	sink->fd = make_socket(AF_TIPC, SOCK_SEQPACKET, 0);
	if (sink->fd < 0)
		return sink->fd;
	err = tipc_subscribe(proto, sink);
	if (!err)
		return sink->fd;
	close(sink->fd);
	return err;
}

#endif /* _CORDON_ESCAPE_TIPC_H */
