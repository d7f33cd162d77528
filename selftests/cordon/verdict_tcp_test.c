// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: connections over TCP and MPTCP
 */

#include "net.h"

FIXTURE(tcp)
{
	int listener;
	uint16_t port;
};

FIXTURE_VARIANT(tcp)
{
	int family;
	int protocol;
	const char *good;
	const char *bad;
	const char *all;
};

FIXTURE_VARIANT_ADD(tcp, ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4, .all = "127.0.0.0/8",
};

FIXTURE_VARIANT_ADD(tcp, ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6, .all = "fd00::/16",
};

FIXTURE_VARIANT_ADD(tcp, mptcp_ipv4) {
	.family = AF_INET, .protocol = IPPROTO_MPTCP,
	.good = GOOD4, .bad = BAD4, .all = "127.0.0.0/8",
};

FIXTURE_VARIANT_ADD(tcp, mptcp_ipv6) {
	.family = AF_INET6, .protocol = IPPROTO_MPTCP,
	.good = GOOD6, .bad = BAD6, .all = "fd00::/16",
};

FIXTURE_SETUP(tcp)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(variant->family, SOCK_STREAM,
				  variant->protocol);
	if (self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no MPTCP");
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
}

FIXTURE_TEARDOWN(tcp)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
}

static int try(const FIXTURE_VARIANT(tcp) *v, const char *addr, uint16_t port)
{
	return try_connect(SOCK_STREAM, v->protocol, addr, port);
}

/* An allowed connection carries data both ways. */
TEST_F(tcp, allowed_carries_data)
{
	int fd, peer;

	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=tcp dst=%s dport=%d"
			  "\n", self_path(), variant->good, self->port));
	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, self->port));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(peer));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(fd));
	close(peer);
	close(fd);
}

/* A denied connection never reaches the other side. */
TEST_F(tcp, denied_never_arrives)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=tcp dst=%s\n",
			  self_path(), variant->bad));
	EXPECT_EQ(-EACCES, try(variant, variant->bad, self->port));
	EXPECT_TRUE(nothing_at(self->listener));
	EXPECT_EQ(0, try(variant, variant->good, self->port));
}

/* The default decides where no rule does. */
TEST_F(tcp, default_denies)
{
	ASSERT_EQ(0, load("default deny\nallow exe=/other\n"));
	EXPECT_EQ(-EACCES, try(variant, variant->good, self->port));
	EXPECT_TRUE(nothing_at(self->listener));
}

/* The first rule that matches decides, not the most special one. */
TEST_F(tcp, first_match_decides)
{
	ASSERT_EQ(0, load("default allow\nallow dst=%s\ndeny dst=%s\n",
			  variant->good, variant->all));
	EXPECT_EQ(0, try(variant, variant->good, self->port));
	EXPECT_EQ(-EACCES, try(variant, variant->bad, self->port));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\nallow dst=%s\n",
			  variant->all, variant->good));
	EXPECT_EQ(-EACCES, try(variant, variant->good, self->port));
}

/* A non-blocking connection is judged alike. */
TEST_F(tcp, nonblocking_is_judged)
{
	int fd = make_socket(variant->family, SOCK_STREAM | SOCK_NONBLOCK,
			     variant->protocol);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, do_connect(fd, variant->bad, self->port));
	EXPECT_TRUE(nothing_at(self->listener));
	EXPECT_EQ(-EINPROGRESS, do_connect(fd, variant->good, self->port));
	EXPECT_EQ(0, wait_readable(self->listener));
	close(fd);
}

/* A rule for another class or another port does not decide. */
TEST_F(tcp, class_and_port_count)
{
	ASSERT_EQ(0, load("default allow\ndeny proto=udp,sctp,dccp\n"
			  "deny proto=tcp dport=%d\n", self->port - 1));
	EXPECT_EQ(0, try(variant, variant->good, self->port));
	ASSERT_EQ(0, load("default allow\ndeny proto=tcp dport=1,%d-%d\n",
			  self->port, self->port + 1));
	EXPECT_EQ(-EACCES, try(variant, variant->good, self->port));
}

/* The caller sees the errno that the rule names. */
TEST_F(tcp, errno_of_the_rule)
{
	static const struct {
		const char *name;
		int value;
	} errnos[] = {
		{ "EACCES", EACCES }, { "EPERM", EPERM },
		{ "ECONNREFUSED", ECONNREFUSED }, { "ECONNRESET", ECONNRESET },
		{ "EHOSTUNREACH", EHOSTUNREACH },
		{ "ENETUNREACH", ENETUNREACH }, { "EHOSTDOWN", EHOSTDOWN },
		{ "ENETDOWN", ENETDOWN }, { "ETIMEDOUT", ETIMEDOUT },
		{ "EADDRNOTAVAIL", EADDRNOTAVAIL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errnos); i++) {
		ASSERT_EQ(0, load("default allow\ndeny dst=%s errno=%s\n",
				  variant->bad, errnos[i].name));
		EXPECT_EQ(-errnos[i].value,
			  try(variant, variant->bad, self->port));
		EXPECT_EQ(0, try(variant, variant->good, self->port));
	}
}

/* An accepted connection may always reply, and be cut by nobody's rule. */
TEST_F(tcp, accepted_may_reply)
{
	int fd, peer;

	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, self->port));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(fd));
	EXPECT_EQ(-EACCES, do_send(fd));
	close(peer);
	close(fd);
}

/* An accepted connection that was given up is a socket like any other. */
TEST_F(tcp, accepted_cannot_connect)
{
	int fd, peer;

	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, self->port));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	ASSERT_EQ(0, do_disconnect(peer));
	EXPECT_EQ(-EACCES, do_connect(peer, variant->bad, self->port));
	EXPECT_EQ(-EACCES, do_sendto(peer, variant->bad, self->port,
				     MSG_FASTOPEN));
	EXPECT_TRUE(nothing_at(self->listener));
	close(peer);
	close(fd);
}

/* Nor does what it was let through to once stay open to it. */
TEST_F(tcp, accepted_connects_and_is_revoked)
{
	int fd, peer, again;

	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, self->port));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	ASSERT_EQ(0, do_disconnect(peer));
	ASSERT_EQ(0, load("default deny\nallow dst=%s\n", variant->good));
	EXPECT_EQ(-EACCES, do_connect(peer, variant->bad, self->port));
	ASSERT_EQ(0, do_connect(peer, variant->good, self->port));
	again = do_accept(self->listener);
	ASSERT_LE(0, again);
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(again));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->good));
	EXPECT_EQ(-EACCES, do_send(peer));
	EXPECT_TRUE(nothing_at(again));
	close(again);
	close(peer);
	close(fd);
}

/* What a listener did before it listened is not held against its children. */
TEST_F(tcp, listener_was_connected)
{
	struct target any = target(variant->family == AF_INET6 ? "::" :
							"0.0.0.0", 0);
	int listener, fd, peer;

	listener = make_socket(variant->family, SOCK_STREAM,
			       variant->protocol);
	ASSERT_LE(0, listener);
	ASSERT_EQ(0, do_connect(listener, variant->good, self->port));
	ASSERT_EQ(0, do_disconnect(listener));
	ASSERT_EQ(0, bind(listener, &any.addr.sa, any.len));
	ASSERT_EQ(0, listen(listener, 4));
	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, port_of(listener)));
	peer = do_accept(listener);
	ASSERT_LE(0, peer);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(fd));
	close(peer);
	close(fd);
	close(listener);
}

/* To give up a connection is always allowed. */
TEST_F(tcp, disconnect_is_allowed)
{
	int fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, self->port));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_disconnect(fd));
	close(fd);
}

/* A socket that was refused an address is not spoilt for an allowed one. */
TEST_F(tcp, allowed_after_denied)
{
	int fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, do_connect(fd, variant->bad, self->port));
	EXPECT_EQ(0, do_connect(fd, variant->good, self->port));
	EXPECT_EQ(0, do_send(fd));
	close(fd);
}

/* sport= is the port the socket was bound to before. */
TEST_F(tcp, bound_port_counts)
{
	struct target here = target(variant->good, 0);
	int fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, &here.addr.sa, here.len));
	ASSERT_EQ(0, load("default deny\nallow proto=tcp sport=%d\n",
			  port_of(fd)));
	EXPECT_EQ(-EACCES, try(variant, variant->good, self->port));
	EXPECT_EQ(0, do_connect(fd, variant->good, self->port));
	EXPECT_EQ(0, do_send(fd));
	close(fd);
}

/* The port that an unbound socket will get is unknown: deny on the safe side. */
TEST_F(tcp, unknown_port_may_be_denied)
{
	ASSERT_EQ(0, load("default allow\ndeny proto=tcp sport=1-65535\n"));
	EXPECT_EQ(-EACCES, try(variant, variant->good, self->port));
}

TEST_HARNESS_MAIN
