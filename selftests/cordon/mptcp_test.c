// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: MPTCP, where the kernel opens further connections
 *
 * The server announces another address of its own, and the kernel of the
 * client connects there by itself, in a worker.
 */

#include "record.h"

#include <linux/genetlink.h>
#include <linux/mptcp.h>

#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif

struct message {
	struct nlmsghdr head;
	struct genlmsghdr generic;
	char room[256];
};

static struct nlattr *put(struct message *m, int type, const void *data,
			  size_t len)
{
	struct nlattr *attr = (void *)m + NLMSG_ALIGN(m->head.nlmsg_len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	if (data)
		memcpy((char *)attr + NLA_HDRLEN, data, len);
	m->head.nlmsg_len = NLMSG_ALIGN(m->head.nlmsg_len) +
			    NLA_ALIGN(attr->nla_len);
	return attr;
}

static struct message message(int family, int command)
{
	return (struct message) {
		.head = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
			  .nlmsg_type = family,
			  .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.generic = { .cmd = command, .version = 1 },
	};
}

/* Sends a message; the first answer goes into reply when there is room. */
static int talk(int fd, struct message *m, void *reply, size_t size)
{
	char room[4096];
	struct nlmsghdr *head = (void *)room;
	struct nlmsgerr *error;

	if (send(fd, m, m->head.nlmsg_len, 0) < 0)
		return -errno;
	for (;;) {
		if (recv(fd, room, sizeof(room), 0) < 0)
			return -errno;
		if (head->nlmsg_type == NLMSG_ERROR) {
			error = NLMSG_DATA(head);
			return error->error;
		}
		if (reply)
			memcpy(reply, room, size);
	}
}

static int family_id(int fd, const char *name)
{
	struct message m = message(GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	struct message reply = {};
	struct nlattr *attr;
	uint16_t id;
	int err, at = 0;

	put(&m, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	err = talk(fd, &m, &reply, sizeof(reply));
	if (err)
		return err;
	while (at < 200) {
		attr = (void *)reply.room + at;
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID) {
			memcpy(&id, (char *)attr + NLA_HDRLEN, sizeof(id));
			return id;
		}
		if (attr->nla_len < NLA_HDRLEN)
			break;
		at += NLA_ALIGN(attr->nla_len);
	}
	return -ENOENT;
}

/* Lets peers announce an address, and announces this one. */
static int announce(const char *text)
{
	uint32_t one = 1, four = 4, flags = MPTCP_PM_ADDR_FLAG_SIGNAL;
	uint16_t family = AF_INET;
	uint8_t id = 9;
	struct in_addr addr;
	struct nlattr *nest;
	struct message m;
	int fd = make_socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
	int pm, err;

	if (fd < 0)
		return fd;
	pm = family_id(fd, MPTCP_PM_NAME);
	if (pm < 0)
		return pm;
	m = message(pm, MPTCP_PM_CMD_SET_LIMITS);
	put(&m, MPTCP_PM_ATTR_RCV_ADD_ADDRS, &one, sizeof(one));
	put(&m, MPTCP_PM_ATTR_SUBFLOWS, &four, sizeof(four));
	err = talk(fd, &m, NULL, 0);
	if (err)
		return err;
	inet_pton(AF_INET, text, &addr);
	m = message(pm, MPTCP_PM_CMD_ADD_ADDR);
	nest = put(&m, MPTCP_PM_ATTR_ADDR | NLA_F_NESTED, NULL, 0);
	put(&m, MPTCP_PM_ADDR_ATTR_FAMILY, &family, sizeof(family));
	put(&m, MPTCP_PM_ADDR_ATTR_ID, &id, sizeof(id));
	put(&m, MPTCP_PM_ADDR_ATTR_ADDR4, &addr, sizeof(addr));
	put(&m, MPTCP_PM_ADDR_ATTR_FLAGS, &flags, sizeof(flags));
	nest->nla_len = (char *)&m + m.head.nlmsg_len - (char *)nest;
	err = talk(fd, &m, NULL, 0);
	close(fd);
	return err;
}

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
	ASSERT_EQ(0, announce(BAD4));
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
