// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what the first call of a program under a policy gets, the
 * second gets as well
 *
 * The first call selects the rules of the program; those after it may be
 * judged in a quicker way, which must come to the same.
 */

#include "batch.h"

#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif

FIXTURE(quick)
{
	char text[TEXT_MAX];
};

FIXTURE_SETUP(quick)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
}

FIXTURE_TEARDOWN(quick)
{
	EXPECT_EQ(0, policy_reset());
}

/* The first call, whose verdict is of no interest. */
static void first_call(void)
{
	try_tcp(GOOD4, 9);
}

/* Of the first rule, or -1. */
static long long first_hits(FIXTURE_DATA(quick) *self)
{
	char *at = NULL;

	if (cordon_read("policy", self->text, sizeof(self->text)) > 0)
		at = strstr(self->text, " hits=");
	return at ? atoll(at + strlen(" hits=")) : -1;
}

/* Each class, by a connect or a message to GOOD4. */
static const struct class {
	const char *name;
	int type;
	int protocol;
} classes[] = {
	{ "tcp", SOCK_STREAM, 0 },
	{ "tcp", SOCK_STREAM, IPPROTO_MPTCP },
	{ "udp", SOCK_DGRAM, 0 },
	{ "udplite", SOCK_DGRAM, IPPROTO_UDPLITE },
	{ "sctp", SOCK_STREAM, IPPROTO_SCTP },
	{ "sctp", SOCK_SEQPACKET, IPPROTO_SCTP },
	{ "dccp", SOCK_DCCP, IPPROTO_DCCP },
	{ "icmp", SOCK_DGRAM, IPPROTO_ICMP },
	{ "raw", SOCK_RAW, 253 },
};

/* -EACCES where it is denied. */
static int try_class(const struct class *class, bool named)
{
	int fd = make_socket(AF_INET, class->type, class->protocol);
	int err;

	if (fd < 0)
		return fd;
	if (named)
		err = do_sendto(fd, GOOD4, 9, 0);
	else
		err = do_connect(fd, GOOD4, 9);
	close(fd);
	return err;
}

/* A class is judged as itself, and no rule for another counts. */
TEST_F(quick, classes)
{
	const struct class *c;
	int named, fd;

	for (c = classes; c < classes + ARRAY_SIZE(classes); c++) {
		fd = socket(AF_INET, c->type, c->protocol);
		if (fd < 0)
			continue; /* not in this kernel, or not for root */
		close(fd);
		for (named = 0; named < 2; named++) {
			/* The address of a send on a connection is not one. */
			if (named && (c->type == SOCK_DCCP ||
				      !strcmp(c->name, "tcp")))
				continue;
			ASSERT_EQ(0, load("default allow\ndeny proto=%s\n",
					  c->name));
			first_call();
			EXPECT_EQ(-EACCES, try_class(c, named))
			{
				TH_LOG("%s, named: %d", c->name, named);
			}
			ASSERT_EQ(0, load("default deny\nallow proto=%s\n",
					  c->name));
			first_call();
			EXPECT_NE(-EACCES, try_class(c, named))
			{
				TH_LOG("%s, named: %d", c->name, named);
			}
		}
	}
}

/* The rule that decides is who is counted, here by the port it comes from. */
TEST_F(quick, hits_of_the_rule)
{
	struct target here = target(GOOD4, 0);
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0), i;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, bind(fd, &here.addr.sa, here.len));
	ASSERT_EQ(0, load("default deny\nallow sport=%d\nallow exe=%s\n",
			  port_of(fd), self_path()));
	first_call();
	EXPECT_EQ(0, first_hits(self));
	for (i = 1; i < 4; i++) {
		EXPECT_EQ(0, do_sendto(fd, GOOD4, 9, 0));
		EXPECT_EQ(i, first_hits(self));
	}
	EXPECT_EQ(0, do_connect(fd, GOOD4, 9));
	EXPECT_EQ(4, first_hits(self));
	close(fd);
}

/* Control data of the second packet of a batch is not seen: Mobile IPv6. */
TEST_F(quick, batch)
{
	int in = receiver(AF_INET6, SOCK_DGRAM, 0);
	int fd = make_socket(AF_INET6, SOCK_DGRAM, 0);
	struct batch batch = { .fd = fd };
	struct target good;

	ASSERT_LE(0, in);
	ASSERT_LE(0, fd);
	good = target(GOOD6, port_of(in));
	batch_add(&batch, &good);
	batch_add(&batch, &good);
	ASSERT_EQ(0, load("default deny\nallow dst=" GOOD6 "\n"));
	first_call();
	EXPECT_EQ(0, do_sendto(fd, GOOD6, port_of(in), 0));
	EXPECT_EQ(1, do_recv(in));
	EXPECT_EQ(-EACCES, batch_send(&batch));
	EXPECT_TRUE(nothing_at(in));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	first_call();
	EXPECT_EQ(2, batch_send(&batch));
	close(fd);
	close(in);
}

TEST_HARNESS_MAIN
