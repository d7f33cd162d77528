// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: programs that the kernel starts
 *
 * Any user can have /sbin/request-key started, as root and in the initial
 * namespaces. It is judged as the program that it is, not as who asked.
 */

#include "exe.h"

#define HELPER "/sbin/request-key"
#define USER 1000

FIXTURE(helper)
{
	struct place place;
	char *script, *program, *result;
	bool made, bound;
};

/* A script that tries to connect, and leaves what became of it in a file. */
static char *write_script(struct place *place, const char *program,
			  const char *result)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\n%s connect 127.0.0.1 9\necho $? >%s\n", program,
		 result);
	return place_write(place, "request-key", text);
}

static int install(bool *made)
{
	int fd = open(HELPER, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	if (fd < 0)
		return errno == EEXIST ? 0 : -errno;
	close(fd);
	*made = true;
	return 0;
}

FIXTURE_SETUP(helper)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, place_make(&self->place));
	self->program = place_copy(&self->place, "probe", "program");
	self->result = place_path(&self->place, "result");
	ASSERT_NE(NULL, self->program);
	self->script = write_script(&self->place, self->program, self->result);
	ASSERT_NE(NULL, self->script);
	ASSERT_EQ(0, install(&self->made));
	ASSERT_EQ(0, mount(self->script, HELPER, NULL, MS_BIND, NULL));
	self->bound = true;
}

FIXTURE_TEARDOWN(helper)
{
	EXPECT_EQ(0, policy_reset());
	if (self->bound) {
		EXPECT_EQ(0, umount(HELPER));
	}
	if (self->made) {
		EXPECT_EQ(0, unlink(HELPER));
	}
	place_remove(&self->place);
}

/* Returns once the helper has come to its end; it makes no key. */
static int request(void *arg)
{
	if (become(USER))
		return -STATUS_SETUP;
	if (syscall(__NR_request_key, "user", arg, "x", 0) >= 0)
		return -EEXIST;
	return errno == ENOSYS ? -ENOSYS : 0;
}

/* The errno that the helper got, or -errno. */
static int helper_result(const char *path, const char *key)
{
	int err = task_run(request, (void *)key);
	char text[16] = "";
	int fd;

	if (err)
		return err;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = read_fd(fd, text, sizeof(text));
	close(fd);
	unlink(path);
	return err < 0 ? err : atoi(text);
}

/* Port 9 has no listener: who may connect is refused by the other end. */
TEST_F(helper, allowed_by_its_own_rule)
{
	int err;

	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->program));
	err = helper_result(self->result, "allowed");
	if (err == -ENOSYS)
		SKIP(return, "no keys");
	EXPECT_EQ(ECONNREFUSED, err);
}

TEST_F(helper, denied_whoever_asks)
{
	int err;

	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self_path()));
	err = helper_result(self->result, "denied");
	if (err == -ENOSYS)
		SKIP(return, "no keys");
	EXPECT_EQ(EACCES, err);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->program));
	EXPECT_EQ(EACCES, helper_result(self->result, "again"));
}

TEST_HARNESS_MAIN
