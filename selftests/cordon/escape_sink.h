/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: what arrives in the escape matrix
 */

#ifndef _CORDON_ESCAPE_SINK_H
#define _CORDON_ESCAPE_SINK_H

#include "escape.h"

#define RECEIVED_MAX 8192

/* Tokens that came when nobody looked for them any more. */
static int strays;

static inline void catch_look(struct catch *catch, const char *data, size_t len)
{
	size_t i;

	for (i = 0; i + TOKEN_LEN <= len; i++) {
		if (!memcmp(data + i, catch->marker, TOKEN_LEN))
			catch->marker_came = true;
		if (memcmp(data + i, catch->token, 2) ||
		    strspn(data + i + 2, "0123456789") < TOKEN_LEN - 2)
			continue;
		if (!memcmp(data + i, catch->token, TOKEN_LEN)) {
			catch->token_came = true;
			continue;
		}
		fprintf(stderr, "# late: %.*s\n", TOKEN_LEN, data + i);
		strays++;
	}
}

/* Reads a connection to its end. */
static inline int catch_stream(struct catch *catch, int fd)
{
	char data[RECEIVED_MAX + 1] = {};
	size_t used = 0;
	ssize_t n;

	do {
		n = recv_patiently(fd, data + used, RECEIVED_MAX - used);
		if (n == -ETIMEDOUT)
			return n;
		if (n > 0)
			used += n;
	} while (n > 0 && used < RECEIVED_MAX);
	catch_look(catch, data, used);
	return 0;
}

static inline int catch_connections(struct catch *catch, struct sink *sink)
{
	int fd, err;

	while (!catch->marker_came) {
		fd = do_accept(sink->fd);
		if (fd < 0)
			return fd;
		err = catch_stream(catch, fd);
		close(fd);
		if (err)
			return err;
	}
	return 0;
}

static inline int catch_packets(struct catch *catch, struct sink *sink)
{
	char data[RECEIVED_MAX + 1];
	ssize_t n;

	while (!catch->marker_came) {
		memset(data, 0, sizeof(data));
		n = recv_patiently(sink->fd, data, RECEIVED_MAX);
		if (n < 0)
			return n;
		catch_look(catch, data, n);
	}
	return 0;
}

static inline struct target sink_where(struct sink *sink, bool good)
{
	const struct proto *proto = sink->proto;

	if (proto->where)
		return proto->where(proto, sink, good);
	if (!proto->good)
		return (struct target) {};
	return target(good ? proto->good : proto->bad, sink->port);
}

/* For what arrives at a sink that is one of TCP over IPv4. */
static inline int tcp_mark(const struct proto *proto, struct sink *sink,
			   const char *packet, size_t len)
{
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);
	int err;

	if (fd < 0)
		return fd;
	err = do_connect(fd, GOOD4, sink->port);
	if (!err && send(fd, packet, len, MSG_NOSIGNAL) < 0)
		err = -errno;
	close(fd);
	return err;
}

static inline int sink_mark_once(struct sink *sink, const char *marker)
{
	const struct proto *proto = sink->proto;
	struct target t = sink_where(sink, true);
	char packet[PACKET_MAX];
	size_t len = proto_wrap(proto, packet, marker);
	ssize_t n;
	int fd, err = 0;

	if (proto->mark)
		return proto->mark(proto, sink, packet, len);
	fd = proto_make(proto);
	if (fd < 0)
		return fd;
	if (proto->flags & PROTO_STREAM) {
		err = proto_join(proto, fd, &t);
		n = err ? 0 : send(fd, packet, len, 0);
	} else {
		n = sendto(fd, packet, len, 0, &t.addr.sa, t.len);
	}
	if (n < 0)
		err = -errno;
	close(fd);
	return err;
}

/* Again if the port is one that DCCP has not forgotten yet. */
static inline int sink_mark(struct sink *sink, const char *marker)
{
	int tries = 3, err;

	do {
		err = sink_mark_once(sink, marker);
	} while (err == -ECONNREFUSED && --tries);
	return err;
}

/*
 * Everything that arrived before now. Also what came back on a connection
 * that the sink had made itself, when there is one.
 */
static inline int sink_catch(struct sink *sink, int back, struct catch *catch)
{
	int err;

	catch->token_came = false;
	catch->marker_came = false;
	if (back >= 0) {
		err = catch_stream(catch, back);
		if (err)
			return err;
	}
	err = sink_mark(sink, catch->marker);
	if (err)
		return err;
	if (sink->proto->catch)
		return sink->proto->catch(sink->proto, sink, catch);
	return sink->proto->flags & PROTO_STREAM ?
		       catch_connections(catch, sink) :
		       catch_packets(catch, sink);
}

static inline void sink_open(struct sink *sink, const struct proto *proto)
{
	int queue = 16;

	sink->proto = proto;
	sink->extra = -1;
	if (proto->open) {
		sink->fd = proto->open(proto, sink);
		return;
	}
	sink->fd = receiver(proto->family, proto->type, proto->protocol);
	if (sink->fd < 0)
		return;
	sink->port = port_of(sink->fd);
	if (proto->flags & PROTO_FASTOPEN)
		setsockopt(sink->fd, IPPROTO_TCP, TCP_FASTOPEN, &queue,
			   sizeof(queue));
}

/* The kernel is built without that protocol. */
static inline bool sink_absent(const struct sink *sink)
{
	return sink->fd == -EAFNOSUPPORT || sink->fd == -EPROTONOSUPPORT ||
	       sink->fd == -ESOCKTNOSUPPORT || sink->fd == -ENODEV;
}

#endif /* _CORDON_ESCAPE_SINK_H */
