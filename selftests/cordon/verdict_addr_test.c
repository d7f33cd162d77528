// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: addresses in disguise
 */

#include "net.h"

FIXTURE(addr)
{
	int tcp, udp4, udp6;
	uint16_t tcp_port, udp4_port, udp6_port;
};

FIXTURE_SETUP(addr)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->tcp = receiver(AF_INET6, SOCK_STREAM, 0);
	self->udp4 = receiver(AF_INET, SOCK_DGRAM, 0);
	self->udp6 = receiver(AF_INET6, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->tcp);
	ASSERT_LE(0, self->udp4);
	ASSERT_LE(0, self->udp6);
	self->tcp_port = port_of(self->tcp);
	self->udp4_port = port_of(self->udp4);
	self->udp6_port = port_of(self->udp6);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "," BAD6 "\n",
			  self_path()));
}

FIXTURE_TEARDOWN(addr)
{
	EXPECT_EQ(0, policy_reset());
	close(self->tcp);
	close(self->udp4);
	close(self->udp6);
}

/* A v4-mapped address is the IPv4 address. */
TEST_F(addr, mapped_is_ipv4)
{
	EXPECT_EQ(-EACCES, try_tcp("::ffff:" BAD4, self->tcp_port));
	EXPECT_EQ(0, try_tcp("::ffff:" GOOD4, self->tcp_port));
	EXPECT_EQ(-EACCES, try_udp("::ffff:" BAD4, self->udp6_port));
	EXPECT_EQ(0, try_udp("::ffff:" GOOD4, self->udp6_port));
	EXPECT_EQ(1, do_recv(self->udp6));
	EXPECT_TRUE(nothing_at(self->udp6));
}

/* The any address is loopback, as the kernel takes it. */
TEST_F(addr, any_is_loopback)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=127.0.0.1\n"));
	EXPECT_EQ(-EACCES, try_tcp("0.0.0.0", self->tcp_port));
	EXPECT_EQ(-EACCES, try_udp("0.0.0.0", self->udp4_port));
	EXPECT_EQ(-EACCES, try_tcp("::ffff:0.0.0.0", self->tcp_port));
	EXPECT_EQ(0, try_tcp("::", self->tcp_port));
	ASSERT_EQ(0, load("default allow\ndeny dst=::1\n"));
	EXPECT_EQ(-EACCES, try_tcp("::", self->tcp_port));
	EXPECT_EQ(-EACCES, try_udp("::", self->udp6_port));
	EXPECT_EQ(0, try_tcp("0.0.0.0", self->tcp_port));
}

/* What allows loopback allows the any address. */
TEST_F(addr, any_is_allowed_with_loopback)
{
	ASSERT_EQ(0, load("default deny\nallow dst=127.0.0.1,::1\n"));
	EXPECT_EQ(0, try_tcp("0.0.0.0", self->tcp_port));
	EXPECT_EQ(0, try_tcp("::", self->tcp_port));
	EXPECT_EQ(0, try_udp("0.0.0.0", self->udp4_port));
	EXPECT_EQ(1, do_recv(self->udp4));
}

/* UDP over IPv4 takes AF_UNSPEC for AF_INET: so does the judge. */
TEST_F(addr, unspec_on_udp4)
{
	struct target bad = target(BAD4, self->udp4_port);
	struct target good = target(GOOD4, self->udp4_port);
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	bad.addr.sa.sa_family = AF_UNSPEC;
	good.addr.sa.sa_family = AF_UNSPEC;
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &bad.addr.sa, bad.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->udp4));
	EXPECT_EQ(1, sendto(fd, "x", 1, 0, &good.addr.sa, good.len));
	EXPECT_EQ(1, do_recv(self->udp4));
	close(fd);
}

/* UDP over IPv6 takes AF_UNSPEC for the peer it is connected to. */
TEST_F(addr, unspec_on_udp6)
{
	struct target any = target(GOOD6, self->udp6_port);
	int fd = make_socket(AF_INET6, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	any.addr.sa.sa_family = AF_UNSPEC;
	ASSERT_EQ(0, do_connect(fd, GOOD6, self->udp6_port));
	EXPECT_EQ(1, sendto(fd, "x", 1, 0, &any.addr.sa, any.len));
	EXPECT_EQ(1, do_recv(self->udp6));
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD6 "\n"));
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &any.addr.sa, any.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->udp6));
	close(fd);
}

/* IPv4 addresses as such on IPv6 UDP sockets are IPv4 addresses. */
TEST_F(addr, ipv4_on_udp6)
{
	struct target bad = target(BAD4, self->udp6_port);
	struct target good = target(GOOD4, self->udp6_port);
	int fd = make_socket(AF_INET6, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &bad.addr.sa, bad.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, connect(fd, &bad.addr.sa, bad.len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->udp6));
	EXPECT_EQ(1, sendto(fd, "x", 1, 0, &good.addr.sa, good.len));
	EXPECT_EQ(1, do_recv(self->udp6));
	EXPECT_EQ(0, connect(fd, &good.addr.sa, good.len));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(self->udp6));
	close(fd);
}

/* IPV6_ADDRFORM does not change who is judged. */
TEST_F(addr, addrform)
{
	int family = AF_INET;
	int fd = make_socket(AF_INET6, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, "::ffff:" GOOD4, self->udp6_port));
	ASSERT_EQ(0, setsockopt(fd, IPPROTO_IPV6, IPV6_ADDRFORM, &family,
				sizeof(family)));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(self->udp6));
	EXPECT_EQ(-EACCES, do_sendto(fd, BAD4, self->udp6_port, 0));
	EXPECT_EQ(-EACCES, do_connect(fd, BAD4, self->udp6_port));
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, do_send(fd));
	close(fd);
}

static const struct strange {
	int family, type, protocol;
	int len; /* of the address */
	int connecting, sending; /* the errno of each; 0: not tried */
} stranges[] = {
	{ AF_INET, SOCK_STREAM, 0, 8, EINVAL },
	{ AF_INET, SOCK_STREAM, 0, 16, EAFNOSUPPORT },
	{ AF_INET6, SOCK_STREAM, 0, 16, EINVAL },
	{ AF_INET6, SOCK_STREAM, 0, 28, EAFNOSUPPORT },
	{ AF_INET, SOCK_DGRAM, 0, 8, EINVAL, EINVAL },
	{ AF_INET, SOCK_DGRAM, 0, 16, EAFNOSUPPORT, EAFNOSUPPORT },
	{ AF_INET6, SOCK_DGRAM, 0, 16, EINVAL, EINVAL },
	{ AF_INET6, SOCK_DGRAM, 0, 28, EAFNOSUPPORT, EINVAL },
	{ AF_INET, SOCK_RAW, IPPROTO_ICMP, 16, EAFNOSUPPORT, EAFNOSUPPORT },
	{ AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, 28, EAFNOSUPPORT, EAFNOSUPPORT },
	{ AF_INET, SOCK_SEQPACKET, IPPROTO_SCTP, 16, EINVAL, EINVAL },
	{ AF_INET6, SOCK_STREAM, IPPROTO_SCTP, 28, EINVAL, EINVAL },
};

/* For an address of no family that it knows each protocol has its own error. */
TEST_F(addr, other_family)
{
	struct sockaddr_storage unix_addr = { .ss_family = AF_UNIX };
	struct sockaddr *sa = (struct sockaddr *)&unix_addr;
	const struct strange *s;
	int fd;

	for (s = stranges; s < stranges + ARRAY_SIZE(stranges); s++) {
		fd = make_socket(s->family, s->type, s->protocol);
		if (fd == -EPROTONOSUPPORT)
			continue;
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, connect(fd, sa, s->len));
		EXPECT_EQ(s->connecting, errno)
		{
			TH_LOG("connect, row %d", (int)(s - stranges));
		}
		if (s->sending) {
			EXPECT_EQ(-1, sendto(fd, "x", 1, 0, sa, s->len));
			EXPECT_EQ(s->sending, errno)
			{
				TH_LOG("sendto, row %d", (int)(s - stranges));
			}
		}
		close(fd);
	}
}

FIXTURE(length)
{
	int fd;
};

FIXTURE_VARIANT(length)
{
	int family;
	int type;
	const char *good;
	int enough;
};

FIXTURE_VARIANT_ADD(length, tcp_ipv4) {
	.family = AF_INET, .type = SOCK_STREAM, .good = GOOD4, .enough = 16,
};

FIXTURE_VARIANT_ADD(length, tcp_ipv6) {
	.family = AF_INET6, .type = SOCK_STREAM, .good = GOOD6, .enough = 24,
};

FIXTURE_VARIANT_ADD(length, udp_ipv4) {
	.family = AF_INET, .type = SOCK_DGRAM, .good = GOOD4, .enough = 16,
};

FIXTURE_VARIANT_ADD(length, udp_ipv6) {
	.family = AF_INET6, .type = SOCK_DGRAM, .good = GOOD6, .enough = 24,
};

FIXTURE_SETUP(length)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
}

FIXTURE_TEARDOWN(length)
{
	EXPECT_EQ(0, policy_reset());
}

/*
 * Addresses of every length: whatever is too short for the protocol gets out
 * of neither policy, and fails as it did without the module.
 */
TEST_F(length, every_length)
{
	struct target t = target(variant->good, 9);
	int len, plain, fd, err;

	for (len = 0; len <= 28; len++) {
		fd = make_socket(variant->family, variant->type, 0);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, load("default allow\n"));
		plain = connect(fd, &t.addr.sa, len) ? -errno : 0;
		close(fd);

		fd = make_socket(variant->family, variant->type, 0);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, load("default deny\n"));
		err = connect(fd, &t.addr.sa, len) ? -errno : 0;
		if (len >= variant->enough) {
			EXPECT_EQ(-EACCES, err);
			EXPECT_TRUE(plain == 0 || plain == -ECONNREFUSED);
		} else {
			EXPECT_GT(0, plain);
			EXPECT_TRUE(err == plain || err == -EACCES ||
				    err == -EINVAL)
			{
				TH_LOG("length %d: %d, without policy %d", len,
				       err, plain);
			}
		}
		if (variant->type == SOCK_DGRAM) {
			err = sendto(fd, "x", 1, 0, &t.addr.sa, len);
			EXPECT_EQ(-1, err)
			{
				TH_LOG("sent with length %d", len);
			}
		}
		close(fd);
	}
}

/* Nor is what is no address counted as one that was allowed. */
TEST_F(length, too_short_is_no_hit)
{
	struct target t = target(variant->good, 9);
	static char text[TEXT_MAX];
	int len, fd;

	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	/* The first call under a policy is judged in a slower way. */
	EXPECT_NE(-EACCES, try_connect(variant->type, 0, variant->good, 9));
	for (len = 0; len < variant->enough; len++) {
		fd = make_socket(variant->family, variant->type, 0);
		ASSERT_LE(0, fd);
		EXPECT_EQ(-1, connect(fd, &t.addr.sa, len));
		if (variant->type == SOCK_DGRAM) {
			EXPECT_EQ(-1, sendto(fd, "x", 1, 0, &t.addr.sa, len));
		}
		close(fd);
	}
	ASSERT_LT(0, cordon_read("policy", text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, " hits=1"));
	/* As much as the protocol needs is enough. */
	fd = make_socket(variant->family, variant->type, 0);
	ASSERT_LE(0, fd);
	EXPECT_NE(EACCES, connect(fd, &t.addr.sa, variant->enough) ? errno : 0);
	ASSERT_LT(0, cordon_read("policy", text, sizeof(text)));
	EXPECT_NE(NULL, strstr(text, " hits=2"));
	close(fd);
}

/* Addresses longer than any are refused. */
TEST_F(length, too_long)
{
	char big[256] = {};
	int fd = make_socket(variant->family, variant->type, 0);
	struct target t = target(variant->good, 9);

	ASSERT_LE(0, fd);
	memcpy(big, &t.addr, t.len);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-1, connect(fd, (struct sockaddr *)big, 129));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, connect(fd, (struct sockaddr *)big, 128));
	EXPECT_EQ(EACCES, errno);
	close(fd);
}

TEST_HARNESS_MAIN
