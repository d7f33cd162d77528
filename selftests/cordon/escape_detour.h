/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: packets that name one address and go to another, over
 * IPv6
 */

#ifndef _CORDON_ESCAPE_DETOUR_H
#define _CORDON_ESCAPE_DETOUR_H

#include "escape_attack.h"
#include "escape_wire.h"

/* Kept apart from netinet's; linux/in6.h does not go with it. */
#define OPT6_2292PKTOPTIONS 6
#define OPT6_2292RTHDR 5
#define OPT6_RTHDR 57
#define RTHDR_MOBILE 2
#define RTHDR_SEGMENTS 4

/* A routing header by way of BAD6: with segments, or Mobile IPv6's. */
struct segments {
	uint8_t nexthdr, hdrlen, type, segments_left, last, flags;
	uint16_t tag;
	struct in6_addr segment[2];
};

struct mobile {
	uint8_t nexthdr, hdrlen, type, segments_left;
	uint32_t reserved;
	struct in6_addr home;
};

static inline struct segments via_segments(void)
{
	struct segments via = { .hdrlen = sizeof(via) / 8 - 1,
				.type = RTHDR_SEGMENTS, .segments_left = 1,
				.last = 1 };

	inet_pton(AF_INET6, BAD6, &via.segment[1]);
	inet_pton(AF_INET6, GOOD6, &via.segment[0]);
	return via;
}

static inline struct mobile via_mobile(void)
{
	struct mobile via = { .hdrlen = sizeof(via) / 8 - 1,
			      .type = RTHDR_MOBILE, .segments_left = 1 };

	inet_pton(AF_INET6, BAD6, &via.home);
	return via;
}

/* With the first packet, as nobody may answer one that went astray. */
static inline int open_good(const struct order *order, int fd,
			    const struct target *good)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, &on,
		       sizeof(on)))
		return -errno;
	return sendto(fd, order->token, TOKEN_LEN,
		      MSG_FASTOPEN | MSG_DONTWAIT | MSG_NOSIGNAL,
		      &good->addr.sa, good->len) < 0 ? -errno : 0;
}

/* The token to the address that is allowed, with control data or without. */
static inline int send_good(const struct cell *cell, const struct order *order,
			    int fd, const struct cmsghdr *control, size_t len)
{
	struct target good = good_target(cell, order);
	struct iovec iov = { (void *)order->token, TOKEN_LEN };
	struct msghdr msg = {
		.msg_name = &good.addr, .msg_namelen = good.len,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = (void *)control, .msg_controllen = len,
	};

	if (cell->proto->type == SOCK_STREAM)
		return open_good(order, fd, &good);
	return sendmsg(fd, &msg, 0) < 0 ? -errno : 0;
}

static inline int set(int fd, int level, int option, const void *value,
		      socklen_t len)
{
	return setsockopt(fd, level, option, value, len) ? -errno : 0;
}

static inline int by_segments(const struct cell *cell,
			      const struct order *order, int fd)
{
	struct segments via = via_segments();
	int err = set(fd, IPPROTO_IPV6, OPT6_RTHDR, &via, sizeof(via));

	return send_good(cell, order, fd, NULL, 0) ?: err;
}

static inline int by_mobile(const struct cell *cell, const struct order *order,
			    int fd)
{
	struct mobile via = via_mobile();
	int err = set(fd, IPPROTO_IPV6, OPT6_RTHDR, &via, sizeof(via));

	return send_good(cell, order, fd, NULL, 0) ?: err;
}

static inline int by_old_options(const struct cell *cell,
				 const struct order *order, int fd)
{
	struct mobile via = via_mobile();
	char control[256] __attribute__((aligned(8)));
	size_t len = control_put(control, IPPROTO_IPV6, OPT6_2292RTHDR, &via,
				 sizeof(via));
	int err = set(fd, IPPROTO_IPV6, OPT6_2292PKTOPTIONS, control, len);

	return send_good(cell, order, fd, NULL, 0) ?: err;
}

static inline int by_control(const struct cell *cell, const struct order *order,
			     int fd)
{
	struct mobile via = via_mobile();
	char control[256] __attribute__((aligned(8)));
	size_t len = control_put(control, IPPROTO_IPV6, OPT6_RTHDR, &via,
				 sizeof(via));

	return send_good(cell, order, fd, (void *)control, len);
}

static inline int by_old_control(const struct cell *cell,
				 const struct order *order, int fd)
{
	struct mobile via = via_mobile();
	char control[256] __attribute__((aligned(8)));
	size_t len = control_put(control, IPPROTO_IPV6, OPT6_2292RTHDR, &via,
				 sizeof(via));

	return send_good(cell, order, fd, (void *)control, len);
}

/* Only the second message has it; the first has the same address. */
static inline int by_second_control(const struct cell *cell,
				    const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	struct mobile via = via_mobile();
	char control[256] __attribute__((aligned(8)));
	struct iovec iov[2] = { { "nothing.", TOKEN_LEN },
				{ (void *)order->token, TOKEN_LEN } };
	struct mmsghdr msgs[2] = {};
	size_t i;

	for (i = 0; i < 2; i++) {
		msgs[i].msg_hdr.msg_name = &good.addr;
		msgs[i].msg_hdr.msg_namelen = good.len;
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	msgs[1].msg_hdr.msg_control = control;
	msgs[1].msg_hdr.msg_controllen =
		control_put(control, IPPROTO_IPV6, OPT6_RTHDR, &via,
			    sizeof(via));
	return sendmmsg(fd, msgs, 2, 0) < 0 ? -errno : 0;
}

/* A peer that is allowed, and the detour with a send that names none. */
static inline int by_control_to_peer(const struct cell *cell,
				     const struct order *order, int fd)
{
	struct target good = good_target(cell, order);
	struct mobile via = via_mobile();
	char control[256] __attribute__((aligned(8)));
	struct iovec iov = { (void *)order->token, TOKEN_LEN };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control };

	msg.msg_controllen = control_put(control, IPPROTO_IPV6, OPT6_RTHDR,
					 &via, sizeof(via));
	if (connect(fd, &good.addr.sa, good.len))
		return -errno;
	return sendmsg(fd, &msg, 0) < 0 ? -errno : 0;
}

#endif /* _CORDON_ESCAPE_DETOUR_H */
