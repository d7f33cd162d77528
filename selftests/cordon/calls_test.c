// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: every call that sends, with an address and without
 */

#include "net.h"

#include <linux/aio_abi.h>
#include <sys/sendfile.h>

static int by_send(int fd)
{
	return send(fd, "x", 1, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

static int by_sendto(int fd)
{
	return sendto(fd, "x", 1, MSG_NOSIGNAL, NULL, 0) == 1 ? 0 : -errno;
}

static int by_sendmsg(int fd)
{
	struct iovec iov = { "x", 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };

	return sendmsg(fd, &msg, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

static int by_sendmmsg(int fd)
{
	struct iovec iov = { "x", 1 };
	struct mmsghdr msg = { .msg_hdr = { .msg_iov = &iov,
					    .msg_iovlen = 1 } };

	return sendmmsg(fd, &msg, 1, MSG_NOSIGNAL) == 1 ? 0 : -errno;
}

static int by_write(int fd)
{
	return write(fd, "x", 1) == 1 ? 0 : -errno;
}

static int by_writev(int fd)
{
	struct iovec iov = { "x", 1 };

	return writev(fd, &iov, 1) == 1 ? 0 : -errno;
}

static int by_splice(int fd)
{
	int pipes[2], err = 0;

	if (pipe(pipes) || write(pipes[1], "x", 1) != 1)
		return -EPIPE;
	if (splice(pipes[0], NULL, fd, NULL, 1, 0) != 1)
		err = -errno;
	close(pipes[0]);
	close(pipes[1]);
	return err;
}

static int by_sendfile(int fd)
{
	int file = sys_memfd_create("data", 0);
	off_t offset = 0;
	int err = 0;

	if (file < 0 || write(file, "x", 1) != 1)
		return -EPIPE;
	if (sendfile(fd, file, &offset, 1) != 1)
		err = -errno;
	close(file);
	return err;
}

static int by_aio(int fd)
{
	struct iocb cb = {
		.aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = fd,
		.aio_buf = (uintptr_t)"x", .aio_nbytes = 1,
	}, *list = &cb;
	struct io_event event;
	aio_context_t context = 0;
	int err = -EIO;

	if (syscall(__NR_io_setup, 1, &context))
		return -errno;
	if (syscall(__NR_io_submit, context, 1, &list) != 1)
		err = -errno;
	else if (syscall(__NR_io_getevents, context, 1, 1, &event, NULL) == 1)
		err = event.res == 1 ? 0 : (int)event.res;
	syscall(__NR_io_destroy, context);
	return err;
}

static int by_zerocopy(int fd)
{
	return send(fd, "x", 1, MSG_NOSIGNAL | MSG_ZEROCOPY) == 1 ? 0 : -errno;
}

FIXTURE(calls)
{
	int tcp, udp;
	int pair[2];
	int connected;
};

FIXTURE_VARIANT(calls)
{
	int (*call)(int fd);
};

#define CALL(name)							\
	FIXTURE_VARIANT_ADD(calls, name) { .call = by_##name, }

CALL(send);
CALL(sendto);
CALL(sendmsg);
CALL(sendmmsg);
CALL(write);
CALL(writev);
CALL(splice);
CALL(sendfile);
CALL(aio);
CALL(zerocopy);

FIXTURE_SETUP(calls)
{
	REQUIRE_CORDON();
	signal(SIGPIPE, SIG_IGN);
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	self->udp = receiver(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->tcp);
	ASSERT_LE(0, self->udp);
	ASSERT_EQ(0, tcp_pair(self->pair, self->tcp, GOOD4));
	self->connected = make_socket(AF_INET, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->connected);
	ASSERT_EQ(0, do_connect(self->connected, GOOD4, port_of(self->udp)));
}

FIXTURE_TEARDOWN(calls)
{
	EXPECT_EQ(0, policy_reset());
	close(self->tcp);
	close(self->udp);
	close(self->pair[0]);
	close(self->pair[1]);
	close(self->connected);
}

/* On an allowed connection each call gets through. */
TEST_F(calls, allowed)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s dst=" GOOD4 "\n",
			  self_path()));
	EXPECT_EQ(0, variant->call(self->pair[0]));
	EXPECT_EQ(1, do_recv(self->pair[1]));
	EXPECT_EQ(0, variant->call(self->connected));
	EXPECT_EQ(1, do_recv(self->udp));
}

/* On one that a new policy denies, none does. */
TEST_F(calls, denied)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" GOOD4 "\n",
			  self_path()));
	EXPECT_EQ(-EACCES, variant->call(self->pair[0]));
	EXPECT_TRUE(nothing_at(self->pair[1]));
	EXPECT_EQ(-EACCES, variant->call(self->connected));
	EXPECT_TRUE(nothing_at(self->udp));
}

FIXTURE(fastopen)
{
	int listener;
	uint16_t port;
	int fd;
};

FIXTURE_VARIANT(fastopen)
{
	int family;
	int protocol;
	const char *good;
	const char *bad;
};

FIXTURE_VARIANT_ADD(fastopen, tcp_ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(fastopen, tcp_ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6,
};

FIXTURE_VARIANT_ADD(fastopen, mptcp_ipv4) {
	.family = AF_INET, .protocol = IPPROTO_MPTCP,
	.good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(fastopen, mptcp_ipv6) {
	.family = AF_INET6, .protocol = IPPROTO_MPTCP,
	.good = GOOD6, .bad = BAD6,
};

FIXTURE_SETUP(fastopen)
{
	int queue = 16;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, write_path("/proc/sys/net/ipv4/tcp_fastopen", "3"));
	self->listener = receiver(variant->family, SOCK_STREAM,
				  variant->protocol);
	if (self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no MPTCP");
	ASSERT_LE(0, self->listener);
	setsockopt(self->listener, IPPROTO_TCP, TCP_FASTOPEN, &queue,
		   sizeof(queue));
	self->port = port_of(self->listener);
	self->fd = make_socket(variant->family, SOCK_STREAM,
			       variant->protocol);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=tcp dst=%s\n",
			  self_path(), variant->bad));
}

FIXTURE_TEARDOWN(fastopen)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
	close(self->fd);
}

/* sendto that connects is judged as a connection. */
TEST_F(fastopen, sendto)
{
	EXPECT_EQ(-EACCES, do_sendto(self->fd, variant->bad, self->port,
				     MSG_FASTOPEN));
	EXPECT_TRUE(nothing_at(self->listener));
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, self->port,
			       MSG_FASTOPEN));
	EXPECT_EQ(0, wait_readable(self->listener));
}

/* Without a cookie and with one. */
TEST_F(fastopen, sendto_with_cookie)
{
	int fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);

	ASSERT_LE(0, fd);
	EXPECT_EQ(0, do_sendto(fd, variant->good, self->port, MSG_FASTOPEN));
	EXPECT_EQ(0, do_sendto(self->fd, variant->good, self->port,
			       MSG_FASTOPEN));
	close(fd);
	fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, do_sendto(fd, variant->good, self->port,
				     MSG_FASTOPEN));
	close(fd);
}

/* sendmsg and sendmmsg alike. */
TEST_F(fastopen, sendmsg)
{
	struct target bad = target(variant->bad, self->port);
	struct iovec iov = { "x", 1 };
	struct mmsghdr msg = {
		.msg_hdr = { .msg_name = &bad.addr, .msg_namelen = bad.len,
			     .msg_iov = &iov, .msg_iovlen = 1 },
	};

	EXPECT_EQ(-1, sendmsg(self->fd, &msg.msg_hdr, MSG_FASTOPEN));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, sendmmsg(self->fd, &msg, 1, MSG_FASTOPEN));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->listener));
}

/* A connection that waits for its first data was judged, and is again. */
TEST_F(fastopen, deferred_connect)
{
	int on = 1;

	if (setsockopt(self->fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on,
		       sizeof(on)))
		SKIP(return, "no TCP_FASTOPEN_CONNECT");
	EXPECT_EQ(-EACCES, do_connect(self->fd, variant->bad, self->port));
	EXPECT_EQ(0, do_connect(self->fd, variant->good, self->port));
	/* Another address does not redirect what connect has fixed. */
	do_sendto(self->fd, variant->bad, self->port, 0);
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(0, wait_readable(self->listener));
}

/*
 * MPTCP goes on waiting for its first data when it is disconnected: the next
 * send connects, to whatever it names.
 */
TEST_F(fastopen, deferred_and_disconnected)
{
	int on = 1, err;

	if (setsockopt(self->fd, IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE, &on,
		       sizeof(on)) ||
	    setsockopt(self->fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on,
		       sizeof(on)))
		SKIP(return, "no TCP_FASTOPEN_CONNECT");
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	ASSERT_EQ(0, do_disconnect(self->fd));
	err = do_sendto(self->fd, variant->bad, self->port, MSG_NOSIGNAL);
	EXPECT_GT(0, err);
	if (variant->protocol) {
		EXPECT_EQ(-EACCES, err);
	}
	EXPECT_TRUE(nothing_at(self->listener));
}

/* After a new deny the first data of a waiting connection does not leave. */
TEST_F(fastopen, deferred_connect_is_revoked)
{
	int on = 1;
	int fd = make_socket(variant->family, SOCK_STREAM, variant->protocol);

	ASSERT_LE(0, fd);
	/* The first connection brings the cookie, the second waits. */
	ASSERT_EQ(0, do_sendto(fd, variant->good, self->port, MSG_FASTOPEN));
	close(do_accept(self->listener));
	close(fd);
	if (setsockopt(self->fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on,
		       sizeof(on)))
		SKIP(return, "no TCP_FASTOPEN_CONNECT");
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, do_send(self->fd));
}

TEST_HARNESS_MAIN
