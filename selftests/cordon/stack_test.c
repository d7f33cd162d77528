// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: its place among the security modules
 */

#include "common.h"

/* The module is in the stack under its own id, once. */
TEST(listed_once)
{
	uint64_t ids[64];
	uint32_t size = sizeof(ids);
	int i, n, found = 0;

	REQUIRE_CORDON();
	n = sys_lsm_list_modules(ids, &size, 0);
	ASSERT_LT(0, n);
	for (i = 0; i < n; i++)
		found += ids[i] == LSM_ID_CORDON;
	EXPECT_EQ(1, found);
}

/*
 * It is the last of those that can refuse a connection, so that it asks only
 * what all others allow. Only bpf may come after it.
 */
TEST(asks_last)
{
	uint64_t ids[64];
	uint32_t size = sizeof(ids);
	int n;

	REQUIRE_CORDON();
	n = sys_lsm_list_modules(ids, &size, 0);
	ASSERT_LT(0, n);
	while (n > 1 && (ids[n - 1] == LSM_ID_BPF || ids[n - 1] == LSM_ID_IMA ||
			 ids[n - 1] == LSM_ID_EVM))
		n--;
	EXPECT_EQ(LSM_ID_CORDON, ids[n - 1]);
}

/* The name in the list is the one that lsm= takes. */
TEST(named_in_securityfs)
{
	char text[512] = {};
	int fd = open("/sys/kernel/security/lsm", O_RDONLY | O_CLOEXEC);

	REQUIRE_CORDON();
	ASSERT_LE(0, fd);
	ASSERT_LT(0, read(fd, text, sizeof(text) - 2));
	close(fd);
	strcat(text, ",");
	EXPECT_NE(NULL, strstr(text, ",cordon,"));
}

TEST_HARNESS_MAIN
