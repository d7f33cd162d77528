/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: sockets that turn from an allowed address to another
 */

#ifndef _CORDON_ESCAPE_TURN_H
#define _CORDON_ESCAPE_TURN_H

#include "escape_detour.h"

#include <linux/udp.h>
#include <pthread.h>

/* How often a race is run; each time the sink has to have room for. */
#define RACES 40

static inline int send_token(const struct order *order, int fd)
{
	return send(fd, order->token, TOKEN_LEN, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static inline int connect_to(int fd, const struct target *t)
{
	return connect(fd, &t->addr.sa, t->len) ? -errno : 0;
}

/* Two threads, that is, so that what one sees changes under the other. */
struct race {
	const struct cell *cell;
	const struct order *order;
	struct target good;
	int fd;
	/* What the call is given, now one address, now the other. */
	struct target given;
	bool over;
};

static inline struct race race_of(const struct cell *cell,
				  const struct order *order, int fd)
{
	return (struct race){ .cell = cell, .order = order, .fd = fd,
			      .good = good_target(cell, order),
			      .given = good_target(cell, order) };
}

static inline int race_run(struct race *race, void *(*other)(void *),
			   int (*one)(struct race *))
{
	pthread_t thread;
	int i, err = 0;

	if (pthread_create(&thread, NULL, other, race))
		return -EAGAIN;
	for (i = 0; i < RACES; i++)
		err = one(race);
	__atomic_store_n(&race->over, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	return err;
}

static inline bool race_on(struct race *race)
{
	return !__atomic_load_n(&race->over, __ATOMIC_ACQUIRE);
}

static inline void *flip_given(void *arg)
{
	struct race *race = arg;

	while (race_on(race)) {
		race->given = race->order->target;
		sched_yield();
		race->given = race->good;
		sched_yield();
	}
	return NULL;
}

static inline int send_given(struct race *race)
{
	sched_yield();
	return sendto(race->fd, race->order->token, TOKEN_LEN, 0,
		      &race->given.addr.sa, race->given.len) < 0 ? -errno : 0;
}

static inline int connect_given(struct race *race)
{
	int err, fd = proto_make(race->cell->proto);

	if (fd < 0)
		return fd;
	sched_yield();
	err = connect_to(fd, &race->given);
	err = err ?: send_token(race->order, fd);
	close(fd);
	return err;
}

/* The memory of the address is another thread's. */
static inline int by_flipped_name(const struct cell *cell,
				  const struct order *order, int fd)
{
	struct race race = race_of(cell, order, fd);

	return race_run(&race, flip_given,
			cell->proto->type == SOCK_STREAM ? connect_given :
							   send_given);
}

static inline void *reconnect_both(void *arg)
{
	struct race *race = arg;

	while (race_on(race)) {
		connect_to(race->fd, &race->good);
		connect_to(race->fd, &race->order->target);
		sched_yield();
	}
	return NULL;
}

static inline int send_peer(struct race *race)
{
	sched_yield();
	return send_token(race->order, race->fd);
}

/* One thread connects back and forth, the other sends to the peer. */
static inline int by_racing_connects(const struct cell *cell,
				     const struct order *order, int fd)
{
	struct race race = race_of(cell, order, fd);

	return race_run(&race, reconnect_both, send_peer);
}

/* To a peer that is allowed, then to another. */
static inline int by_reconnecting(const struct cell *cell,
				  const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	int err = connect_to(fd, &good);

	err = err ?: connect_to(fd, &order->target);
	return send_token(order, fd) ?: err;
}

static inline int by_disconnecting(const struct cell *cell,
				   const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	int err = connect_to(fd, &good);

	err = err ?: do_disconnect(fd);
	err = err ?: connect_to(fd, &order->target);
	return send_token(order, fd) ?: err;
}

/* A name beside the peer that is allowed. */
static inline int by_name_beside_peer(const struct cell *cell,
				      const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	int err = connect_to(fd, &good);

	return sendto(fd, order->token, TOKEN_LEN, 0, &order->target.addr.sa,
		      order->target.len) < 0 ? -errno : err;
}

/* After a datagram to the allowed one: sendmmsg names both. */
static inline int by_second_name(const struct cell *cell,
				 const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	struct iovec iov[2] = { { "nothing.", TOKEN_LEN },
				{ (void *)order->token, TOKEN_LEN } };
	struct mmsghdr msgs[2] = {
		{ .msg_hdr = { &good.addr, good.len, &iov[0], 1 } },
		{ .msg_hdr = { (void *)&order->target.addr, order->target.len,
			       &iov[1], 1 } },
	};
	int n = sendmmsg(fd, msgs, 2, 0);

	return n == 2 ? 0 : n < 0 ? -errno : -EACCES;
}

/* A datagram that was begun for the denied address before it was denied. */
static inline int begin_datagram(const struct order *order, int fd)
{
	if (sendto(fd, "nothing.", TOKEN_LEN, MSG_MORE, &order->target.addr.sa,
		   order->target.len) < 0)
		return -errno;
	return attack_pause();
}

static inline int by_cork(const struct cell *cell, const struct order *order,
			  int fd)
{
	struct target good = good_target(cell, order);
	int err = begin_datagram(order, fd);

	if (err)
		return err;
	return sendto(fd, order->token, TOKEN_LEN, 0, &good.addr.sa,
		      good.len) < 0 ? -errno : 0;
}

/* The end of the datagram has no address at all, and the peer is allowed. */
static inline int by_cork_to_peer(const struct cell *cell,
				  const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	int err = begin_datagram(order, fd);

	err = err ?: connect_to(fd, &good);
	return err ?: send_token(order, fd);
}

static inline int by_cork_option(const struct cell *cell,
				 const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	int on = 1, off = 0, err;

	err = set(fd, IPPROTO_UDP, UDP_CORK, &on, sizeof(on));
	err = err ?: begin_datagram(order, fd);
	if (!err && sendto(fd, order->token, TOKEN_LEN, 0, &good.addr.sa,
			   good.len) < 0)
		err = -errno;
	return set(fd, IPPROTO_UDP, UDP_CORK, &off, sizeof(off)) ?: err;
}

/* TCP that is told where it stands: no handshake, no question to the peer. */
static inline int by_repair(const struct cell *cell, const struct order *order,
			    int fd)
{
	struct tcp_repair_window window = {
		.snd_wl1 = 1, .snd_wnd = 4096, .max_window = 4096,
		.rcv_wnd = 4096, .rcv_wup = 1,
	};
	int on = TCP_REPAIR_ON, off = TCP_REPAIR_OFF_NO_WP;
	int queue = TCP_RECV_QUEUE, one = 1, err;

	err = set(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on));
	err = err ?: set(fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue,
			 sizeof(queue));
	err = err ?: set(fd, IPPROTO_TCP, TCP_QUEUE_SEQ, &one, sizeof(one));
	err = err ?: connect_to(fd, &order->target);
	err = err ?: set(fd, IPPROTO_TCP, TCP_REPAIR_WINDOW, &window,
			 sizeof(window));
	err = err ?: set(fd, IPPROTO_TCP, TCP_REPAIR, &off, sizeof(off));
	return send_token(order, fd) ?: err;
}

#endif /* _CORDON_ESCAPE_TURN_H */
