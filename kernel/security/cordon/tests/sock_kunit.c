// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - KUnit tests of what a socket remembers of its connects
 */

#include <kunit/test.h>

#include "../sock.h"
#include "../subject.h"

#define MARK (BIT_ULL(CORDON_MARK_ID_BITS) | 7)
#define OTHER (BIT_ULL(CORDON_MARK_ID_BITS) | 8)

static bool has_connected(struct cordon_sock *sock)
{
	bool connected;

	cordon_sock_state(sock, &connected);
	return connected;
}

/* Cleared for as long as all connects are under one mark. */
static void test_connects(struct kunit *test)
{
	struct cordon_sock sock = {};

	KUNIT_EXPECT_FALSE(test, has_connected(&sock));
	cordon_sock_connected_quick(&sock, MARK);
	KUNIT_EXPECT_EQ(test, sock.cleared, MARK);
	KUNIT_EXPECT_FALSE(test, sock.again);
	KUNIT_EXPECT_TRUE(test, has_connected(&sock));
	cordon_sock_connected_quick(&sock, MARK);
	KUNIT_EXPECT_EQ(test, sock.cleared, MARK);
	KUNIT_EXPECT_TRUE(test, sock.again);
	cordon_sock_connected_quick(&sock, OTHER);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_MIXED);
	cordon_sock_connected_quick(&sock, OTHER);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_MIXED);
	KUNIT_EXPECT_TRUE(test, has_connected(&sock));
}

/* A flag that a connect under way does not know of. */
static void test_flag_before(struct kunit *test)
{
	struct cordon_sock sock = {};

	cordon_sock_set_flag(&sock, CORDON_SK_SRCROUTE);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_FLAGGED);
	KUNIT_EXPECT_FALSE(test, has_connected(&sock));
	cordon_sock_connected_quick(&sock, MARK);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_MIXED);
	KUNIT_EXPECT_TRUE(test, has_connected(&sock));
}

static void test_flag_after(struct kunit *test)
{
	struct cordon_sock sock = {};

	cordon_sock_connected_quick(&sock, MARK);
	cordon_sock_set_flag(&sock, CORDON_SK_CORKED);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_MIXED);
	cordon_sock_connected_quick(&sock, MARK);
	KUNIT_EXPECT_EQ(test, sock.cleared, CORDON_MARK_MIXED);
}

/* Who takes over a connection did not make it. */
static void test_inherit(struct kunit *test)
{
	struct cordon_sock from = {}, to = {}, none = {};

	cordon_sock_inherit(&from, &none);
	KUNIT_EXPECT_FALSE(test, has_connected(&none) || none.again);
	cordon_sock_connected_quick(&from, MARK);
	cordon_sock_inherit(&from, &to);
	KUNIT_EXPECT_EQ(test, to.cleared, MARK);
	KUNIT_EXPECT_TRUE(test, to.again);
}

/* An accepted one is never as if it had made its peer. */
static void test_accept(struct kunit *test)
{
	struct cordon_sock from = {}, to = {};

	cordon_sock_set_flag(&from, CORDON_SK_FOREIGN);
	cordon_sock_connected_quick(&from, MARK);
	cordon_sock_accept(&from, &to);
	KUNIT_EXPECT_EQ(test, to.flags, CORDON_SK_FOREIGN | CORDON_SK_ACCEPTED);
	KUNIT_EXPECT_FALSE(test, has_connected(&to));
}

/* An answer that was given for a socket is good for what it accepts. */
static void test_kept(struct kunit *test)
{
	struct cordon_sock from = {}, to = {}, heir = {};
	struct cordon_subject subject = { .id = 7 };
	struct cordon_call call = {
		.sender = { .subject = &subject, .cred = current_cred() },
	};
	u8 verdict = CORDON_ASK;

	cordon_target_class(&call.target, CORDON_VSOCK, AF_VSOCK);
	KUNIT_EXPECT_FALSE(test, cordon_sock_remembers(&from, &call, &verdict));
	cordon_sock_remember(&from, &call, CORDON_DENY);
	KUNIT_EXPECT_TRUE(test, cordon_sock_remembers(&from, &call, &verdict));
	KUNIT_EXPECT_EQ(test, verdict, CORDON_DENY);

	cordon_sock_accept(&from, &to);
	cordon_sock_inherit(&from, &heir);
	cordon_sock_free(&from);
	KUNIT_EXPECT_FALSE(test, cordon_sock_remembers(&from, &call, &verdict));
	KUNIT_EXPECT_TRUE(test, cordon_sock_remembers(&to, &call, &verdict));
	KUNIT_EXPECT_TRUE(test, cordon_sock_remembers(&heir, &call, &verdict));
	subject.id++;
	KUNIT_EXPECT_FALSE(test, cordon_sock_remembers(&to, &call, &verdict));
	cordon_sock_free(&to);
	cordon_sock_free(&heir);
}

/* clang-format off */
static struct kunit_case cases[] = {
	KUNIT_CASE(test_connects),
	KUNIT_CASE(test_flag_before),
	KUNIT_CASE(test_flag_after),
	KUNIT_CASE(test_inherit),
	KUNIT_CASE(test_accept),
	KUNIT_CASE(test_kept),
	{}
};

/* clang-format on */

static struct kunit_suite suite = {
	.name = "cordon_sock",
	.test_cases = cases,
};

kunit_test_suite(suite);
