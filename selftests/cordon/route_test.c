// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: routes that lead elsewhere than the address says
 */

#include "batch.h"

#ifndef IPV6_FLOWLABEL_MGR
#define IPV6_FLOWLABEL_MGR 32
#endif
#ifndef IPV6_2292PKTOPTIONS
#define IPV6_2292PKTOPTIONS 6
#endif
#ifndef IPV6_2292RTHDR
#define IPV6_2292RTHDR 5
#endif

/* Any number that nobody takes. */
#define PROTO 253

/* A segment routing header to BAD6, for packets that name GOOD6. */
struct detour {
	uint8_t nexthdr, hdrlen, type, segments_left, first_segment, flags;
	uint16_t tag;
	struct in6_addr segments[2];
};

static int set_detour(int fd)
{
	struct detour detour = {
		.hdrlen = sizeof(detour) / 8 - 1, .type = 4,
		.segments_left = 1, .first_segment = 1,
	};

	inet_pton(AF_INET6, BAD6, &detour.segments[1]);
	inet_pton(AF_INET6, GOOD6, &detour.segments[0]);
	return setsockopt(fd, IPPROTO_IPV6, IPV6_RTHDR, &detour,
			  sizeof(detour)) ? -errno : 0;
}

FIXTURE(detour)
{
	int fd;
};

FIXTURE_VARIANT(detour)
{
	int type;
	int protocol;
};

FIXTURE_VARIANT_ADD(detour, udp) {
	.type = SOCK_DGRAM,
};

FIXTURE_VARIANT_ADD(detour, tcp) {
	.type = SOCK_STREAM,
};

FIXTURE_VARIANT_ADD(detour, raw) {
	.type = SOCK_RAW, .protocol = PROTO,
};

FIXTURE_SETUP(detour)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->fd = make_socket(AF_INET6, variant->type, variant->protocol);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(detour)
{
	EXPECT_EQ(0, policy_reset());
	close(self->fd);
}

/* A routing header sends past the address: no address allows it. */
TEST_F(detour, set_before)
{
	int err;

	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD6 "\n"));
	err = set_detour(self->fd);
	if (!err)
		err = do_connect(self->fd, GOOD6, 9);
	EXPECT_EQ(-EACCES, err);
	if (variant->type != SOCK_STREAM && !set_detour(self->fd)) {
		EXPECT_EQ(-EACCES, do_sendto(self->fd, GOOD6, 9, 0));
	}
}

/* Nor does one that is put in place after the connection was allowed. */
TEST_F(detour, set_after_connect)
{
	int listener = receiver(AF_INET6, SOCK_STREAM, 0);

	ASSERT_LE(0, listener);
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD6 "\n"));
	ASSERT_EQ(0, do_connect(self->fd, GOOD6, port_of(listener)));
	ASSERT_EQ(0, do_send(self->fd));
	if (!set_detour(self->fd)) {
		EXPECT_EQ(-EACCES, do_send(self->fd));
	}
	close(listener);
}

/*
 * Nor one that was taken off again: another thread may be about to put it
 * back, or to send with it.
 */
TEST_F(detour, taken_off_again)
{
	int in = receiver(AF_INET6, SOCK_STREAM, 0);

	ASSERT_LE(0, in);
	ASSERT_EQ(0, setsockopt(self->fd, IPPROTO_IPV6, IPV6_RTHDR, NULL, 0));
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD6 "\n"));
	if (variant->type != SOCK_STREAM) {
		EXPECT_EQ(-EACCES, do_sendto(self->fd, GOOD6, 9, 0));
	}
	EXPECT_EQ(-EACCES, do_connect(self->fd, GOOD6, port_of(in)));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, do_connect(self->fd, GOOD6,
				variant->type == SOCK_RAW ? 0 : port_of(in)));
	close(in);
}

/* An allow with an address is not enough, one without is. */
TEST_F(detour, allowed_without_address)
{
	ASSERT_EQ(0, load("default deny\nallow dst=::/0\n"));
	if (!set_detour(self->fd)) {
		EXPECT_EQ(-EACCES, do_connect(self->fd, GOOD6, 9));
	}
	ASSERT_EQ(0, load("default deny\nallow\n"));
	EXPECT_EQ(0, set_detour(self->fd));
}

/* The other ways to attach one are no way around. */
TEST_F(detour, other_options)
{
	struct detour detour = {
		.hdrlen = sizeof(detour) / 8 - 1, .type = 4,
		.segments_left = 1, .first_segment = 1,
	};
	struct {
		struct in6_addr dst;
		uint32_t label;
		uint8_t action, share;
		uint16_t flags, expires, linger;
		uint32_t pad;
		char control[CMSG_SPACE(sizeof(detour))];
	} request = { .action = 0, .share = 255, .flags = 1 };
	int one, two;

	inet_pton(AF_INET6, BAD6, &detour.segments[1]);
	inet_pton(AF_INET6, GOOD6, &request.dst);
	control_put(request.control, IPPROTO_IPV6, IPV6_RTHDR, &detour,
		    sizeof(detour));

	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD6 "\n"));
	one = setsockopt(self->fd, IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, &request,
			 sizeof(request));
	two = setsockopt(self->fd, IPPROTO_IPV6, IPV6_2292PKTOPTIONS,
			 request.control, sizeof(request.control));
	if (!one || !two) {
		EXPECT_EQ(-EACCES, do_connect(self->fd, GOOD6, 9));
	}
}

/* A routing header of type 2 as control data, to BAD6. */
struct home_address {
	uint8_t nexthdr, hdrlen, type, segments_left;
	uint32_t reserved;
	struct in6_addr address;
};

static int send_home(int fd, struct target *name, int type)
{
	struct home_address home = { .hdrlen = 2, .type = 2,
				     .segments_left = 1 };
	char space[CMSG_SPACE(sizeof(home))] = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_name = name ? &name->addr : NULL,
		.msg_namelen = name ? name->len : 0,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};

	inet_pton(AF_INET6, BAD6, &home.address);
	control_put(space, IPPROTO_IPV6, type, &home, sizeof(home));
	return sendmsg(fd, &msg, 0) < 0 ? -errno : 0;
}

/* Control data that diverts one packet is judged with it, or without name. */
TEST_F(detour, control_data)
{
	static const int types[] = { IPV6_RTHDR, IPV6_2292RTHDR };
	struct target good, none;
	int in, err;
	size_t i;

	if (variant->type == SOCK_STREAM)
		return;
	in = receiver(AF_INET6, variant->type, variant->protocol);
	ASSERT_LE(0, in);
	/* The port of a raw socket would be its protocol. */
	good = target(GOOD6, variant->type == SOCK_RAW ? 0 : port_of(in));
	none = good;
	none.addr.sa.sa_family = AF_UNSPEC;
	ASSERT_EQ(0, connect(self->fd, &good.addr.sa, good.len));
	err = send_home(self->fd, &good, IPV6_RTHDR);
	if (err == -EINVAL)
		SKIP(return, "no Mobile IPv6");
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD6 "\n"));
	/* Clears the socket for what has no address and no control data. */
	EXPECT_EQ(0, do_send(self->fd));
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		EXPECT_EQ(-EACCES, send_home(self->fd, &good, types[i]));
		EXPECT_EQ(-EACCES, send_home(self->fd, NULL, types[i]));
		EXPECT_EQ(-EACCES, send_home(self->fd, &none, types[i]));
	}
	EXPECT_EQ(0, do_send(self->fd));
	close(in);
}

/* IPv4 has loose source routes: past BAD4, to whom the packet names. */
static const unsigned char source_route[] = { 131, 7, 4, 127, 0, 0, 2, 1 };

static int send_source_route(int fd, struct target *name)
{
	char space[CMSG_SPACE(sizeof(source_route))] = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_name = name ? &name->addr : NULL,
		.msg_namelen = name ? name->len : 0,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};

	control_put(space, IPPROTO_IP, IP_RETOPTS, source_route,
		    sizeof(source_route));
	return sendmsg(fd, &msg, 0) < 0 ? -errno : 0;
}

/* As an option of the socket or of one packet, it is judged like the above. */
TEST(ipv4_source_route)
{
	struct target good;
	int in, fd;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	in = receiver(AF_INET, SOCK_DGRAM, 0);
	fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, in);
	ASSERT_LE(0, fd);
	good = target(GOOD4, port_of(in));
	ASSERT_EQ(0, connect(fd, &good.addr.sa, good.len));
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(-EACCES, send_source_route(fd, &good));
	EXPECT_EQ(-EACCES, send_source_route(fd, NULL));
	EXPECT_EQ(0, do_send(fd));
	if (!setsockopt(fd, IPPROTO_IP, IP_OPTIONS, source_route,
			sizeof(source_route))) {
		EXPECT_EQ(-EACCES, do_send(fd));
		EXPECT_EQ(-EACCES, do_connect(fd, GOOD4, 9));
	}
	EXPECT_EQ(0, policy_reset());
	close(in);
	close(fd);
}

/*
 * sendmmsg() does not ask again for the same address: who may have such a route
 * asks for every address.
 */
TEST(ipv4_source_route_in_a_batch)
{
	static const struct {
		int family;
		const char *good;
	} names[] = {
		{ AF_INET, GOOD4 }, { AF_INET6, "::ffff:" GOOD4 },
	};
	struct batch batch = {};
	struct target good;
	size_t i;
	int in;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	in = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, in);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		good = target(names[i].good, port_of(in));
		batch = (struct batch){
			.fd = make_socket(names[i].family, SOCK_DGRAM, 0),
		};
		ASSERT_LE(0, batch.fd);
		batch_add(&batch, &good);
		batch_add(&batch, &good);
		batch_control(&batch, IPPROTO_IP, IP_RETOPTS, source_route,
			      sizeof(source_route));
		ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
		EXPECT_EQ(-EACCES, batch_send(&batch));
		EXPECT_TRUE(nothing_at(in));
		if (names[i].family == AF_INET) {
			/* Who may not have one gets no further than that. */
			EXPECT_EQ(0, task_run(batch_all_but_one_as_user,
					      &batch));
			EXPECT_EQ(1, do_recv(in));
		}
		ASSERT_EQ(0, load("default allow\n"));
		EXPECT_EQ(2, batch_send(&batch));
		EXPECT_EQ(1, do_recv(in));
		close(batch.fd);
	}
	EXPECT_EQ(0, policy_reset());
	close(in);
}

TEST_HARNESS_MAIN
