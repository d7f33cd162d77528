// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: the conditions of a rule, each for itself
 */

#include "exe.h"

#include <grp.h>

#define CGROUP "/sys/fs/cgroup"

FIXTURE(rule)
{
	struct place place;
	int listener;
	uint16_t port;
	char *program;
};

FIXTURE_SETUP(rule)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->program = place_copy(&self->place, "probe", "program-1.2");
	ASSERT_NE(NULL, self->program);
	self->listener = receiver(AF_INET6, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
}

FIXTURE_TEARDOWN(rule)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->listener);
}

/* Wildcards stay in a component, globstars cross them. */
TEST_F(rule, exe_patterns)
{
	static const struct {
		const char *pattern;
		bool match;
	} patterns[] = {
		{ "/tmp/cordon.*/program-1.2", true },
		{ "/tmp/*/program-?.?", true },
		{ "/tmp/*/program-*", true },
		{ "/tmp/**", true },
		{ "/**/program-1.2", true },
		{ "/**", true },
		{ "/tmp/**/program-1.2", true },
		{ "/*/program-1.2", false },
		{ "/tmp/*", false },
		{ "/tmp/*/program", false },
		{ "/tmp/*/PROGRAM-1.2", false },
		{ "/tmp/*/program-1.2?", false },
		{ "/*", false },
		{ "/tmp/*/*/program-1.2", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		ASSERT_EQ(0, load("default deny\nallow exe=%s\n",
				  patterns[i].pattern));
		EXPECT_EQ(patterns[i].match ? 0 : -EACCES,
			  run_connect(self->program, self->port))
		{
			TH_LOG("%s", patterns[i].pattern);
		}
	}
}

static int connect_as(void *arg)
{
	struct attempt *a = arg;

	return attempt_fn(a);
}

/* uid= is the effective user. */
TEST_F(rule, uid)
{
	struct attempt a = { .addr = GOOD4, .port = self->port, .uid = 1000 };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s uid=5,1000-1005\n",
			  self_path()));
	EXPECT_EQ(-EACCES, task_run(connect_as, &a));
	a.uid = 1005;
	EXPECT_EQ(-EACCES, task_run(connect_as, &a));
	a.uid = 1006;
	EXPECT_EQ(0, task_run(connect_as, &a));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
}

static int connect_with_euid(void *arg)
{
	struct attempt *a = arg;

	if (setresuid(-1, 1000, -1))
		return -STATUS_SETUP;
	return try_tcp(a->addr, a->port);
}

static int connect_in_namespace(void *arg)
{
	struct attempt *a = arg;
	int err;

	if (become(1000))
		return -STATUS_SETUP;
	err = enter_namespaces(1000);
	if (err)
		return -STATUS_SETUP;
	/* Root here, but not to the rules. */
	return getuid() ? -STATUS_SETUP : try_tcp(a->addr, a->port);
}

/* Neither the real one, nor the one that a user namespace shows. */
TEST_F(rule, effective_uid)
{
	struct attempt a = { .addr = GOOD4, .port = self->port };

	ASSERT_EQ(0, load("default allow\ndeny uid=1000\n"));
	EXPECT_EQ(-EACCES, task_run(connect_with_euid, &a));
	EXPECT_EQ(-EACCES, task_run(connect_in_namespace, &a));
	ASSERT_EQ(0, load("default allow\ndeny uid=0\n"));
	EXPECT_EQ(0, task_run(connect_with_euid, &a));
	EXPECT_EQ(0, task_run(connect_in_namespace, &a));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
}

static int connect_with_groups(void *arg)
{
	struct attempt *a = arg;
	gid_t groups[] = { 2000, 2001, 2002 };

	if (setgroups(3, groups) || setresgid(-1, 3000, -1))
		return -STATUS_SETUP;
	return try_tcp(a->addr, a->port);
}

/* gid= is the effective group or any supplementary one. */
TEST_F(rule, gid)
{
	struct attempt a = { .addr = GOOD4, .port = self->port };

	ASSERT_EQ(0, load("default allow\ndeny exe=%s gid=2001\n",
			  self_path()));
	EXPECT_EQ(-EACCES, task_run(connect_with_groups, &a));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
	ASSERT_EQ(0, load("default allow\ndeny gid=3000\n"));
	EXPECT_EQ(-EACCES, task_run(connect_with_groups, &a));
	ASSERT_EQ(0, load("default allow\ndeny gid=2003-2999,3001\n"));
	EXPECT_EQ(0, task_run(connect_with_groups, &a));
}

static int connect_in_cgroup(void *arg)
{
	struct attempt *a = arg;

	if (write_path(CGROUP "/cordon_test/in side/cgroup.procs", "0"))
		return -STATUS_SETUP;
	return try_tcp(a->addr, a->port);
}

/* cgroup= is the path in the unified hierarchy. */
TEST_F(rule, cgroup)
{
	struct attempt a = { .addr = GOOD4, .port = self->port };

	if (access(CGROUP "/cgroup.procs", F_OK))
		SKIP(return, "no unified cgroup hierarchy at " CGROUP);
	mkdir(CGROUP "/cordon_test", 0755);
	mkdir(CGROUP "/cordon_test/in side", 0755);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s cgroup=/cordon_test/**\n",
			  self_path()));
	EXPECT_EQ(-EACCES, task_run(connect_in_cgroup, &a));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
	ASSERT_EQ(0, load("default deny\n"
			  "allow cgroup=\"/cordon_test/in side\"\n"));
	EXPECT_EQ(0, task_run(connect_in_cgroup, &a));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
	ASSERT_EQ(0, load("default deny\nallow cgroup=/cordon_test\n"));
	EXPECT_EQ(-EACCES, task_run(connect_in_cgroup, &a));
	rmdir(CGROUP "/cordon_test/in side");
	rmdir(CGROUP "/cordon_test");
}

static int leave_cgroup(void *arg)
{
	struct attempt *a = arg;
	int fd = make_socket(AF_INET, SOCK_STREAM, 0);

	/* The first call under a policy is judged in a slower way. */
	if (write_path(CGROUP "/cordon_test/cgroup.procs", "0") ||
	    try_tcp(a->addr, a->port) || do_connect(fd, a->addr, a->port) ||
	    do_send(fd) ||
	    write_path(CGROUP "/cgroup.procs", "0"))
		return -STATUS_SETUP;
	return do_send(fd);
}

/* Nobody tells when it changes: each send is judged by where the task is. */
TEST_F(rule, cgroup_changes)
{
	struct attempt a = { .addr = GOOD4, .port = self->port };

	if (access(CGROUP "/cgroup.procs", F_OK))
		SKIP(return, "no unified cgroup hierarchy at " CGROUP);
	mkdir(CGROUP "/cordon_test", 0755);
	ASSERT_EQ(0, load("default deny\nallow cgroup=/cordon_test\n"));
	EXPECT_EQ(-EACCES, task_run(leave_cgroup, &a));
	ASSERT_EQ(0, load("default deny\nallow cgroup=/cordon_test\n"
			  "allow exe=%s\n", self_path()));
	EXPECT_EQ(0, task_run(leave_cgroup, &a));
	rmdir(CGROUP "/cordon_test");
}

/* dst= takes prefixes of any length, lists and sets. */
TEST_F(rule, dst)
{
	ASSERT_EQ(0, load("default deny\nset s 127.5.0.0/16 fd00::3\n"
			  "set empty\n"
			  "allow dst=@empty,127.4.4.128/25,@s,127.3.3.3,"
			  "fd00::2/127\n"));
	EXPECT_EQ(0, try_tcp("127.3.3.3", self->port));
	EXPECT_EQ(-EACCES, try_tcp("127.3.3.2", self->port));
	EXPECT_EQ(-EACCES, try_tcp("127.4.4.127", self->port));
	EXPECT_EQ(0, try_tcp("127.4.4.128", self->port));
	EXPECT_EQ(0, try_tcp("127.5.255.255", self->port));
	EXPECT_EQ(-EACCES, try_tcp("127.6.0.0", self->port));
	EXPECT_EQ(0, try_tcp("fd00::2", self->port));
	EXPECT_EQ(0, try_tcp("fd00::3", self->port));
	EXPECT_EQ(-EACCES, try_tcp("fd00::1", self->port));
}

/* IPv4 prefixes are not for IPv6 and the other way round. */
TEST_F(rule, families_do_not_mix)
{
	ASSERT_EQ(0, load("default deny\nallow dst=0.0.0.0/0\n"));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
	EXPECT_EQ(-EACCES, try_tcp(GOOD6, self->port));
	ASSERT_EQ(0, load("default deny\nallow dst=::/0\n"));
	EXPECT_EQ(0, try_tcp(GOOD6, self->port));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
}

/* All conditions of a rule have to hold. */
TEST_F(rule, all_conditions)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s uid=0 gid=0 proto=tcp"
			  " dst=" GOOD4 " dport=%d label=all.of_it\n",
			  self_path(), self->port));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s uid=1 gid=0 proto=tcp"
			  " dst=" GOOD4 " dport=%d\n", self_path(),
			  self->port));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s uid=0 gid=0 proto=udp"
			  " dst=" GOOD4 " dport=%d\n", self_path(),
			  self->port));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->port));
}

/* Of very many rules for very many programs the right one decides. */
TEST_F(rule, many_rules)
{
	static char text[1 << 20];
	size_t used;
	int i;

	used = sprintf(text, "default allow\n");
	for (i = 0; i < 5000; i++)
		used += sprintf(text + used, "deny exe=/nowhere/%d dport=%d\n",
				i, i);
	used += sprintf(text + used, "deny exe=%s dst=" BAD4 "\n", self_path());
	for (i = 0; i < 5000; i++)
		used += sprintf(text + used, "deny exe=/elsewhere/%d\n", i);
	ASSERT_EQ(0, cordon_submit("policy", text));
	EXPECT_EQ(10001, status_of("rules"));
	EXPECT_EQ(-EACCES, try_tcp(BAD4, self->port));
	EXPECT_EQ(0, try_tcp(GOOD4, self->port));
}

TEST_HARNESS_MAIN
