// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: connections under a policy that changes
 */

#include "queue.h"

FIXTURE(revoke)
{
	int listener, udp;
	int fd, peer;
	uint16_t port;
};

FIXTURE_VARIANT(revoke)
{
	int family;
	int protocol;
	const char *good;
	const char *bad;
	const char *other;
};

FIXTURE_VARIANT_ADD(revoke, ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4, .other = OTHER4,
};

FIXTURE_VARIANT_ADD(revoke, ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6, .other = OTHER6,
};

FIXTURE_VARIANT_ADD(revoke, mptcp) {
	.family = AF_INET, .protocol = IPPROTO_MPTCP,
	.good = GOOD4, .bad = BAD4, .other = OTHER4,
};

FIXTURE_SETUP(revoke)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(variant->family, SOCK_STREAM,
				  variant->protocol);
	if (self->listener == -EPROTONOSUPPORT)
		SKIP(return, "no MPTCP");
	ASSERT_LE(0, self->listener);
	self->udp = receiver(variant->family, SOCK_DGRAM, 0);
	ASSERT_LE(0, self->udp);
	self->port = port_of(self->listener);
	self->fd = make_socket(variant->family, SOCK_STREAM,
			       variant->protocol);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, do_connect(self->fd, variant->good, self->port));
	self->peer = do_accept(self->listener);
	ASSERT_LE(0, self->peer);
}

FIXTURE_TEARDOWN(revoke)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->listener);
	close(self->udp);
	close(self->fd);
	close(self->peer);
}

/* A new deny cuts what is established, a new allow mends it. */
TEST_F(revoke, deny_cuts)
{
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self_path(),
			  variant->good));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->peer));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
}

/* A rule that is inserted cuts just as well. */
TEST_F(revoke, inserted_rule_cuts)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	EXPECT_EQ(0, do_send(self->fd));
	ASSERT_EQ(0, change("append deny dst=%s\n", variant->good));
	EXPECT_EQ(0, do_send(self->fd));
	ASSERT_EQ(0, load("default deny\ndeny dst=%s\nallow exe=%s\n",
			  variant->good, self_path()));
	EXPECT_EQ(-EACCES, do_send(self->fd));
}

/* A change of a set is a change. */
TEST_F(revoke, set_cuts)
{
	ASSERT_EQ(0, load("default deny\nset s %s\nallow dst=@s\n",
			  variant->good));
	EXPECT_EQ(0, do_send(self->fd));
	ASSERT_EQ(0, change("set s %s\n", variant->other));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	ASSERT_EQ(0, change("set s\nset s %s\n", variant->good));
	EXPECT_EQ(0, do_send(self->fd));
}

/* What does not concern a connection leaves it alone. */
TEST_F(revoke, other_changes_do_not_cut)
{
	int i;

	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, change("append deny exe=/nowhere/%d\n", i));
		EXPECT_EQ(0, do_send(self->fd));
	}
	ASSERT_EQ(0, load("default deny\nallow exe=%s dst=%s dport=%d\n",
			  self_path(), variant->good, self->port));
	EXPECT_EQ(0, do_send(self->fd));
}

/*
 * To try another address, which is allowed, does not clear a connection to one
 * that is not: connect(2) on a connected socket fails with EISCONN.
 */
TEST_F(revoke, failed_connect_does_not_clear)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self_path(),
			  variant->good));
	EXPECT_EQ(-EISCONN, do_connect(self->fd, variant->other, self->port));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_EQ(-EISCONN, do_connect(self->fd, variant->other, self->port));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	EXPECT_TRUE(nothing_at(self->peer));
}

/* Nor when it was tried before the policy changed. */
TEST_F(revoke, failed_connect_before_the_change)
{
	EXPECT_EQ(-EISCONN, do_connect(self->fd, variant->other, self->port));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->good));
	EXPECT_EQ(-EACCES, do_send(self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->other));
	EXPECT_EQ(0, do_send(self->fd));
}

/* And a denied one does not taint the connection there is. */
TEST_F(revoke, denied_connect_does_not_taint)
{
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, do_connect(self->fd, variant->bad, self->port));
	EXPECT_EQ(0, do_send(self->fd));
	EXPECT_EQ(1, do_recv(self->peer));
}

/* A datagram socket is judged by its last peer. */
TEST_F(revoke, datagram_reconnect)
{
	int fd = make_socket(variant->family, SOCK_DGRAM, 0);
	uint16_t port = port_of(self->udp);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, port));
	ASSERT_EQ(0, do_connect(fd, variant->other, port));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->good));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(self->udp));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->other));
	EXPECT_EQ(-EACCES, do_send(fd));
	EXPECT_EQ(-EACCES, do_connect(fd, variant->other, port));
	EXPECT_EQ(-EACCES, do_send(fd));
	EXPECT_EQ(0, do_connect(fd, variant->good, port));
	EXPECT_EQ(0, do_send(fd));
	EXPECT_EQ(1, do_recv(self->udp));
	close(fd);
}

/* A failed reconnect leaves a datagram socket with its peer, denied or not. */
TEST_F(revoke, datagram_failed_reconnect)
{
	struct target t = target(variant->other, port_of(self->udp));
	int fd = make_socket(variant->family, SOCK_DGRAM, 0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, do_connect(fd, variant->good, port_of(self->udp)));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->good));
	EXPECT_EQ(-1, connect(fd, &t.addr.sa, 8));
	EXPECT_EQ(-EACCES, do_send(fd));
	EXPECT_TRUE(nothing_at(self->udp));
	close(fd);
}

/* Of the first rule, or -1. */
static long long count_hits(void)
{
	static char text[TEXT_MAX];
	long long n = -1;
	char *at;

	if (cordon_read("policy", text, sizeof(text)) > 0) {
		at = strstr(text, " hits=");
		if (at)
			n = atoll(at + strlen(" hits="));
	}
	return n;
}

static int send_as_user(void *arg)
{
	return become(1000) ? -STATUS_SETUP : do_send(*(int *)arg);
}

/*
 * Two connects under two policies: which of them made the peer is not known
 * until a send looks, once for each policy and each who sends.
 */
TEST_F(revoke, connects_of_two_policies)
{
	int fd = make_socket(variant->family, SOCK_DGRAM, 0);
	uint16_t port = port_of(self->udp);
	int i, round;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, load("default deny\nallow uid=0 dst=%s,%s\n",
			  variant->good, variant->other));
	ASSERT_EQ(0, do_connect(fd, variant->other, port));
	for (round = 1; round < 4; round++) {
		ASSERT_EQ(0, change("append deny exe=/nowhere/%d\n", round));
		if (round == 1) {
			ASSERT_EQ(0, do_connect(fd, variant->good, port));
		}
		for (i = 0; i < 3; i++) {
			EXPECT_EQ(0, do_send(fd));
		}
		EXPECT_EQ(2 + round, count_hits());
		EXPECT_EQ(-EACCES, task_run(send_as_user, &fd));
		EXPECT_EQ(0, do_send(fd));
		EXPECT_EQ(2 + round, count_hits());
	}
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->other));
	EXPECT_EQ(0, do_send(fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->good));
	EXPECT_EQ(-EACCES, do_send(fd));
	close(fd);
}

static int ask_and_use(void *arg)
{
	struct attempt *a = arg;
	int family = strchr(a->addr, ':') ? AF_INET6 : AF_INET;
	int fd = make_socket(family, SOCK_STREAM, a->protocol);
	int err = do_connect(fd, a->addr, a->port);

	if (err)
		return err;
	/* Granted once: lives on over changes that do not deny it. */
	if (do_send(fd))
		return -EBADMSG;
	err = cordon_write("rules", "append deny exe=/nowhere\n");
	if (err)
		return err;
	return do_send(fd) ? -EBADMSG : 0;
}

/* A connection granted once lives on while its rule still asks. */
TEST_F(revoke, granted_once_lives_on)
{
	struct attempt a = { .addr = variant->bad, .port = self->port,
			     .protocol = variant->protocol };
	struct question q;
	struct task task;

	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=%s\n", self_path(), variant->bad));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, ask_and_use, &a));
	ASSERT_EQ(0, queue_wait(&q, 1));
	ASSERT_EQ(0, answer(q.id, "allow"));
	EXPECT_EQ(0, task_wait(&task));
	task_kill(&task);
}

struct late {
	struct attempt a;
	struct event connected, changed;
};

static int ask_and_wait(void *arg)
{
	struct late *late = arg;
	int family = strchr(late->a.addr, ':') ? AF_INET6 : AF_INET;
	int fd = make_socket(family, SOCK_STREAM, late->a.protocol);
	int err = do_connect(fd, late->a.addr, late->a.port);

	if (err)
		return -EBADMSG;
	event_set(&late->connected);
	event_wait(&late->changed);
	return do_send(fd);
}

/* But a rule that denies comes before what was granted. */
TEST_F(revoke, granted_once_is_cut_by_deny)
{
	struct late late = { .a = { .addr = variant->bad, .port = self->port,
				    .protocol = variant->protocol } };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&late.connected));
	ASSERT_EQ(0, event_init(&late.changed));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=%s\n", self_path(), variant->bad));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, ask_and_wait, &late));
	ASSERT_EQ(0, queue_wait(&q, 1));
	ASSERT_EQ(0, answer(q.id, "allow"));
	ASSERT_EQ(0, event_wait(&late.connected));
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=%s\n", self_path(),
			  variant->bad));
	event_set(&late.changed);
	EXPECT_EQ(-EACCES, task_wait(&task));
	task_kill(&task);
}

TEST_HARNESS_MAIN
