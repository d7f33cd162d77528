// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: MPTCP, where the kernel opens further connections
 *
 * The server announces another address of its own, and the kernel of the
 * client connects there by itself, in a worker.
 */

#include "mptcp.h"
#include "record.h"

/* How many connections there are besides the first. */
static int subflows(int fd)
{
	struct mptcp_info info = {};
	socklen_t len = sizeof(info);

	return getsockopt(fd, SOL_MPTCP, MPTCP_INFO, &info, &len) ? -errno :
		info.mptcpi_subflows;
}

FIXTURE(mptcp)
{
	int records;
	int listener;
	int fd, peer;
	struct record r;
};

FIXTURE_SETUP(mptcp)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	self->records = records_open();
	ASSERT_LE(0, self->records);
	ASSERT_EQ(0, own_network());
	self->listener = receiver(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
	if (self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no MPTCP");
	ASSERT_LE(0, self->listener);
	ASSERT_EQ(0, mptcp_endpoint(BAD4, MPTCP_PM_ADDR_FLAG_SIGNAL));
	self->fd = make_socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(mptcp)
{
	EXPECT_EQ(0, policy_reset());
	close(self->records);
	close(self->listener);
	close(self->fd);
}

/* Connects and exchanges data, which makes the connection a full one. */
static int converse(int fd, int listener, int *peer)
{
	int err = do_connect(fd, GOOD4, port_of(listener));

	if (err)
		return err;
	*peer = do_accept(listener);
	if (*peer < 0)
		return *peer;
	err = do_send(fd);
	err = err ?: do_recv(*peer) == 1 ? 0 : -EIO;
	err = err ?: do_send(*peer);
	return err ?: do_recv(fd) == 1 ? 0 : -EIO;
}

/* The kernel connects to an announced address where any is allowed. */
TEST_F(mptcp, announced_and_allowed)
{
	long long end = now_ms() + PATIENCE_MS;

	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=tcp\n",
			  self_path()));
	ASSERT_EQ(0, converse(self->fd, self->listener, &self->peer));
	while (subflows(self->fd) < 1 && now_ms() < end)
		usleep(5000);
	EXPECT_EQ(1, subflows(self->fd));
	EXPECT_EQ(0, do_send(self->fd));
	close(self->peer);
}

static void expect_no_subflow(struct __test_metadata *_metadata,
			      FIXTURE_DATA(mptcp) *self)
{
	char exe[PATH_MAX + 2];

	ASSERT_EQ(0, records_drop(self->records));
	ASSERT_EQ(0, converse(self->fd, self->listener, &self->peer));
	ASSERT_EQ(0, record_next_with(self->records, AUDIT_CORDON_VERDICT,
				      "op", "subflow", &self->r));
	EXPECT_TRUE(field_is(self->r.text, "verdict", "deny"));
	EXPECT_TRUE(field_is(self->r.text, "proto", "tcp"));
	snprintf(exe, sizeof(exe), "\"%s\"", self_path());
	EXPECT_TRUE(field_is(self->r.text, "exe", exe));
	EXPECT_EQ(0, subflows(self->fd));
	/* The connection itself is fine. */
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
	close(self->peer);
}

/* And does not where one is denied to the program whose socket it is. */
TEST_F(mptcp, announced_and_denied)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self_path()));
	expect_no_subflow(_metadata, self);
}

/* Nor where only some are allowed. */
TEST_F(mptcp, announced_and_not_allowed)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s dst=" GOOD4 "\n",
			  self_path()));
	expect_no_subflow(_metadata, self);
}

/* What has several connections is cut when one of them is denied. */
TEST_F(mptcp, revoked_by_one_address)
{
	long long end = now_ms() + PATIENCE_MS;

	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	ASSERT_EQ(0, converse(self->fd, self->listener, &self->peer));
	while (subflows(self->fd) < 1 && now_ms() < end)
		usleep(5000);
	ASSERT_EQ(1, subflows(self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "\n"));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->peer));
	close(self->peer);
}

TEST_HARNESS_MAIN
