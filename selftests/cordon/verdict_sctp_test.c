// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: SCTP, which has more ways to name an address than any
 */

#include "net.h"

#include <linux/sctp.h>

FIXTURE(sctp)
{
	int listener;
	uint16_t port;
	int fd;
};

FIXTURE_VARIANT(sctp)
{
	int type;
};

FIXTURE_VARIANT_ADD(sctp, one_to_one) {
	.type = SOCK_STREAM,
};

FIXTURE_VARIANT_ADD(sctp, one_to_many) {
	.type = SOCK_SEQPACKET,
};

FIXTURE_SETUP(sctp)
{
	REQUIRE_CORDON();
	signal(SIGPIPE, SIG_IGN);
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(AF_INET, variant->type, IPPROTO_SCTP);
	if (self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no SCTP");
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
	self->fd = make_socket(AF_INET, variant->type, IPPROTO_SCTP);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=sctp dst=" BAD4
			  "\n", self_path()));
}

FIXTURE_TEARDOWN(sctp)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
	close(self->fd);
}

/* Takes one message off the listener, or off the connection it accepts. */
static int take(const FIXTURE_VARIANT(sctp) *v, int listener)
{
	int fd, len;

	if (v->type == SOCK_SEQPACKET)
		return do_recv(listener);
	fd = do_accept(listener);
	if (fd < 0)
		return fd;
	len = do_recv(fd);
	close(fd);
	return len;
}

/* connect is judged. */
TEST_F(sctp, connect)
{
	EXPECT_EQ(-EACCES, do_connect(self->fd, BAD4, self->port));
	EXPECT_EQ(0, do_connect(self->fd, GOOD4, self->port));
	/* Of many associations one has to be named. */
	if (variant->type == SOCK_STREAM) {
		EXPECT_EQ(0, do_send(self->fd));
	} else {
		EXPECT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	}
	EXPECT_EQ(1, take(variant, self->listener));
}

/* So is a message that begins an association. */
TEST_F(sctp, sendto)
{
	EXPECT_EQ(-EACCES, do_sendto(self->fd, BAD4, self->port, 0));
	EXPECT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	EXPECT_EQ(1, take(variant, self->listener));
}

static int connectx(int fd, uint16_t port, const char *a, const char *b)
{
	struct sockaddr_in addrs[2] = { target(a, port).addr.v4 };
	int n = 1;

	if (b)
		addrs[n++] = target(b, port).addr.v4;
	return setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX, addrs,
			  n * sizeof(addrs[0])) < 0 ? -errno : 0;
}

/* connectx takes lists; one wrong address spoils them. */
TEST_F(sctp, connectx)
{
	EXPECT_EQ(-EACCES, connectx(self->fd, self->port, BAD4, NULL));
	EXPECT_EQ(-EACCES, connectx(self->fd, self->port, GOOD4, BAD4));
	EXPECT_EQ(-EACCES, connectx(self->fd, self->port, BAD4, GOOD4));
	EXPECT_TRUE(nothing_at(self->listener));
	EXPECT_EQ(0, connectx(self->fd, self->port, GOOD4, OTHER4));
	EXPECT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	EXPECT_EQ(1, take(variant, self->listener));
}

/* It is SCTP that has no such address: its own error, and nothing else. */
TEST_F(sctp, no_any_address)
{
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(-EINVAL, do_connect(self->fd, "0.0.0.0", self->port));
	EXPECT_EQ(-EINVAL, do_sendto(self->fd, "0.0.0.0", self->port, 0));
	EXPECT_EQ(-EINVAL, connectx(self->fd, self->port, "0.0.0.0", NULL));
	EXPECT_TRUE(nothing_at(self->listener));
}

/* Where options of the socket may divert packets no address is known. */
TEST_F(sctp, connectx_with_options)
{
	ASSERT_EQ(0, load("default allow\n"));
	ASSERT_EQ(0, setsockopt(self->fd, IPPROTO_IP, IP_OPTIONS, NULL, 0));
	ASSERT_EQ(0, load("default deny\nallow proto=sctp dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, do_connect(self->fd, GOOD4, self->port));
	EXPECT_EQ(-EACCES, connectx(self->fd, self->port, GOOD4, NULL));
	EXPECT_TRUE(nothing_at(self->listener));
	ASSERT_EQ(0, load("default deny\nallow proto=sctp\n"));
	EXPECT_EQ(0, connectx(self->fd, self->port, GOOD4, NULL));
}

/* Which of its own addresses the peer shall prefer is nobody's destination. */
TEST_F(sctp, own_primary_address)
{
	struct target own = target(OTHER4, 0);
	struct sctp_setpeerprim prim = {};
	int listener, fd;

	ASSERT_EQ(0, write_path("/proc/sys/net/sctp/addip_enable", "1"));
	ASSERT_EQ(0, write_path("/proc/sys/net/sctp/addip_noauth_enable", "1"));
	listener = receiver(AF_INET, variant->type, IPPROTO_SCTP);
	ASSERT_LE(0, listener);
	fd = make_socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, &own.addr.sa, own.len));
	ASSERT_EQ(0, load("default deny\nallow proto=sctp dst=" GOOD4 "\n"));
	ASSERT_EQ(0, do_connect(fd, GOOD4, port_of(listener)));
	own = target(OTHER4, port_of(fd));
	memcpy(&prim.sspp_addr, &own.addr, own.len);
	EXPECT_EQ(0, setsockopt(fd, IPPROTO_SCTP, SCTP_SET_PEER_PRIMARY_ADDR,
				&prim, sizeof(prim)) ? errno : 0);
	close(fd);
	close(listener);
}

/* The newer one is an option that is read. */
TEST_F(sctp, connectx_by_getsockopt)
{
	struct sockaddr_in addrs[2] = {
		target(GOOD4, self->port).addr.v4,
		target(BAD4, self->port).addr.v4,
	};
	struct sctp_getaddrs_old param = {
		.addr_num = sizeof(addrs), .addrs = (struct sockaddr *)addrs,
	};
	socklen_t len = sizeof(param);

	EXPECT_EQ(-1, getsockopt(self->fd, IPPROTO_SCTP,
				 SCTP_SOCKOPT_CONNECTX3, &param, &len));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->listener));
}

/* Addresses that come as control data of the first message count as well. */
TEST_F(sctp, address_in_control_data)
{
	struct target good = target(GOOD4, self->port);
	struct target bad = target(BAD4, self->port);
	struct target other = target(OTHER4, self->port);
	char space[CMSG_SPACE(sizeof(struct in_addr))] = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_name = &good.addr, .msg_namelen = good.len,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};

	control_put(space, IPPROTO_SCTP, SCTP_DSTADDRV4,
		    &bad.addr.v4.sin_addr, sizeof(struct in_addr));
	EXPECT_EQ(-1, sendmsg(self->fd, &msg, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->listener));

	ASSERT_EQ(0, load("default allow\n"));
	control_put(space, IPPROTO_SCTP, SCTP_DSTADDRV4,
		    &other.addr.v4.sin_addr, sizeof(struct in_addr));
	EXPECT_EQ(1, sendmsg(self->fd, &msg, 0));
	EXPECT_EQ(1, take(variant, self->listener));
}

/* An association of several addresses is cut when one is denied. */
TEST_F(sctp, revoked_by_one_address)
{
	ASSERT_EQ(0, connectx(self->fd, self->port, GOOD4, OTHER4));
	EXPECT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	ASSERT_EQ(0, load("default allow\ndeny proto=sctp dst=" OTHER4 "\n"));
	EXPECT_EQ(-EACCES, do_sendto(self->fd, OTHER4, self->port, 0));
	if (variant->type == SOCK_STREAM) {
		EXPECT_EQ(-EACCES, do_send(self->fd));
	}
}

/*
 * The peer may have named more addresses than the one that was connected to,
 * and any of them may be the one in use: which cannot be known.
 */
TEST_F(sctp, peer_named_more)
{
	struct target good = target(GOOD4, 0);
	struct sockaddr_in other;
	int listener, fd, peer = -1;

	listener = make_socket(AF_INET, variant->type, IPPROTO_SCTP);
	ASSERT_LE(0, listener);
	ASSERT_EQ(0, bind(listener, &good.addr.sa, good.len));
	other = target(OTHER4, port_of(listener)).addr.v4;
	ASSERT_EQ(0, setsockopt(listener, IPPROTO_SCTP, SCTP_SOCKOPT_BINDX_ADD,
				&other, sizeof(other)));
	ASSERT_EQ(0, listen(listener, 4));
	fd = make_socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default deny\nallow proto=sctp\n"));
	ASSERT_EQ(0, do_connect(fd, GOOD4, port_of(listener)));
	if (variant->type == SOCK_STREAM) {
		peer = do_accept(listener);
		ASSERT_LE(0, peer);
	}
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(peer < 0 ? listener : peer));

	/* Each change is one that is judged anew. */
	ASSERT_EQ(0, load("default deny\nallow proto=sctp dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, do_send(fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=" OTHER4 "\n"));
	EXPECT_EQ(-EACCES, do_send(fd));
	EXPECT_EQ(-EACCES, do_send(fd));
	ASSERT_EQ(0, load("default deny\nallow proto=sctp,tcp\n"));
	EXPECT_EQ(0, do_send(fd));
	close(peer);
	close(fd);
	close(listener);
}

/* The primary address of an association has to be an allowed one. */
TEST_F(sctp, primary_address)
{
	struct sctp_prim prim = {};
	struct target other = target(OTHER4, self->port);

	ASSERT_EQ(0, connectx(self->fd, self->port, GOOD4, OTHER4));
	ASSERT_EQ(0, do_sendto(self->fd, GOOD4, self->port, 0));
	memcpy(&prim.ssp_addr, &other.addr, other.len);
	ASSERT_EQ(0, load("default allow\ndeny proto=sctp dst=" OTHER4 "\n"));
	EXPECT_EQ(-1, setsockopt(self->fd, IPPROTO_SCTP, SCTP_PRIMARY_ADDR,
				 &prim, sizeof(prim)));
	EXPECT_EQ(EACCES, errno);
}

static int send_flags(int fd, uint16_t flags, uint32_t assoc)
{
	char space[CMSG_SPACE(sizeof(struct sctp_sndinfo))] = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	struct sctp_sndinfo info = { .snd_flags = flags,
				     .snd_assoc_id = assoc };

	control_put(space, IPPROTO_SCTP, SCTP_SNDINFO, &info, sizeof(info));
	return sendmsg(fd, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

static uint32_t only_association(int fd)
{
	struct {
		struct sctp_assoc_ids ids;
		sctp_assoc_t id[4];
	} list = {};
	socklen_t len = sizeof(list);

	if (getsockopt(fd, IPPROTO_SCTP, SCTP_GET_ASSOC_ID_LIST, &list, &len))
		return 0;
	return list.id[0];
}

/* Messages by the number of an association, and those to all, obey too. */
TEST_F(sctp, by_association)
{
	uint32_t assoc;

	ASSERT_EQ(0, do_connect(self->fd, GOOD4, self->port));
	if (variant->type == SOCK_STREAM) {
		EXPECT_EQ(0, do_send(self->fd));
		ASSERT_EQ(0, load("default deny\n"));
		EXPECT_EQ(-EACCES, do_send(self->fd));
		return;
	}
	assoc = only_association(self->fd);
	EXPECT_NE(0, assoc);
	ASSERT_EQ(0, load("default deny\nallow proto=sctp\n"));
	EXPECT_EQ(0, send_flags(self->fd, 0, assoc));
	EXPECT_EQ(0, send_flags(self->fd, SCTP_SENDALL, 0));
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, send_flags(self->fd, 0, assoc));
	EXPECT_EQ(-EACCES, send_flags(self->fd, SCTP_SENDALL, 0));
}

/* An association that was peeled off stays what it was. */
TEST_F(sctp, peeled_off)
{
	sctp_peeloff_arg_t arg = {};
	socklen_t len = sizeof(arg);

	if (variant->type != SOCK_SEQPACKET)
		return;
	ASSERT_EQ(0, do_connect(self->fd, GOOD4, self->port));
	arg.associd = only_association(self->fd);
	arg.sd = getsockopt(self->fd, IPPROTO_SCTP, SCTP_SOCKOPT_PEELOFF, &arg,
			    &len);
	ASSERT_LE(0, arg.sd);
	ASSERT_EQ(0, load("default deny\nallow proto=sctp\n"));
	EXPECT_EQ(0, do_send(arg.sd));
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD4 "\n"));
	EXPECT_EQ(-EACCES, do_send(arg.sd));
	close(arg.sd);
}

TEST_HARNESS_MAIN
