// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: scripts, interpreters and loaders
 */

#include "exe.h"
#include "queue.h"

FIXTURE(script)
{
	struct place place;
	int listener;
	uint16_t port;
	char text[8];
	char *interpreter;
	char *good;
	char *evil;
};

FIXTURE_SETUP(script)
{
	char line[256];

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->interpreter = place_copy(&self->place, "probe", "interpreter");
	ASSERT_NE(NULL, self->interpreter);
	snprintf(line, sizeof(line), "#!%s\n", self->interpreter);
	self->good = place_write(&self->place, "good", line);
	self->evil = place_write(&self->place, "evil", line);
	ASSERT_NE(NULL, self->good);
	ASSERT_NE(NULL, self->evil);
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
	snprintf(self->text, sizeof(self->text), "%d", self->port);
}

FIXTURE_TEARDOWN(script)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->listener);
}

/* A script is its interpreter, and it is itself. */
TEST_F(script, hash_bang)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s script=%s\n",
			  self->interpreter, self->good));
	EXPECT_EQ(0, run_connect(self->good, self->port));
	EXPECT_EQ(-EACCES, run_connect(self->evil, self->port));
	EXPECT_EQ(-EACCES, run_connect(self->interpreter, self->port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->interpreter));
	EXPECT_EQ(0, run_connect(self->evil, self->port));
	/* The path of the script is not that of an executable. */
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_connect(self->good, self->port));
}

/* To hand the script to the interpreter is not to run the script. */
TEST_F(script, as_argument)
{
	struct run run = { .path = self->interpreter,
			   .argv = { self->good, self->good, "connect", GOOD4,
				     self->text } };

	ASSERT_EQ(0, load("default deny\nallow script=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_EQ(0, run_connect(self->good, self->port));
}

/* A script run by a script is the outer one, and its last interpreter. */
TEST_F(script, script_of_a_script)
{
	char line[256], *outer;

	snprintf(line, sizeof(line), "#!%s\n", self->good);
	outer = place_write(&self->place, "outer", line);
	ASSERT_NE(NULL, outer);
	ASSERT_EQ(0, load("default deny\nallow exe=%s script=%s\n",
			  self->interpreter, outer));
	EXPECT_EQ(0, run_connect(outer, self->port));
	EXPECT_EQ(-EACCES, run_connect(self->good, self->port));
}

/*
 * The interpreter opens what a link leads to by then: that may be another
 * script. So it is a script, but not one that a rule can allow.
 */
TEST_F(script, symlink)
{
	char *path = place_path(&self->place, "link");

	ASSERT_EQ(0, symlink(self->good, path));
	ASSERT_EQ(0, load("default deny\nallow script=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_connect(path, self->port));
	ASSERT_EQ(0, load("default allow\ndeny script=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_connect(path, self->port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->interpreter));
	EXPECT_EQ(0, run_connect(path, self->port));
}

static int go_to_place(struct run *run)
{
	return chdir(run->other) ? -errno : 0;
}

/* The same for a relative path: the directory may be another by then. */
TEST_F(script, relative_path)
{
	struct run run = { .path = "./good",
			   .argv = { "./good", "connect", GOOD4, self->text },
			   .before = go_to_place,
			   .other = self->place.path };

	ASSERT_EQ(0, load("default deny\nallow script=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->interpreter));
	EXPECT_EQ(0, run_wait(&run));
}

/* What a script executes is no script any more. */
TEST_F(script, exec_ends_the_script)
{
	struct run run = { .path = self->good,
			   .argv = { "x", "exec", self->interpreter, "connect",
				     GOOD4, self->text } };

	ASSERT_EQ(0, load("default deny\nallow script=%s\n", self->good));
	EXPECT_EQ(-EACCES, run_wait(&run));
}

/* A script without a path is not one that a rule names. */
TEST_F(script, deleted)
{
	struct run run = { .argv = { "x", "connect", GOOD4, self->text } };

	run.fd = open(self->good, O_RDONLY);
	ASSERT_LE(0, run.fd);
	ASSERT_EQ(0, unlink(self->good));
	ASSERT_EQ(0, rename(self->evil, self->good));
	ASSERT_EQ(0, load("default deny\nallow exe=%s script=%s\n"
			  "allow script=/**\n", self->interpreter, self->good));
	EXPECT_EQ(-EACCES, task_run(run_exec_fd, &run));
	close(run.fd);
}

/* Asked about, run as it is. True: the question shows the script like that. */
static bool asks_as(FIXTURE_DATA(script) *self, struct run *run,
		    const char *kind)
{
	struct question q = { 0 };
	char shown[256];
	struct task task;
	bool good;

	run->argv[0] = run->path;
	run->argv[1] = "connect";
	run->argv[2] = GOOD4;
	run->argv[3] = self->text;
	snprintf(shown, sizeof(shown), "\"%s%s\"", kind, self->good);
	if (load("default ask\nunanswered deny after=600\n") ||
	    run_start(&task, run) || queue_wait(&q, 1))
		return false;
	good = field_is(q.line, "script", shown);
	return !answer(q.id, "allow") && !task_wait(&task) && good;
}

static int own_user_namespace(struct run *run)
{
	return enter_namespaces(run->uid);
}

/* Whoever answers a question sees which rule would match the next time. */
TEST_F(script, shown_as_rules_know_it)
{
	struct run full = { .path = self->good };
	struct run relative = { .path = "./good", .before = go_to_place,
				.other = self->place.path };
	struct run link = { .path = place_path(&self->place, "link") };
	struct run user = { .path = self->good, .uid = 1000,
			    .before = own_user_namespace };

	ASSERT_EQ(0, symlink(self->good, link.path));
	ASSERT_EQ(0, responder_start());
	EXPECT_TRUE(asks_as(self, &full, ""));
	EXPECT_TRUE(asks_as(self, &relative, "unknown:"));
	EXPECT_TRUE(asks_as(self, &link, "unknown:"));
	EXPECT_TRUE(asks_as(self, &user, "other:"));
	responder_stop();

	ASSERT_EQ(0, load("default deny\nallow script=%s\n", self->good));
	EXPECT_EQ(0, run_wait(&full));
	EXPECT_EQ(-EACCES, run_wait(&user));
	ASSERT_EQ(0, load("default deny\nallow script=%s mnt=any\n",
			  self->good));
	EXPECT_EQ(-EACCES, run_wait(&relative));
	EXPECT_EQ(-EACCES, run_wait(&link));
	EXPECT_EQ(0, run_wait(&user));
}

#define MISC "/proc/sys/fs/binfmt_misc/"

/* A file that binfmt_misc runs is a script as well. */
TEST_F(script, binfmt_misc)
{
	char line[256], *file, *other;

	if (access(MISC "register", W_OK) &&
	    mount("binfmt_misc", "/proc/sys/fs/binfmt_misc", "binfmt_misc", 0,
		  NULL))
		SKIP(return, "no binfmt_misc");
	write_path(MISC "cordon_test", "-1");
	snprintf(line, sizeof(line), ":cordon_test:M::CordonTest::%s:",
		 self->interpreter);
	ASSERT_EQ(0, write_path(MISC "register", line));
	file = place_write(&self->place, "file", "CordonTest");
	other = place_write(&self->place, "other", "CordonTest");
	ASSERT_EQ(0, load("default deny\nallow exe=%s script=%s\n",
			  self->interpreter, file));
	EXPECT_EQ(0, run_connect(file, self->port));
	EXPECT_EQ(-EACCES, run_connect(other, self->port));
	EXPECT_EQ(-EACCES, run_connect(self->interpreter, self->port));
	EXPECT_EQ(0, write_path(MISC "cordon_test", "-1"));
}

/* With its flags, too: C takes the credentials, O the open file. */
TEST_F(script, binfmt_misc_credentials)
{
	char line[256], *file;

	if (access(MISC "register", W_OK) &&
	    mount("binfmt_misc", "/proc/sys/fs/binfmt_misc", "binfmt_misc", 0,
		  NULL))
		SKIP(return, "no binfmt_misc");
	write_path(MISC "cordon_test", "-1");
	snprintf(line, sizeof(line), ":cordon_test:M::CordonTest::%s:OC",
		 self->interpreter);
	ASSERT_EQ(0, write_path(MISC "register", line));
	file = place_write(&self->place, "file", "CordonTest");
	ASSERT_EQ(0, load("default deny\nallow exe=%s script=%s\n",
			  self->interpreter, file));
	EXPECT_EQ(0, run_connect(file, self->port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", file));
	EXPECT_EQ(-EACCES, run_connect(file, self->port));
	EXPECT_EQ(0, write_path(MISC "cordon_test", "-1"));
}

static const char *loader(void)
{
	static const char *const paths[] = {
		"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++)
		if (!access(paths[i], X_OK))
			return paths[i];
	return NULL;
}

/* A dynamic program is itself; started through the loader it is the loader. */
TEST_F(script, dynamic_loader)
{
	char *dynamic = place_copy(&self->place, "probe_dynamic", "dynamic");
	struct run run = { .path = loader() };
	char real[PATH_MAX];

	if (!run.path)
		SKIP(return, "no dynamic loader");
	ASSERT_NE(NULL, dynamic);
	run.argv[0] = run.path;
	run.argv[1] = dynamic;
	run.argv[2] = "connect";
	run.argv[3] = GOOD4;
	run.argv[4] = self->text;
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", dynamic));
	EXPECT_EQ(0, run_connect(dynamic, self->port));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_NE(NULL, realpath(run.path, real));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", real));
	EXPECT_EQ(-EACCES, run_connect(dynamic, self->port));
	EXPECT_EQ(0, run_wait(&run));
}

TEST_HARNESS_MAIN
