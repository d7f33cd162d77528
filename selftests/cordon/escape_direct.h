/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: sockets of the escape matrix that io_uring makes, and that
 * never get a descriptor
 */

#ifndef _CORDON_ESCAPE_DIRECT_H
#define _CORDON_ESCAPE_DIRECT_H

#include "escape_proto.h"
#include "escape_uring.h"

/* Makes the socket as the first registered file. */
static inline int direct_socket(struct ring *ring, const struct proto *proto,
				unsigned int flags)
{
	struct io_uring_sqe sqe = sqe_socket(proto->family, proto->type,
					     proto->protocol);
	int none = -1;
	int err = uring_register(ring, IORING_REGISTER_FILES, &none, 1);

	/* Slots are counted from 1. */
	sqe.file_index = 1;
	sqe.flags = flags;
	return err ?: ring_do(ring, &sqe);
}

/* Its peer if it takes one, the send in any case. */
static inline int direct_send(struct ring *ring, const struct cell *cell,
			      const struct order *order, unsigned int flags)
{
	struct shot shot = { .name = &order->target };
	struct uring_shot u;
	struct io_uring_sqe sqe;
	int err = 0;

	shot.len = proto_wrap(cell->proto, shot.packet, order->token);
	if (cell->proto->flags & PROTO_STREAM) {
		sqe = uring_sqe(IORING_OP_CONNECT, &shot, &u);
		sqe.flags = flags | IOSQE_FIXED_FILE;
		err = ring_do(ring, &sqe);
		shot.name = NULL;
	}
	sqe = uring_sqe(IORING_OP_SEND, &shot, &u);
	sqe.flags = flags | IOSQE_FIXED_FILE;
	return err ?: ring_do(ring, &sqe);
}

static inline int direct_attack(const struct cell *cell,
				const struct order *order, int stage)
{
	unsigned int how = cell->call->arg2;
	unsigned int flags = how & URING_ASYNC ? IOSQE_ASYNC : 0;
	struct ring ring;
	int err = uring_open(&ring, how);

	err = err ?: direct_socket(&ring, cell->proto, flags);
	if (err < 0 || cell->made)
		return err;
	err = direct_send(&ring, cell, order, flags);
	return err < 0 ? err : 0;
}

static const struct call direct_calls[] = {
	{ "uring_direct", 0, NULL, 0, 0 },
	{ "uring_direct_async", 0, NULL, 0, URING_ASYNC },
	{ "uring_direct_sqpoll", 0, NULL, 0, URING_SQPOLL },
};

static inline void direct_fill(struct cells *cells, const struct proto *proto)
{
	struct cell *cell;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(direct_calls); i++) {
		cell = cell_add(cells, "%s.%s.own", proto->name,
				direct_calls[i].name);
		cell->proto = proto;
		cell->call = &direct_calls[i];
		cell->attack = direct_attack;
		cell->made = proto->flags & PROTO_CLASS;
	}
}

#endif /* _CORDON_ESCAPE_DIRECT_H */
