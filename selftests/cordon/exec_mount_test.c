// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: mounts of a user's own, looked into from outside, without
 * a place, under scripts
 */

#include "exe.h"

#include <linux/mount.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

#define USER 1000

FIXTURE(mounts)
{
	struct pair pair;
};

FIXTURE_SETUP(mounts)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, pair_make(&self->pair));
}

FIXTURE_TEARDOWN(mounts)
{
	EXPECT_EQ(0, policy_reset());
	pair_remove(&self->pair);
}

struct holder {
	const char *good, *evil;
	struct event ready;
	int (*enter)(uid_t uid);
};

static int private_mounts(uid_t uid)
{
	return unshare(CLONE_NEWNS) ||
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ? -errno : 0;
}

/* Keeps a mount namespace in which the wrong program has the right path. */
static int hold_namespace(void *arg)
{
	struct holder *h = arg;

	if (h->enter == enter_namespaces && become(USER))
		return -STATUS_SETUP;
	if (h->enter(USER) || mount(h->evil, h->good, NULL, MS_BIND, NULL))
		return -STATUS_SETUP;
	event_set(&h->ready);
	pause();
	return 0;
}

struct outsider {
	pid_t pid;
	const char *path;
	const char *port;
	uid_t uid;
	bool by_fd;
};

static int exec_outside(void *arg)
{
	struct outsider *o = arg;
	char path[256];
	char *argv[] = { "x", "connect", GOOD4, (char *)o->port, NULL };
	int fd;

	if (o->uid && become(o->uid))
		return -STATUS_SETUP;
	snprintf(path, sizeof(path), "/proc/%d/root%s", o->pid, o->path);
	if (!o->by_fd) {
		execv(path, argv);
		return -STATUS_SETUP;
	}
	fd = open(path, O_PATH);
	sys_execveat(fd, "", argv, environ, AT_EMPTY_PATH);
	return -STATUS_SETUP;
}

/* A path in a foreign mount namespace is not that path in the initial one. */
TEST_F(mounts, executed_from_outside)
{
	struct holder h = { .good = self->pair.good, .evil = self->pair.evil,
			    .enter = enter_namespaces };
	struct outsider o = { .path = self->pair.good, .port = self->pair.text,
			      .uid = USER };
	struct task task;

	ASSERT_EQ(0, event_init(&h.ready));
	ASSERT_EQ(0, task_start(&task, hold_namespace, &h));
	ASSERT_EQ(0, event_wait(&h.ready));
	o.pid = task.pid;
	EXPECT_EQ(-EACCES, task_run(exec_outside, &o));
	o.by_fd = true;
	EXPECT_EQ(-EACCES, task_run(exec_outside, &o));
	o.uid = 0;
	EXPECT_EQ(-EACCES, task_run(exec_outside, &o));
	EXPECT_TRUE(nothing_at(self->pair.listener));
	task_kill(&task);
}

/* The other way round: a file of the initial namespace, seen from another. */
TEST_F(mounts, executed_from_inside)
{
	struct holder h = { .good = self->pair.good, .evil = self->pair.evil,
			    .enter = private_mounts };
	struct outsider o = { .path = self->pair.evil, .port = self->pair.text };
	struct task task;

	ASSERT_EQ(0, event_init(&h.ready));
	ASSERT_EQ(0, task_start(&task, hold_namespace, &h));
	ASSERT_EQ(0, event_wait(&h.ready));
	o.pid = task.pid;
	EXPECT_EQ(-EACCES, task_run(exec_outside, &o));
	/* The very file that the path names, through whichever mount. */
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", self->pair.evil));
	EXPECT_EQ(0, task_run(exec_outside, &o));
	task_kill(&task);
}

static int exec_detached(void *arg)
{
	struct outsider *o = arg;
	char *argv[] = { "x", "connect", GOOD4, (char *)o->port, NULL };
	int fd;

	if (o->uid && (become(o->uid) || enter_namespaces(o->uid)))
		return -STATUS_SETUP;
	fd = syscall(__NR_open_tree, AT_FDCWD, o->path, OPEN_TREE_CLONE);
	if (fd < 0)
		return -STATUS_SETUP;
	sys_execveat(fd, "", argv, environ, AT_EMPTY_PATH);
	return -STATUS_SETUP;
}

/* A file of a mount that is nowhere has no path: no exe= matches. */
TEST_F(mounts, detached_mount)
{
	struct outsider o = { .path = self->pair.good, .port = self->pair.text };

	EXPECT_EQ(-EACCES, task_run(exec_detached, &o));
	o.uid = USER;
	EXPECT_EQ(-EACCES, task_run(exec_detached, &o));
	ASSERT_EQ(0, load("default deny\nallow exe=/**\nallow exe=/**"
			  " mnt=any\n"));
	EXPECT_EQ(-EACCES, task_run(exec_detached, &o));
	ASSERT_EQ(0, load("default allow\ndeny exe=/**\n"));
	EXPECT_EQ(0, task_run(exec_detached, &o));
}

static int user_overlays(struct run *run)
{
	char options[512], dir[256];
	int err = enter_namespaces(USER);

	if (err)
		return err;
	snprintf(dir, sizeof(dir), "%s", run->path);
	*strrchr(dir, '/') = '\0';
	snprintf(options, sizeof(options), "lowerdir=%s:%s,userxattr",
		 run->other, dir);
	return mount("overlay", dir, "overlay", 0, options) ? -errno : 0;
}

/* A user's overlay over the directory does not make the program another. */
TEST_F(mounts, overlay_of_a_user)
{
	struct run run = { .path = self->pair.good, .uid = USER,
			   .argv = { "x", "connect", GOOD4, self->pair.text },
			   .before = user_overlays };
	struct place other;
	int err;

	ASSERT_EQ(0, place_make(&other));
	ASSERT_NE(NULL, place_copy(&other, "probe", "good"));
	run.other = other.path;
	err = run_wait(&run);
	place_remove(&other);
	EXPECT_EQ(-EACCES, err);
	EXPECT_TRUE(nothing_at(self->pair.listener));
}

static int user_binds(struct run *run)
{
	int err = enter_namespaces(USER);

	if (err)
		return err;
	return mount(run->other, run->path, NULL, MS_BIND, NULL) ? -errno : 0;
}

/* Scripts are files of the initial namespace, too. */
TEST_F(mounts, script_bound_over_allowed)
{
	char line[256], *good, *evil;
	struct run run = { .argv = { "x", "connect", GOOD4, self->pair.text },
			   .uid = USER, .before = user_binds };

	snprintf(line, sizeof(line), "#!%s\n", self->pair.good);
	good = place_write(&self->pair.place, "good.sh", line);
	evil = place_write(&self->pair.place, "evil.sh", line);
	ASSERT_NE(NULL, good);
	ASSERT_NE(NULL, evil);
	run.path = good;
	run.other = evil;
	ASSERT_EQ(0, load("default deny\nallow script=%s\n", good));
	EXPECT_EQ(0, run_connect(good, self->pair.port));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\nallow script=%s mnt=any\n", good));
	EXPECT_EQ(0, run_wait(&run));
}

struct registration {
	const char *magic;	/* with its offset */
	const char *content;
};

static int user_registers(struct run *run)
{
	struct registration *r = run->arg;
	char line[256];
	int err = enter_namespaces(USER);

	if (err)
		return err;
	if (mount("binfmt_misc", "/mnt", "binfmt_misc", 0, NULL))
		return -errno;
	snprintf(line, sizeof(line), ":evil:M:%s::%s:", r->magic, run->other);
	return write_path("/mnt/register", line);
}

/*
 * A user can choose the interpreter of any file, for processes in a user
 * namespace of their own: that makes none of them the file.
 */
TEST_F(mounts, interpreter_of_a_user)
{
	static struct registration registrations[] = {
		{ "0:CordonTest", "CordonTest" },
		{ "0:#!", "#!%s\n" },
		/* Padding of an ELF header: the interpreter of the script. */
		{ "9:\\x00", "#!%s\n" },
	};
	struct run run = { .other = self->pair.evil, .uid = USER,
			   .argv = { "x", "connect", GOOD4, self->pair.text },
			   .before = user_registers };
	char content[256];
	int fd = open(self->pair.evil, O_WRONLY | O_CLOEXEC);
	size_t i;

	/* Which must not be the interpreter of itself. */
	ASSERT_EQ(1, pwrite(fd, "\1", 1, 9));
	close(fd);
	for (i = 0; i < ARRAY_SIZE(registrations); i++) {
		snprintf(content, sizeof(content), registrations[i].content,
			 self->pair.good);
		run.path = place_write(&self->pair.place, "file", content);
		run.arg = &registrations[i];
		ASSERT_NE(NULL, run.path);
		ASSERT_EQ(0, load("default deny\nallow script=%s\n",
				  run.path));
		EXPECT_EQ(-EACCES, run_wait(&run))
		{
			TH_LOG("by %s", registrations[i].magic);
		}
		EXPECT_TRUE(nothing_at(self->pair.listener));
	}
}

/* The same by a mount over the interpreter that the script names. */
TEST_F(mounts, interpreter_bound_over)
{
	char line[256], *script;
	struct run run = { .uid = USER, .other = self->pair.evil,
			   .before = user_binds };

	snprintf(line, sizeof(line), "#!%s\n", self->pair.good);
	script = place_write(&self->pair.place, "script", line);
	ASSERT_NE(NULL, script);
	/* Binds over the path of the interpreter, which executes the script. */
	run.path = self->pair.good;
	run.argv[0] = "x";
	run.argv[1] = "exec";
	run.argv[2] = script;
	run.argv[3] = "connect";
	run.argv[4] = GOOD4;
	run.argv[5] = self->pair.text;
	ASSERT_EQ(0, load("default deny\nallow script=%s\n", script));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_TRUE(nothing_at(self->pair.listener));
}

static int exec_in_chroot(void *arg)
{
	struct run *run = arg;
	int fd = open(run->path, O_RDONLY);

	if (fd < 0 || become(USER) || unshare(CLONE_NEWUSER) ||
	    chroot(run->other) || chdir("/"))
		return -STATUS_SETUP;
	sys_execveat(fd, "", (char *const *)run->argv, environ, AT_EMPTY_PATH);
	return -STATUS_SETUP;
}

/* And by a root directory in which another program has its path. */
TEST_F(mounts, interpreter_in_chroot)
{
	char *script = place_write(&self->pair.place, "script", "#!/probe\n");
	char *root = place_path(&self->pair.place, "root");
	struct run run = { .path = script, .other = root,
			   .argv = { "x", "connect", GOOD4, self->pair.text } };

	ASSERT_NE(NULL, script);
	ASSERT_EQ(0, mkdir(root, 0755));
	ASSERT_NE(NULL, place_copy(&self->pair.place, "probe", "root/probe"));
	ASSERT_EQ(0, load("default deny\nallow script=%s\n", script));
	EXPECT_EQ(-EACCES, task_run(exec_in_chroot, &run));
	EXPECT_TRUE(nothing_at(self->pair.listener));
}

TEST_HARNESS_MAIN
