/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: rings of io_uring in the escape matrix that another
 * program made, with a connection in them
 */

#ifndef _CORDON_ESCAPE_FOREIGN_H
#define _CORDON_ESCAPE_FOREIGN_H

#include "escape_table.h"
#include "escape_uring.h"

static inline int foreign_make(const struct proto *proto)
{
	struct io_uring_params p = {};
	int fd = syscall(__NR_io_uring_setup, 8, &p);

	return fd < 0 ? -errno : fd;
}

/* The peer of the ring: a connection that is registered as its first file. */
static inline int foreign_join(const struct proto *proto, int fd,
			       const struct target *t)
{
	struct ring ring = { .fd = fd };
	int tcp = make_socket(AF_INET, SOCK_STREAM, 0);
	int err;

	if (tcp < 0)
		return tcp;
	err = connect(tcp, &t->addr.sa, t->len) ? -errno : 0;
	err = err ?: uring_register(&ring, IORING_REGISTER_FILES, &tcp, 1);
	close(tcp);
	return err;
}

/* Its layout is that of a ring that is made in the same way. */
static inline int foreign_map(struct ring *ring, int fd)
{
	int err = ring_open(ring, 0);

	if (err)
		return err;
	ring_close(ring);
	ring->fd = fd;
	return ring_map(ring);
}

static inline int by_foreign_ring(const struct call *call, struct shot *s)
{
	struct io_uring_sqe sqe;
	struct uring_shot u;
	struct ring ring;
	int err = foreign_map(&ring, s->fd);

	if (err)
		return err;
	sqe = uring_sqe(call->arg, s, &u);
	sqe.fd = 0;
	sqe.flags = IOSQE_FIXED_FILE;
	if (call->arg2 & URING_ASYNC)
		sqe.flags |= IOSQE_ASYNC;
	err = ring_do(&ring, &sqe);
	return err < 0 ? err : 0;
}

static inline int foreign_open(const struct proto *proto, struct sink *sink)
{
	int fd = receiver(AF_INET, SOCK_STREAM, 0);

	sink->port = fd < 0 ? 0 : port_of(fd);
	return fd;
}

static const struct proto foreign_proto = {
	.name = "ring_tcp4", .class = "tcp", .good = GOOD4, .bad = BAD4,
	.flags = PROTO_STREAM, .make = foreign_make, .join = foreign_join,
	.open = foreign_open, .mark = tcp_mark,
};

static const struct call foreign_calls[] = {
	{ "send", CALL_PEER, by_foreign_ring, IORING_OP_SEND },
	{ "send_async", CALL_PEER, by_foreign_ring, IORING_OP_SEND,
	  URING_ASYNC },
	{ "write", CALL_PEER, by_foreign_ring, IORING_OP_WRITE },
};

/*
 * A ring cannot be passed over a unix socket. That of a polling thread is no
 * use: it sends from the memory of the program that made the ring.
 */
static inline void foreign_fill(struct cells *cells)
{
	static const enum origin origins[] = { INHERITED, TAKEN };
	struct cell *cell;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(origins); i++) {
		for (j = 0; j < ARRAY_SIZE(foreign_calls); j++) {
			cell = cell_add(cells, "%s.%s.%s", foreign_proto.name,
					foreign_calls[j].name,
					origin_names[origins[i]]);
			cell->proto = &foreign_proto;
			cell->call = &foreign_calls[j];
			cell->origin = origins[i];
		}
	}
}

#endif /* _CORDON_ESCAPE_FOREIGN_H */
