// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: 0.0.0.0 and ::, where something else says where from
 *
 * Without a source they are the loopback address. With one they are that
 * source, or an address of that interface: which, no rule can speak of.
 */

#include "batch.h"
#include "queue.h"

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif

/* What allows the loopback addresses, but not BAD4. */
#define LOOPBACK "allow dst=" GOOD4 ",::1\n"

static const struct source {
	const char *name;
	int family;
	const char *any;
	const char *bound; /* to this address */
	int level, option; /* to the loopback interface, by this option */
	bool loopback;
} sources[] = {
	{ "none", AF_INET, "0.0.0.0", .loopback = true },
	{ "a port alone", AF_INET, "0.0.0.0", "0.0.0.0", .loopback = true },
	{ "an address", AF_INET, "0.0.0.0", BAD4 },
	{ "a device", AF_INET, "0.0.0.0", NULL, SOL_SOCKET, SO_BINDTODEVICE },
	{ "an interface", AF_INET, "0.0.0.0", NULL, IPPROTO_IP, IP_UNICAST_IF },
	{ "none, v6", AF_INET6, "::", .loopback = true },
	{ "a port alone, v6", AF_INET6, "::", "::", .loopback = true },
	{ "an address, v6", AF_INET6, "::", BAD6 },
	{ "a device, v6", AF_INET6, "::", NULL, SOL_SOCKET, SO_BINDTODEVICE },
	{ "none, mapped", AF_INET6, "::ffff:0.0.0.0", .loopback = true },
	{ "an address, mapped", AF_INET6, "::ffff:0.0.0.0", "::ffff:" BAD4 },
	{ "a mapped address", AF_INET6, "::", "::ffff:" BAD4 },
};

FIXTURE(any)
{
	int in[2];
	uint16_t port[2];
};

FIXTURE_VARIANT(any)
{
	int type;
	int protocol;
	bool named; /* the address goes with the message */
};

FIXTURE_VARIANT_ADD(any, tcp) {
	.type = SOCK_STREAM,
};

FIXTURE_VARIANT_ADD(any, udp) {
	.type = SOCK_DGRAM,
};

FIXTURE_VARIANT_ADD(any, udp_named) {
	.type = SOCK_DGRAM, .named = true,
};

FIXTURE_VARIANT_ADD(any, udplite_named) {
	.type = SOCK_DGRAM, .protocol = IPPROTO_UDPLITE, .named = true,
};

FIXTURE_SETUP(any)
{
	int i;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	for (i = 0; i < 2; i++) {
		self->in[i] = receiver(i ? AF_INET6 : AF_INET, variant->type,
				       variant->protocol);
		if (self->in[i] == -EPROTONOSUPPORT)
			SKIP(return, "no UDP-Lite");
		ASSERT_LE(0, self->in[i]);
		self->port[i] = port_of(self->in[i]);
	}
}

FIXTURE_TEARDOWN(any)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	close(self->in[0]);
	close(self->in[1]);
}

static int take_source(int fd, const struct source *source)
{
	struct target here = target(source->bound ?: "0.0.0.0", 0);
	int index = htonl(if_nametoindex("lo"));

	if (source->bound)
		return bind(fd, &here.addr.sa, here.len) ? -errno : 0;
	if (source->option == SO_BINDTODEVICE)
		return setsockopt(fd, source->level, source->option, "lo", 3) ?
			-errno : 0;
	if (source->option)
		return setsockopt(fd, source->level, source->option, &index,
				  sizeof(index)) ? -errno : 0;
	return 0;
}

/* Sends to the any-address from a new socket with that source. */
static int send_any(const FIXTURE_DATA(any) *self,
		    const FIXTURE_VARIANT(any) *v, const struct source *source)
{
	uint16_t port = self->port[source->family == AF_INET6];
	int fd = make_socket(source->family, v->type, v->protocol);
	int err = fd < 0 ? fd : take_source(fd, source);

	if (err)
		err = -EBADMSG;
	else if (v->named)
		err = do_sendto(fd, source->any, port, 0);
	else
		err = do_connect(fd, source->any, port);
	if (fd >= 0)
		close(fd);
	return err;
}

/* An address of loopback does not allow what goes elsewhere. */
TEST_F(any, not_allowed_as_loopback)
{
	const struct source *s;

	ASSERT_EQ(0, load("default deny\n" LOOPBACK));
	for (s = sources; s < sources + ARRAY_SIZE(sources); s++) {
		EXPECT_EQ(s->loopback ? 0 : -EACCES, send_any(self, variant, s))
		{
			TH_LOG("source: %s", s->name);
		}
	}
}

/* A deny of where it goes applies; one of loopback might. */
TEST_F(any, denied_by_address)
{
	const struct source *s;

	ASSERT_EQ(0, load("default allow\ndeny dst=" BAD4 "," BAD6 "\n"));
	for (s = sources; s < sources + ARRAY_SIZE(sources); s++) {
		EXPECT_EQ(s->loopback ? 0 : -EACCES, send_any(self, variant, s))
		{
			TH_LOG("source: %s", s->name);
		}
	}
	ASSERT_EQ(0, load("default allow\ndeny dst=" GOOD4 ",::1\n"));
	for (s = sources; s < sources + ARRAY_SIZE(sources); s++) {
		EXPECT_EQ(-EACCES, send_any(self, variant, s))
		{
			TH_LOG("source: %s", s->name);
		}
	}
}

/* What allows every address allows this one. */
TEST_F(any, allowed_without_address)
{
	const struct source *s;

	ASSERT_EQ(0, load("default deny\nallow exe=%s proto=tcp,udp,udplite\n",
			  self_path()));
	for (s = sources; s < sources + ARRAY_SIZE(sources); s++) {
		/* Whether it gets there is not for the module to say. */
		EXPECT_NE(-EACCES, send_any(self, variant, s))
		{
			TH_LOG("source: %s", s->name);
		}
	}
}

/* A source address that goes with the message is one as well. */
TEST_F(any, source_in_control_data)
{
	struct target any = target("0.0.0.0", self->port[0]);
	char space[CMSG_SPACE(sizeof(struct in_pktinfo))] = {};
	struct in_pktinfo info = {};
	struct iovec iov = { "x", 1 };
	struct msghdr msg = {
		.msg_name = &any.addr, .msg_namelen = any.len,
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = space, .msg_controllen = sizeof(space),
	};
	int fd;

	if (!variant->named)
		return;
	fd = make_socket(AF_INET, variant->type, variant->protocol);
	ASSERT_LE(0, fd);
	inet_pton(AF_INET, BAD4, &info.ipi_spec_dst);
	control_put(space, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	ASSERT_EQ(0, load("default deny\n" LOOPBACK));
	EXPECT_EQ(-1, sendmsg(fd, &msg, 0));
	EXPECT_EQ(EACCES, errno);
	EXPECT_TRUE(nothing_at(self->in[0]));
	EXPECT_EQ(0, do_sendto(fd, "0.0.0.0", self->port[0], 0));
	EXPECT_EQ(1, do_recv(self->in[0]));
	close(fd);
}

/* At BAD4 alone, and a port that nobody has at GOOD4. */
static int receiver_at_bad(const FIXTURE_VARIANT(any) *v)
{
	struct target bad = target(BAD4, 0);
	int fd = make_socket(AF_INET, v->type, v->protocol);

	if (fd >= 0 && (bind(fd, &bad.addr.sa, bad.len) ||
			(v->type == SOCK_STREAM && listen(fd, 1)))) {
		close(fd);
		return -EBADMSG;
	}
	return fd;
}

/*
 * sendmmsg() does not ask again for the same address. Only the second message
 * has a source.
 */
TEST_F(any, source_in_a_batch)
{
	struct batch batch = {};
	struct in_pktinfo info = {};
	struct target any;
	int bad;

	if (!variant->named)
		return;
	bad = receiver_at_bad(variant);
	ASSERT_LE(0, bad);
	any = target("0.0.0.0", port_of(bad));
	batch.fd = make_socket(AF_INET, variant->type, variant->protocol);
	ASSERT_LE(0, batch.fd);
	batch_add(&batch, &any);
	batch_add(&batch, &any);
	inet_pton(AF_INET, BAD4, &info.ipi_spec_dst);
	batch_control(&batch, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
	ASSERT_EQ(0, load("default deny\n" LOOPBACK));
	EXPECT_EQ(0, task_run(batch_all_but_one_as_user, &batch));
	EXPECT_TRUE(nothing_at(bad));
	close(bad);
	close(batch.fd);
}

struct late_source {
	int fd;
	uint16_t port;
	bool named;
};

static int send_late(void *arg)
{
	struct late_source *late = arg;
	int err;

	if (late->named)
		return do_sendto(late->fd, "0.0.0.0", late->port, 0);
	err = do_connect(late->fd, "0.0.0.0", late->port);
	return err ?: do_send(late->fd);
}

/*
 * The socket is bound while its call is held: it goes where was asked about,
 * which is not where it would go now.
 */
TEST_F(any, bound_meanwhile)
{
	struct late_source late = { .named = variant->named };
	struct target here = target(BAD4, 0);
	struct question q;
	struct task task;
	int bad, err;

	bad = receiver_at_bad(variant);
	ASSERT_LE(0, bad);
	late.port = port_of(bad);
	late.fd = make_socket(AF_INET, variant->type, variant->protocol);
	ASSERT_LE(0, late.fd);
	ASSERT_EQ(0, load("default deny\nunanswered deny after=600\n"
			  "ask exe=%s dst=" GOOD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
	ASSERT_EQ(0, task_start(&task, send_late, &late));
	ASSERT_EQ(0, queue_wait(&q, 1));
	ASSERT_EQ(0, bind(late.fd, &here.addr.sa, here.len));
	ASSERT_EQ(0, answer(q.id, "allow"));
	err = task_wait(&task);
	/* Nobody is there. */
	EXPECT_EQ(variant->type == SOCK_STREAM ? -ECONNREFUSED : 0, err);
	EXPECT_TRUE(nothing_at(bad));
	task_kill(&task);
	close(late.fd);
	close(bad);
}

TEST_HARNESS_MAIN
