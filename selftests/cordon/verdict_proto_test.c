// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: DCCP and vsock, from end to end
 */

#include "queue.h"

#include <linux/dccp.h>
#include <linux/vm_sockets.h>

FIXTURE(dccp)
{
	int listener;
	uint16_t port;
	int fd;
};

FIXTURE_VARIANT(dccp)
{
	int family;
	const char *good;
	const char *bad;
};

FIXTURE_VARIANT_ADD(dccp, ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4,
};

FIXTURE_VARIANT_ADD(dccp, ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6,
};

static int set_service(int fd)
{
	uint32_t service = htonl(42);

	return setsockopt(fd, 269 /* SOL_DCCP */, DCCP_SOCKOPT_SERVICE,
			  &service, sizeof(service)) ? -errno : 0;
}

FIXTURE_SETUP(dccp)
{
	struct target any = target(variant->family == AF_INET6 ? "::" :
							"0.0.0.0", 0);

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = make_socket(variant->family, SOCK_DCCP, IPPROTO_DCCP);
	if (self->listener == -ESOCKTNOSUPPORT ||
	    self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no DCCP");
	ASSERT_LE(0, self->listener);
	ASSERT_EQ(0, set_service(self->listener));
	ASSERT_EQ(0, bind(self->listener, &any.addr.sa, any.len));
	ASSERT_EQ(0, listen(self->listener, 4));
	self->port = port_of(self->listener);
	self->fd = make_socket(variant->family, SOCK_DCCP, IPPROTO_DCCP);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, set_service(self->fd));
}

FIXTURE_TEARDOWN(dccp)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
	close(self->fd);
}

/* A connection is judged, and judged again under a new policy. */
TEST_F(dccp, connect)
{
	int peer;

	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=dccp dst=%s"
			  " dport=%d\n", self_path(), variant->good,
			  self->port));
	EXPECT_EQ(-EACCES, do_connect(self->fd, variant->bad, self->port));
	EXPECT_TRUE(nothing_at(self->listener));
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(peer));
	ASSERT_EQ(0, load("default allow\ndeny proto=dccp\n"));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(self->fd));
	close(peer);
}

FIXTURE(vsock)
{
	int listener;
	struct sockaddr_vm here;
};

FIXTURE_SETUP(vsock)
{
	socklen_t len = sizeof(self->here);

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	self->listener = make_socket(AF_VSOCK, SOCK_STREAM, 0);
	if (self->listener == -EAFNOSUPPORT)
		SKIP(return, "no vsock");
	ASSERT_LE(0, self->listener);
	self->here = (struct sockaddr_vm) {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_LOCAL,
		.svm_port = VMADDR_PORT_ANY,
	};
	if (bind(self->listener, (struct sockaddr *)&self->here, len) &&
	    errno == EADDRNOTAVAIL)
		SKIP(return, "no vsock loopback");
	ASSERT_EQ(0, listen(self->listener, 4));
	ASSERT_EQ(0, getsockname(self->listener, (struct sockaddr *)&self->here,
				 &len));
}

FIXTURE_TEARDOWN(vsock)
{
	EXPECT_EQ(0, policy_reset());
	close(self->listener);
}

static int tell_room(void *arg)
{
	uint64_t room = 4096;
	int *fd = arg;

	return setsockopt(*fd, AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE, &room,
			  sizeof(room)) ? -errno : 0;
}

/*
 * An option says to the peer at once how much room there is: so it is judged,
 * and may be asked about, but not held.
 */
TEST_F(vsock, options_are_told)
{
	struct sockaddr *addr = (struct sockaddr *)&self->here;
	int fd = make_socket(AF_VSOCK, SOCK_STREAM, 0);
	struct question q;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, connect(fd, addr, sizeof(self->here)));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=vsock\n",
			  self_path()));
	EXPECT_EQ(-EACCES, task_run(tell_room, &fd));
	ASSERT_EQ(0, load("default allow\n"
			  "unanswered deny after=600 hold=all\n"
			  "ask exe=%s proto=vsock\n", self_path()));
	ASSERT_EQ(0, responder_start());
	EXPECT_EQ(-EACCES, task_run(tell_room, &fd));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "op", "setsockopt"));
	ASSERT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_run(tell_room, &fd));
	responder_stop();
	close(fd);
}

/* A socket made while it was allowed goes nowhere when it is not any more. */
TEST_F(vsock, connect)
{
	struct sockaddr *addr = (struct sockaddr *)&self->here;
	int fd = make_socket(AF_VSOCK, SOCK_STREAM, 0);
	int peer;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s proto=vsock\n",
			  self_path()));
	EXPECT_EQ(-1, connect(fd, addr, sizeof(self->here)));
	EXPECT_EQ(EACCES, errno);
	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=vsock\n",
			  self_path()));
	ASSERT_EQ(0, connect(fd, addr, sizeof(self->here)));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(peer));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, do_send(fd));
	close(peer);
	close(fd);
}

TEST_HARNESS_MAIN
