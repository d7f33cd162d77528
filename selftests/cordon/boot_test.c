// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what is in force before anybody loaded a policy
 *
 * Sorts first, so that it runs before any other test has loaded one. A kernel
 * built with boot.config starts with boot.policy.
 */

#include "net.h"

/* The boot policy decides from the start; without one all is allowed. */
TEST(policy_at_start)
{
	char text[TEXT_MAX];
	int expected;

	REQUIRE_CORDON();
	ASSERT_LT(0, cordon_read("policy", text, sizeof(text)));
	if (strstr(text, "\ndeny dst=127.9.9.9 ")) {
		expected = -EACCES;
	} else {
		if (status_of("generation") != 1)
			SKIP(return, "a policy was loaded already");
		EXPECT_STREQ("default allow\n"
			     "unanswered deny after=30 hold=all\n", text);
		EXPECT_EQ(0, status_of("rules"));
		expected = -ECONNREFUSED;
	}
	ASSERT_EQ(0, own_network());
	EXPECT_EQ(expected, try_tcp("127.9.9.9", 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp("127.9.9.8", 1));
}

TEST_HARNESS_MAIN
