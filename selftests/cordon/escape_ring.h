/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the sockets of the escape matrix that send from memory
 */

#ifndef _CORDON_ESCAPE_RING_H
#define _CORDON_ESCAPE_RING_H

#include "escape_ether.h"

#include <linux/if_xdp.h>

#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

#define RING_FRAME 2048
#define RING_FRAMES 8

/* A ring of frames, the first of which holds the packet, to be sent. */
static inline int packet_ring(struct shot *s)
{
	struct tpacket_req req = {
		.tp_block_size = 4096, .tp_block_nr = 4,
		.tp_frame_size = RING_FRAME, .tp_frame_nr = RING_FRAMES,
	};
	struct tpacket_hdr *frame;

	if (setsockopt(s->fd, SOL_PACKET, PACKET_TX_RING, &req, sizeof(req)))
		return -errno;
	frame = mmap(NULL, RING_FRAME * RING_FRAMES, PROT_READ | PROT_WRITE,
		     MAP_SHARED, s->fd, 0);
	if (frame == MAP_FAILED)
		return -errno;
	memcpy((char *)frame + TPACKET_HDRLEN - sizeof(struct sockaddr_ll),
	       s->packet, s->len);
	frame->tp_len = s->len;
	frame->tp_status = TP_STATUS_SEND_REQUEST;
	return 0;
}

static inline int by_packet_ring(const struct call *call, struct shot *s)
{
	int err = packet_ring(s);

	return err ?: send(s->fd, NULL, 0, call->arg) < 0 ? -errno : 0;
}

struct xdp_area {
	char *frames;
	struct xdp_mmap_offsets at;
	char *tx;
};

static inline int xdp_rings(int fd, struct xdp_area *x)
{
	struct xdp_umem_reg reg = {
		.len = RING_FRAME * RING_FRAMES, .chunk_size = RING_FRAME,
	};
	socklen_t len = sizeof(x->at);
	int n = RING_FRAMES;

	x->frames = mmap(NULL, reg.len, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	reg.addr = (uintptr_t)x->frames;
	if (setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &n, sizeof(n)) ||
	    setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &n, sizeof(n)) ||
	    setsockopt(fd, SOL_XDP, XDP_TX_RING, &n, sizeof(n)) ||
	    getsockopt(fd, SOL_XDP, XDP_MMAP_OFFSETS, &x->at, &len))
		return -errno;
	x->tx = mmap(NULL, x->at.tx.desc + n * sizeof(struct xdp_desc),
		     PROT_READ | PROT_WRITE, MAP_SHARED, fd, XDP_PGOFF_TX_RING);
	return x->tx == MAP_FAILED ? -errno : 0;
}

/* The queue is busy until a worker has been over the last socket on it. */
static inline int xdp_bind(int fd)
{
	long long end = now_ms() + PATIENCE_MS;
	struct sockaddr_xdp xdp = {
		.sxdp_family = AF_XDP, .sxdp_flags = XDP_COPY |
						     XDP_USE_NEED_WAKEUP,
		.sxdp_ifindex = if_nametoindex(CABLE_NEAR),
	};

	while (bind(fd, (struct sockaddr *)&xdp, sizeof(xdp))) {
		if (errno != EBUSY || now_ms() > end)
			return -errno;
		usleep(1000);
	}
	return 0;
}

static inline void xdp_queue(struct xdp_area *x, struct shot *s)
{
	struct xdp_desc *desc = (void *)(x->tx + x->at.tx.desc);

	memcpy(x->frames, s->packet, s->len);
	desc[0] = (struct xdp_desc) { .addr = 0, .len = s->len };
	__atomic_store_n((uint32_t *)(x->tx + x->at.tx.producer), 1,
			 __ATOMIC_RELEASE);
}

/* The kernel is told by a call, or by poll. */
static inline int xdp_kick(int fd, bool by_poll)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	if (by_poll)
		return poll(&p, 1, 0) < 0 ? -errno : 0;
	return sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 ? -errno : 0;
}

static inline int by_xdp(const struct call *call, struct shot *s)
{
	struct xdp_area x;
	int err = xdp_rings(s->fd, &x);

	err = err ?: xdp_bind(s->fd);
	if (err)
		return err;
	xdp_queue(&x, s);
	return xdp_kick(s->fd, call->arg);
}

/* All is prepared while it is allowed, and sent afterwards. */
static inline int xdp_before(const struct cell *cell, const struct order *order,
			     int stage)
{
	struct shot shot = { .fd = make_socket(AF_XDP, SOCK_RAW, 0) };
	struct xdp_area x;
	int err;

	if (shot.fd < 0)
		return shot.fd;
	shot.len = proto_wrap(cell->proto, shot.packet, order->token);
	err = xdp_rings(shot.fd, &x);
	err = err ?: xdp_bind(shot.fd);
	if (err)
		return err;
	control_send(CONTROL_FD, -1);
	control_receive(CONTROL_FD);
	xdp_queue(&x, &shot);
	return xdp_kick(shot.fd, cell->call->arg);
}

#endif /* _CORDON_ESCAPE_RING_H */
