/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the attacker's side of the escape matrix
 */

#ifndef _CORDON_ESCAPE_ATTACK_H
#define _CORDON_ESCAPE_ATTACK_H

#include "escape.h"

static inline int attack_take(const struct order *order)
{
	int pidfd = sys_pidfd_open(order->donor, 0);
	int fd;

	if (pidfd < 0)
		return -errno;
	fd = sys_pidfd_getfd(pidfd, order->donor_fd, 0);
	fd = fd < 0 ? -errno : fd;
	close(pidfd);
	return fd;
}

/* The socket, from wherever the cell wants it. */
static inline int attack_socket(const struct cell *cell,
				const struct order *order)
{
	switch (cell->origin) {
	case INHERITED:
	case ACCEPTED:
		return SOCKET_FD;
	case PASSED:
		return control_receive(CONTROL_FD);
	case TAKEN:
		return attack_take(order);
	default:
		return proto_make(cell->proto);
	}
}

/* Tells the controller to put the policy in force, and waits until it is. */
static inline int attack_pause(void)
{
	int err = control_send(CONTROL_FD, -1);

	return err ?: control_receive(CONTROL_FD);
}

/* Sends the token by a call, whatever the steps before it came to. */
static inline int attack_fire(const struct cell *cell, int fd,
			      const struct order *order)
{
	struct shot shot = { .fd = fd };
	int err;

	shot.len = proto_wrap(cell->proto, shot.packet, order->token);
	if (cell->call->flags & (CALL_NAMED | CALL_CONNECT | CALL_FASTOPEN))
		shot.name = &order->target;
	err = cell->call->fire(cell->call, &shot);
	/* A connect that was refused is no reason not to try to send. */
	if (cell->call->flags & CALL_CONNECT &&
	    write(fd, shot.packet, shot.len) < 0 && !err)
		err = -errno;
	return err;
}

/* The usual attack: a socket, its peer, the call. */
static inline int attack_usual(const struct cell *cell,
			       const struct order *order)
{
	int fd = attack_socket(cell, order);
	int err = 0, twisted = 0;

	if (fd < 0)
		return fd;
	if (cell->twist)
		twisted = cell->twist(cell, fd, order);
	if (cell->call->flags & CALL_PEER &&
	    (cell->origin == OWN || cell->origin == BEFORE))
		err = proto_join(cell->proto, fd, &order->target);
	if (cell->origin == BEFORE)
		attack_pause();
	return attack_fire(cell, fd, order) ?: err ?: twisted;
}

static inline int attack_order(struct order *order)
{
	if (pread(ORDER_FD, order, sizeof(*order), 0) != sizeof(*order))
		return -STATUS_SETUP;
	return 0;
}

/* main() of the attacker: "attack STAGE". */
static inline int attack_main(struct cells *cells, char **argv)
{
	struct order order;
	const struct cell *cell;
	int err = attack_order(&order);

	if (err || order.cell < 0 || order.cell >= (int)cells->n)
		return STATUS_SETUP;
	signal(SIGPIPE, SIG_IGN);
	/* An attacker that waits for ever must not. */
	alarm(PATIENCE_MS / 1000);
	cell = &cells->cell[order.cell];
	err = cell->attack ? cell->attack(cell, &order, atoi(argv[2])) :
			     attack_usual(cell, &order);
	return -err;
}

#endif /* _CORDON_ESCAPE_ATTACK_H */
