// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what an accepted socket has from the listening one
 */

#include "batch.h"
#include "queue.h"

FIXTURE(accepted)
{
	int listener, fd;
};

FIXTURE_VARIANT(accepted)
{
	int family;
	const char *good;
	const char *bad;
	int level, option; /* that may divert packets */
};

FIXTURE_VARIANT_ADD(accepted, ipv4) {
	.family = AF_INET, .good = GOOD4, .bad = BAD4,
	.level = IPPROTO_IP, .option = IP_OPTIONS,
};

FIXTURE_VARIANT_ADD(accepted, ipv6) {
	.family = AF_INET6, .good = GOOD6, .bad = BAD6,
	.level = IPPROTO_IPV6, .option = IPV6_RTHDR,
};

FIXTURE_SETUP(accepted)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->listener = receiver(variant->family, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->fd = make_socket(variant->family, SOCK_STREAM, 0);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(accepted)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->listener);
	close(self->fd);
}

/* Even to take such an option off is to have had it. */
static int touch_option(const FIXTURE_VARIANT(accepted) *v, int fd)
{
	return setsockopt(fd, v->level, v->option, NULL, 0) ? -errno : 0;
}

/* Replies of a listener whose packets may be diverted go nobody knows where. */
TEST_F(accepted, options_divert)
{
	int peer;

	ASSERT_EQ(0, touch_option(variant, self->listener));
	ASSERT_EQ(0, do_connect(self->fd, variant->good,
				port_of(self->listener)));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(self->fd));
	ASSERT_EQ(0, load("default allow\ndeny dst=%s\n", variant->bad));
	EXPECT_EQ(-EACCES, do_send(peer));
	ASSERT_EQ(0, load("default deny\nallow dst=0.0.0.0/0,::/0\n"));
	EXPECT_EQ(-EACCES, do_send(peer));
	EXPECT_TRUE(nothing_at(self->fd));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(self->fd));
	close(peer);
}

/* Without such options none of that is said. */
TEST_F(accepted, may_reply)
{
	int peer;

	ASSERT_EQ(0, do_connect(self->fd, variant->good,
				port_of(self->listener)));
	peer = do_accept(self->listener);
	ASSERT_LE(0, peer);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, do_send(peer));
	EXPECT_EQ(1, do_recv(self->fd));
	/* Nor is the listener's own connection that of the accepted one. */
	EXPECT_EQ(-EACCES, do_send(self->fd));
	close(peer);
}

/* A name is ignored there, and so is what control data could say. */
TEST_F(accepted, may_reply_in_a_batch)
{
	struct target bad = target(variant->bad, 9);
	struct batch batch = {};

	ASSERT_EQ(0, do_connect(self->fd, variant->good,
				port_of(self->listener)));
	batch.fd = do_accept(self->listener);
	ASSERT_LE(0, batch.fd);
	batch_add(&batch, &bad);
	batch_add(&batch, &bad);
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(2, batch_send(&batch));
	close(batch.fd);
}

struct server {
	const FIXTURE_VARIANT(accepted) *variant;
	FIXTURE_DATA(accepted) *self;
	struct event asked, answered;
};

static int ask_and_serve(void *arg)
{
	struct server *server = arg;
	int listener = server->self->listener, peer;

	/* Asked, but never held: the answer is for who tries again. */
	if (touch_option(server->variant, listener) != -EACCES)
		return -EBADMSG;
	event_set(&server->asked);
	if (event_wait(&server->answered) ||
	    touch_option(server->variant, listener))
		return -EBADMSG;
	if (do_connect(server->self->fd, server->variant->good,
		       port_of(listener)))
		return -EBADMSG;
	peer = do_accept(listener);
	return peer < 0 ? -EBADMSG : do_send(peer);
}

/* What was answered once for the listener is for those it accepts. */
TEST_F(accepted, answered_once)
{
	struct server server = { .variant = variant, .self = self };
	struct question q;
	struct task task;

	ASSERT_EQ(0, event_init(&server.asked));
	ASSERT_EQ(0, event_init(&server.answered));
	ASSERT_EQ(0, load("default allow\nunanswered deny after=600\n"
			  "ask exe=%s dst=%s\n", self_path(), variant->bad));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, ask_and_serve, &server));
	ASSERT_EQ(0, event_wait(&server.asked));
	ASSERT_EQ(1, queue_read(&q, 0));
	EXPECT_TRUE(field_is(q.line, "op", "setsockopt"));
	ASSERT_EQ(0, answer(q.id, "allow"));
	event_set(&server.answered);
	EXPECT_EQ(0, task_wait(&task));
	task_kill(&task);
}

TEST_HARNESS_MAIN
