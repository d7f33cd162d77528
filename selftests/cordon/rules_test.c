// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: transactions on the rules
 */

#include "net.h"

#define IDS_MAX 64

FIXTURE(rules)
{
	unsigned long long ids[IDS_MAX];
	char text[TEXT_MAX];
	char before[TEXT_MAX];
};

FIXTURE_SETUP(rules)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
}

FIXTURE_TEARDOWN(rules)
{
	EXPECT_EQ(0, policy_reset());
}

/* Reads the policy: ids of the rules in order; returns how many. */
static int read_ids(char *text, size_t size, unsigned long long *ids)
{
	char *at;
	int n = 0;

	if (cordon_read("policy", text, size) < 0)
		return -1;
	for (at = text; (at = strstr(at, " # id=")); at++)
		if (n == IDS_MAX || sscanf(at, " # id=%llu", &ids[n++]) != 1)
			return -1;
	return n;
}

/* Place of a rule in the text: rules are named by their exe=. */
static long place(const char *text, const char *exe)
{
	char key[64];
	const char *at;

	snprintf(key, sizeof(key), "exe=%s ", exe);
	at = strstr(text, key);
	return at ? at - text : -1;
}

/* append, before and delete put rules where they say. */
TEST_F(rules, operations_keep_order)
{
	unsigned long long ids[IDS_MAX];

	ASSERT_EQ(0, load("default allow\ndeny exe=/a\ndeny exe=/b\n"));
	ASSERT_EQ(2, read_ids(self->text, sizeof(self->text), ids));
	ASSERT_EQ(0, change("# a comment\n\nappend deny exe=/d\n"
			    "before %llu deny exe=/c\n"
			    "delete %llu\n", ids[1], ids[0]));
	ASSERT_EQ(3, read_ids(self->text, sizeof(self->text), self->ids));
	EXPECT_EQ(-1, place(self->text, "/a"));
	EXPECT_LT(place(self->text, "/c"), place(self->text, "/b"));
	EXPECT_LT(place(self->text, "/b"), place(self->text, "/d"));
	EXPECT_EQ(ids[1], self->ids[1]);
}

/* A transaction with one wrong line changes nothing at all. */
TEST_F(rules, transaction_is_atomic)
{
	long long generation;
	char reason[512];
	int fd;

	ASSERT_EQ(0, load("default allow\nset s 1.2.3.4\ndeny exe=/a\n"));
	generation = status_of("generation");
	ASSERT_EQ(1, read_ids(self->before, sizeof(self->before), self->ids));

	fd = cordon_open("rules", O_RDWR);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-EINVAL, write_fd(fd, "append deny exe=/b\nset s 5.6.7.8\n"
					"append deny exe=bad\n"));
	ASSERT_LT(0, read_fd(fd, reason, sizeof(reason)));
	EXPECT_EQ(0, strncmp(reason, "line 3:", 7))
	{
		TH_LOG("reason: %s", reason);
	}
	close(fd);

	fd = cordon_open("rules", O_RDWR);
	ASSERT_LE(0, fd);
	EXPECT_EQ(-ENOENT, write_fd(fd, "append deny exe=/b\n"
					"delete 999999999\n"));
	ASSERT_LT(0, read_fd(fd, reason, sizeof(reason)));
	EXPECT_EQ(0, strncmp(reason, "line 2:", 7))
	{
		TH_LOG("reason: %s", reason);
	}
	close(fd);

	EXPECT_EQ(-ENOENT, cordon_write("rules", "before 999999999 deny\n"));
	EXPECT_EQ(-EINVAL, cordon_write("rules", "append deny dst=@none\n"));
	EXPECT_EQ(-EINVAL, cordon_write("rules", "default deny\n"));
	EXPECT_EQ(-EINVAL, cordon_write("rules", "delete all\n"));

	EXPECT_EQ(generation, status_of("generation"));
	ASSERT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
	EXPECT_STREQ(self->before, self->text);
}

/* On success there is nothing to be read. */
TEST_F(rules, success_reads_as_nothing)
{
	int fd = cordon_open("rules", O_RDWR);

	ASSERT_LE(0, fd);
	ASSERT_EQ(-EINVAL, write_fd(fd, "append\n"));
	ASSERT_LT(0, read_fd(fd, self->text, sizeof(self->text)));
	ASSERT_EQ(0, lseek(fd, 0, SEEK_SET));
	ASSERT_EQ(0, write_fd(fd, "append deny exe=/a\n"));
	EXPECT_EQ(0, read_fd(fd, self->text, sizeof(self->text)));
	close(fd);
}

/* No rule ever gets an id that another one had. */
TEST_F(rules, ids_are_never_reused)
{
	unsigned long long last = 0;
	char text[64];
	int i;

	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, change("append deny exe=/a\n"));
		ASSERT_EQ(1, read_ids(self->text, sizeof(self->text),
				      self->ids));
		EXPECT_LT(last, self->ids[0]);
		last = self->ids[0];
		ASSERT_EQ(0, change("delete %llu\n", last));
		snprintf(text, sizeof(text), "delete %llu\n", last);
		EXPECT_EQ(-ENOENT, cordon_write("rules", text));
	}
	ASSERT_EQ(0, load("default allow\ndeny exe=/a\n"));
	ASSERT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
	EXPECT_LT(last, self->ids[0]);
}

/* The id of a deleted rule is gone within the same transaction too. */
TEST_F(rules, deleted_id_is_gone_at_once)
{
	ASSERT_EQ(0, load("default allow\ndeny exe=/a\n"));
	ASSERT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
	snprintf(self->before, sizeof(self->before),
		 "delete %llu\nbefore %llu deny exe=/b\n", self->ids[0],
		 self->ids[0]);
	EXPECT_EQ(-ENOENT, cordon_write("rules", self->before));
	ASSERT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
	EXPECT_LE(0, place(self->text, "/a"));
}

/* Rules that stay keep their id and count while others come and go. */
TEST_F(rules, other_rules_keep_their_hits)
{
	char comment[64];

	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, load("default allow\ndeny exe=%s dst=" BAD4 "\n",
			  self_path()));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	ASSERT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
	ASSERT_EQ(0, change("before %llu deny exe=/b\n", self->ids[0]));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	ASSERT_EQ(2, read_ids(self->text, sizeof(self->text), self->ids + 1));
	snprintf(comment, sizeof(comment), " # id=%llu hits=2\n",
		 self->ids[0]);
	EXPECT_NE(NULL, strstr(self->text, comment))
	{
		TH_LOG("%s", self->text);
	}
}

/* The first "set" of a transaction replaces the set, the next ones add. */
TEST_F(rules, set_replaces_then_adds)
{
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, load("default allow\nset s " BAD4 "\n"
			  "deny exe=%s dst=@s\n", self_path()));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(OTHER4, 1));

	ASSERT_EQ(0, change("set s " OTHER4 "\nset s 127.1.0.0/16\n"));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(BAD4, 1));
	EXPECT_EQ(-EACCES, try_tcp(OTHER4, 1));
	EXPECT_EQ(-EACCES, try_tcp("127.1.2.3", 1));

	ASSERT_EQ(0, change("set s\n"));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(OTHER4, 1));
	EXPECT_EQ(1, status_of("sets"));
}

/* A set may be defined and used in one transaction. */
TEST_F(rules, new_set_with_its_rule)
{
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, change("append deny exe=%s dst=@fresh\n"
			    "set fresh " BAD4 " " BAD6 "\n", self_path()));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	EXPECT_EQ(-EACCES, try_tcp(BAD6, 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp(GOOD4, 1));
}

/* A large set is searched right at its edges. */
TEST_F(rules, large_set)
{
	static char text[1 << 20];
	size_t used;
	int i;

	ASSERT_EQ(0, own_network());
	used = sprintf(text, "default allow\nset s");
	for (i = 0; i < 20000; i++)
		used += sprintf(text + used, " 127.%d.%d.%d", 2 + i / 100 / 100,
				i / 100 % 100, 2 * (i % 100));
	sprintf(text + used, "\ndeny exe=%s dst=@s\n", self_path());
	ASSERT_EQ(0, cordon_submit("policy", text));
	EXPECT_EQ(-EACCES, try_tcp("127.2.0.0", 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp("127.2.0.1", 1));
	EXPECT_EQ(-EACCES, try_tcp("127.3.99.198", 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp("127.3.99.199", 1));
	EXPECT_EQ(-ECONNREFUSED, try_tcp("127.4.0.0", 1));
}

/* A rule with expires= ends by itself, and counts down until then. */
TEST_F(rules, expires_ends_the_rule)
{
	long long end = now_ms() + PATIENCE_MS;
	int left = 0;
	char *at;

	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, load("default allow\ndeny exe=/a expires=100\n"
			  "deny exe=%s dst=" BAD4 " expires=1\n",
			  self_path()));
	ASSERT_EQ(2, read_ids(self->text, sizeof(self->text), self->ids));
	at = strstr(self->text, "exe=/a expires=");
	ASSERT_NE(NULL, at);
	ASSERT_EQ(1, sscanf(at, "exe=/a expires=%d", &left));
	EXPECT_LE(95, left);
	EXPECT_GE(100, left);
	EXPECT_EQ(-EACCES, try_tcp(BAD4, 1));
	while (try_tcp(BAD4, 1) == -EACCES && now_ms() < end)
		usleep(10000);
	EXPECT_EQ(-ECONNREFUSED, try_tcp(BAD4, 1));
	while (read_ids(self->text, sizeof(self->text), self->ids) != 1 &&
	       now_ms() < end)
		usleep(10000);
	EXPECT_EQ(1, read_ids(self->text, sizeof(self->text), self->ids));
}

TEST_HARNESS_MAIN
