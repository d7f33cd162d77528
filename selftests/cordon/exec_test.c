// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: which program a task is, however it was started
 */

#include "exe.h"

FIXTURE(exec)
{
	struct pair pair;
};

FIXTURE_SETUP(exec)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, pair_make(&self->pair));
}

FIXTURE_TEARDOWN(exec)
{
	EXPECT_EQ(0, policy_reset());
	pair_remove(&self->pair);
}

/* The path decides. */
TEST_F(exec, path_decides)
{
	EXPECT_EQ(0, run_connect(self->pair.good, self->pair.port));
	EXPECT_EQ(-EACCES, run_connect(self->pair.evil, self->pair.port));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->pair.port));
}

/* What argv[0] or the caller says does not. */
TEST_F(exec, name_is_not_the_path)
{
	struct run run = { .path = self->pair.evil,
			   .argv = { self->pair.good, "connect", GOOD4,
				     self->pair.text } };

	EXPECT_EQ(-EACCES, run_wait(&run));
}

/* A symbolic link is the file that it leads to. */
TEST_F(exec, symlink_is_its_target)
{
	char *to_good = place_path(&self->pair.place, "link1");
	char *to_evil = place_path(&self->pair.place, "link2");

	ASSERT_EQ(0, symlink(self->pair.good, to_good));
	ASSERT_EQ(0, symlink(self->pair.evil, to_evil));
	EXPECT_EQ(0, run_connect(to_good, self->pair.port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", to_evil));
	EXPECT_EQ(-EACCES, run_connect(to_evil, self->pair.port));
}

/* A hard link is another path. */
TEST_F(exec, hardlink_is_another_path)
{
	char *path = place_path(&self->pair.place, "hard");

	ASSERT_EQ(0, link(self->pair.good, path));
	EXPECT_EQ(-EACCES, run_connect(path, self->pair.port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", path));
	EXPECT_EQ(0, run_connect(path, self->pair.port));
	EXPECT_EQ(-EACCES, run_connect(self->pair.good, self->pair.port));
}

/* A path through a moved directory is the new one. */
TEST_F(exec, renamed_before)
{
	char *path = place_path(&self->pair.place, "new");

	ASSERT_EQ(0, rename(self->pair.good, path));
	EXPECT_EQ(-EACCES, run_connect(path, self->pair.port));
	ASSERT_EQ(0, rename(self->pair.evil, self->pair.good));
	EXPECT_EQ(0, run_connect(self->pair.good, self->pair.port));
}

/* A running program stays who it was when its file is renamed or replaced. */
TEST_F(exec, renamed_while_running)
{
	struct run good = { .path = self->pair.good,
			    .argv = { "x", "wait", "9", "connect", GOOD4,
				      self->pair.text } };
	struct run evil = good;
	struct task a, b;
	int one[2], two[2];
	char *path = place_path(&self->pair.place, "moved");

	ASSERT_EQ(0, pipe2(one, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(two, O_CLOEXEC));
	good.fd = one[0];
	evil.fd = two[0];
	evil.path = self->pair.evil;
	ASSERT_EQ(0, run_start(&a, &good));
	ASSERT_EQ(0, run_start(&b, &evil));
	/* Both run when they have let go of the executable's name. */
	while (task_pending(&a) && task_pending(&b)) {
		char exe[2][PATH_MAX] = {}, link[64];

		snprintf(link, sizeof(link), "/proc/%d/exe", a.pid);
		(void)!readlink(link, exe[0], PATH_MAX - 1);
		snprintf(link, sizeof(link), "/proc/%d/exe", b.pid);
		(void)!readlink(link, exe[1], PATH_MAX - 1);
		if (!strcmp(exe[0], self->pair.good) && !strcmp(exe[1], self->pair.evil))
			break;
		usleep(1000);
	}
	ASSERT_EQ(0, rename(self->pair.good, path));
	ASSERT_EQ(0, rename(self->pair.evil, self->pair.good));
	ASSERT_EQ(1, write(one[1], "x", 1));
	ASSERT_EQ(1, write(two[1], "x", 1));
	EXPECT_EQ(0, task_wait(&a));
	EXPECT_EQ(-EACCES, task_wait(&b));
}

/* Threads, forks and vforks are the program they run. */
TEST_F(exec, threads_and_children)
{
	struct run run = { .path = self->pair.good,
			   .argv = { "x", "thread", "connect", GOOD4,
				     self->pair.text } };
	struct run vforked = { .path = self->pair.good,
			       .argv = { "x", "vfork", self->pair.evil, "connect",
					 GOOD4, self->pair.text } };

	EXPECT_EQ(0, run_wait(&run));
	run.path = self->pair.evil;
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(-EACCES, run_wait(&vforked));
	vforked.path = self->pair.evil;
	vforked.argv[2] = self->pair.good;
	EXPECT_EQ(0, run_wait(&vforked));
}

/* Each exec makes the task another subject, by whichever thread. */
TEST_F(exec, exec_changes_the_subject)
{
	struct run run = { .path = self->pair.good,
			   .argv = { "x", "exec", self->pair.evil, "connect", GOOD4,
				     self->pair.text } };

	EXPECT_EQ(-EACCES, run_wait(&run));
	run.argv[1] = "threadexec";
	EXPECT_EQ(-EACCES, run_wait(&run));
	run.path = self->pair.evil;
	run.argv[2] = self->pair.good;
	EXPECT_EQ(0, run_wait(&run));
	run.argv[1] = "exec";
	EXPECT_EQ(0, run_wait(&run));
}

/* A failed exec changes nothing. */
TEST_F(exec, failed_exec_changes_nothing)
{
	struct run run = { .path = self->pair.evil,
			   .argv = { "x", "exec", "/nowhere" } };
	char *text = place_write(&self->pair.place, "text", "no program\n");

	ASSERT_NE(NULL, text);
	EXPECT_EQ(-ENOENT, run_wait(&run));
	run.argv[2] = text;
	EXPECT_EQ(-ENOEXEC, run_wait(&run));
}

/* An open file is executed as the path that it has. */
TEST_F(exec, execveat_by_descriptor)
{
	struct run run = { .argv = { "x", "connect", GOOD4, self->pair.text } };

	run.fd = open(self->pair.good, O_PATH);
	ASSERT_LE(0, run.fd);
	EXPECT_EQ(0, task_run(run_exec_fd, &run));
	close(run.fd);
	run.fd = open(self->pair.evil, O_PATH);
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	close(run.fd);
}

/* A deleted file has no path: no exe= matches, whatever is there now. */
TEST_F(exec, deleted_has_no_path)
{
	struct run run = { .argv = { "x", "connect", GOOD4, self->pair.text } };

	run.fd = open(self->pair.good, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, run.fd);
	ASSERT_EQ(0, unlink(self->pair.good));
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	ASSERT_EQ(0, rename(self->pair.evil, self->pair.good));
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	ASSERT_EQ(0, load("default deny\nallow exe=/**\n"
			  "allow exe=\"%s (deleted)\"\n", self->pair.good));
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	ASSERT_EQ(0, load("default deny\nallow dst=" GOOD4 "\n"));
	EXPECT_EQ(0, task_run(run_exec_fd, &run));
	close(run.fd);
}

static int memfd_of(const char *path, const char *name)
{
	char buf[65536];
	int in = open(path, O_RDONLY | O_CLOEXEC);
	int out = sys_memfd_create(name, 1 /* MFD_CLOEXEC */);
	ssize_t len;

	while ((len = read(in, buf, sizeof(buf))) > 0)
		if (write(out, buf, len) != len)
			return -EIO;
	close(in);
	return out;
}

/* Memory has no path either, whatever name it was given. */
TEST_F(exec, memfd_has_no_path)
{
	struct run run = { .argv = { "x", "connect", GOOD4, self->pair.text } };

	run.fd = memfd_of(self->pair.good, self->pair.good);
	ASSERT_LE(0, run.fd);
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	ASSERT_EQ(0, load("default deny\nallow exe=/**\nallow exe=/**/*\n"
			  "allow exe=/memfd:*\n"));
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	ASSERT_EQ(0, load("default allow\ndeny exe=/**\n"));
	EXPECT_EQ(0, task_run(run_exec_fd, &run));
	close(run.fd);
}

static const char *const odd_names[][2] = {
	/* name, as written in a policy */
	{ "with blank", "\"%s/with blank\"" },
	{ "line\nfeed", "%s/line\\012feed" },
	{ "carriage\r", "%s/carriage\\015" },
	{ "quo\"te", "%s/quo\\\"te" },
	{ "star*", "%s/star\\*" },
	{ "what?", "%s/what\\?" },
	{ "back\\slash", "%s/back\\\\slash" },
	{ "#hash", "%s/#hash" },
	{ "equals=a,b", "%s/equals=a,b" },
	{ "\xc3\xa4\xff", "%s/\xc3\xa4\xff" },
	{ "(deleted)", "\"%s/(deleted)\"" },
};

/* Every byte that a file name may have, a rule can say. */
TEST_F(exec, odd_names)
{
	char pattern[256], *path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(odd_names); i++) {
		path = place_copy(&self->pair.place, "probe", odd_names[i][0]);
		ASSERT_NE(NULL, path);
		snprintf(pattern, sizeof(pattern), odd_names[i][1],
			 self->pair.place.path);
		ASSERT_EQ(0, load("default deny\nallow exe=%s\n", pattern));
		EXPECT_EQ(0, run_connect(path, self->pair.port))
		{
			TH_LOG("%s", pattern);
		}
		EXPECT_EQ(-EACCES, run_connect(self->pair.good, self->pair.port));
		unlink(path);
		free(path);
	}
}

/* An escaped wildcard is no wildcard. */
TEST_F(exec, escaped_wildcards)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s/goo\\?\n"
			  "allow exe=%s/\\*\n", self->pair.place.path,
			  self->pair.place.path));
	EXPECT_EQ(-EACCES, run_connect(self->pair.good, self->pair.port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s/goo?\n",
			  self->pair.place.path));
	EXPECT_EQ(0, run_connect(self->pair.good, self->pair.port));
	EXPECT_EQ(-EACCES, run_connect(self->pair.evil, self->pair.port));
}

struct deep {
	int fd;
	const char *port;
};

static int exec_deep(void *arg)
{
	struct deep *deep = arg;

	if (fchdir(deep->fd))
		return -STATUS_SETUP;
	execl("./probe", "x", "connect", GOOD4, deep->port, NULL);
	return -errno;
}

/* A path longer than any rule's is no path: nothing with exe= matches. */
TEST_F(exec, path_beyond_the_bound)
{
	char name[NAME_MAX + 1] = {};
	struct deep deep = { .port = self->pair.text };
	int i, old;

	memset(name, 'd', NAME_MAX);
	deep.fd = open(self->pair.place.path, O_DIRECTORY | O_CLOEXEC);
	for (i = 0; i < 20; i++) {
		old = deep.fd;
		ASSERT_EQ(0, mkdirat(old, name, 0755));
		deep.fd = openat(old, name, O_DIRECTORY | O_CLOEXEC);
		ASSERT_LE(0, deep.fd);
		close(old);
	}
	ASSERT_EQ(0, fchdir(deep.fd));
	ASSERT_EQ(0, copy_file(self->pair.good, "probe", 0755));
	ASSERT_EQ(0, load("default deny\nallow exe=/**\n"));
	EXPECT_EQ(-EACCES, task_run(exec_deep, &deep));
	ASSERT_EQ(0, load("default deny\nallow dst=" GOOD4 "\n"));
	EXPECT_EQ(0, task_run(exec_deep, &deep));
	unlink("probe");
	for (i = 0; i < 20; i++) {
		ASSERT_EQ(0, chdir(".."));
		ASSERT_EQ(0, rmdir(name));
	}
	ASSERT_EQ(0, chdir("/"));
}

TEST_HARNESS_MAIN
