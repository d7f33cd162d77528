/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the CAN protocols of the escape matrix, on a virtual bus
 */

#ifndef _CORDON_ESCAPE_CAN_H
#define _CORDON_ESCAPE_CAN_H

#include "escape_link.h"
#include "escape_sink.h"

#include <linux/can.h>
#include <linux/can/bcm.h>
#include <linux/can/isotp.h>
#include <linux/can/j1939.h>
#include <linux/can/raw.h>

#define CAN_BUS "vcan0"
#define CAN_NUMBER 0x123

static inline int can_bus(void)
{
	struct ifreq ifr = { .ifr_name = CAN_BUS, .ifr_mtu = CANFD_MTU };
	int fd, err;

	if (if_nametoindex(CAN_BUS))
		return 0;
	err = link_add(CAN_BUS, "vcan", NULL);
	fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	if (!err && ioctl(fd, SIOCSIFMTU, &ifr))
		err = -errno;
	close(fd);
	return err;
}

static inline struct target can_where(const struct proto *proto,
				      struct sink *sink, bool good)
{
	struct sockaddr_can can = {
		.can_family = AF_CAN, .can_ifindex = if_nametoindex(CAN_BUS),
	};

	if (proto->protocol == CAN_ISOTP) {
		can.can_addr.tp.tx_id = CAN_NUMBER;
		can.can_addr.tp.rx_id = CAN_NUMBER + 1;
	} else if (proto->protocol == CAN_J1939) {
		can.can_addr.j1939.name = J1939_NO_NAME;
		can.can_addr.j1939.addr = 0x30;
		can.can_addr.j1939.pgn = 0x12300;
	}
	return target_of(&can, sizeof(can));
}

static inline int can_join(const struct proto *proto, int fd,
			   const struct target *t)
{
	return bind_target(fd, t);
}

/* Every frame on the bus. */
static inline int can_open(const struct proto *proto, struct sink *sink)
{
	int on = 1, fd, err = can_bus();
	struct sockaddr_can can = { .can_family = AF_CAN };

	/* Not only the bus has to be there. */
	fd = err ?: make_socket(AF_CAN, proto->type, proto->protocol);
	if (fd < 0)
		return fd;
	close(fd);
	fd = make_socket(AF_CAN, SOCK_RAW, CAN_RAW);
	if (fd < 0)
		return fd;
	can.can_ifindex = if_nametoindex(CAN_BUS);
	if (setsockopt(fd, SOL_CAN_RAW, CAN_RAW_FD_FRAMES, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&can, sizeof(can))) {
		err = -errno;
		close(fd);
		return err;
	}
	return fd;
}

static inline size_t can_wrap(const struct proto *proto, char *packet,
			      const char *token)
{
	struct can_frame frame = { .can_id = CAN_NUMBER, .len = TOKEN_LEN };

	memcpy(frame.data, token, TOKEN_LEN);
	memcpy(packet, &frame, sizeof(frame));
	return sizeof(frame);
}

static inline int can_mark(const struct proto *proto, struct sink *sink,
			   const char *packet, size_t len)
{
	struct target bus = can_where(proto, sink, true);
	int fd = make_socket(AF_CAN, SOCK_RAW, CAN_RAW);
	char frame[sizeof(struct can_frame)];
	int err;

	if (fd < 0)
		return fd;
	/* The marker is in the last bytes of the packet, whatever it is. */
	can_wrap(proto, frame, packet + len - TOKEN_LEN);
	err = sendto(fd, frame, sizeof(frame), 0, &bus.addr.sa, bus.len) < 0 ?
		      -errno : 0;
	close(fd);
	return err;
}

/* A raw one has it in front of its padding. */
static inline int can_raw_mark(const struct proto *proto, struct sink *sink,
			       const char *packet, size_t len)
{
	return can_mark(proto, sink, packet, offsetof(struct can_frame, data) +
						     TOKEN_LEN);
}

/* The broadcast manager: sends one frame now, with more to come on demand. */
static inline size_t bcm_wrap(const struct proto *proto, char *packet,
			      const char *token)
{
	struct bcm_msg_head head = { .opcode = TX_SEND, .nframes = 1 };

	memcpy(packet, &head, sizeof(head));
	return sizeof(head) + can_wrap(proto, packet + sizeof(head), token);
}

static inline int bcm_join(const struct proto *proto, int fd,
			   const struct target *t)
{
	return connect(fd, &t->addr.sa, t->len) ? -errno : 0;
}

static inline int bcm_mark(const struct proto *proto, struct sink *sink,
			   const char *packet, size_t len)
{
	return can_mark(proto, sink, packet,
			sizeof(struct bcm_msg_head) +
			offsetof(struct can_frame, data) + TOKEN_LEN);
}

/* In one frame, so that nobody has to say that there may be more. */
static inline int isotp_make(const struct proto *proto)
{
	struct can_isotp_ll_options options = {
		.mtu = CANFD_MTU, .tx_dl = 16,
	};
	int fd = make_socket(AF_CAN, SOCK_DGRAM, CAN_ISOTP);

	if (fd >= 0 && setsockopt(fd, SOL_CAN_ISOTP, CAN_ISOTP_LL_OPTS,
				  &options, sizeof(options))) {
		close(fd);
		return -errno;
	}
	return fd;
}

/* As a node that sends to another. */
static inline int j1939_make(const struct proto *proto)
{
	struct sockaddr_can can = {
		.can_family = AF_CAN, .can_ifindex = if_nametoindex(CAN_BUS),
		.can_addr.j1939 = { .name = J1939_NO_NAME, .addr = 0x20,
				    .pgn = J1939_NO_PGN },
	};
	int fd = make_socket(AF_CAN, SOCK_DGRAM, CAN_J1939);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&can, sizeof(can))) {
		close(fd);
		return -errno;
	}
	return fd;
}

#endif /* _CORDON_ESCAPE_CAN_H */
