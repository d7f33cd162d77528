// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: programs that try to be another by namespaces, and
 * services that have a mount namespace and still are who they are
 */

#include "exe.h"

#define USER 1000

FIXTURE(ns)
{
	struct pair pair;
};

FIXTURE_SETUP(ns)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, pair_make(&self->pair));
}

FIXTURE_TEARDOWN(ns)
{
	EXPECT_EQ(0, policy_reset());
	pair_remove(&self->pair);
}

static struct run run_of(const char *path, const char *port, uid_t uid,
			 int (*before)(struct run *), const char *other)
{
	struct run run = { .path = path,
			   .argv = { "x", "connect", GOOD4, port },
			   .uid = uid, .before = before, .other = other };

	return run;
}

static int user_binds(struct run *run)
{
	int err = enter_namespaces(USER);

	if (err)
		return err;
	return mount(run->other, run->path, NULL, MS_BIND, NULL) ? -errno : 0;
}

/* A user who binds a program over an allowed path is not allowed. */
TEST_F(ns, bind_mount_over_allowed)
{
	struct run run = run_of(self->pair.good, self->pair.text, USER, user_binds,
				self->pair.evil);

	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_TRUE(nothing_at(self->pair.listener));
}

/* Nor is the real one denied where it is bound to itself. */
TEST_F(ns, bind_mount_of_itself)
{
	struct run run = run_of(self->pair.good, self->pair.text, USER, user_binds,
				self->pair.good);

	EXPECT_EQ(0, run_wait(&run));
}

/* The allowed program under another name is not what the rule names. */
TEST_F(ns, allowed_program_bound_elsewhere)
{
	struct run run = run_of(self->pair.evil, self->pair.text, USER, user_binds,
				self->pair.good);

	EXPECT_EQ(-EACCES, run_wait(&run));
}

/* As run->path, a link that leads into our own namespace by way of /proc. */
static int user_links(struct run *run)
{
	char target[256], dir[256];
	int err, fd;

	snprintf(target, sizeof(target), "/proc/%d/root%s", getpid(),
		 (const char *)run->arg);
	if (symlink(target, run->path))
		return -errno;
	err = enter_namespaces(USER);
	if (err)
		return err;
	snprintf(dir, sizeof(dir), "%s", run->path);
	*strrchr(dir, '/') = '\0';
	if (mount("tmpfs", dir, "tmpfs", 0, NULL))
		return -errno;
	fd = open(run->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	if (fd < 0)
		return -errno;
	close(fd);
	if (mount(run->other, run->path, NULL, MS_BIND, NULL) ||
	    mount(run->other, run->arg, NULL, MS_BIND, NULL))
		return -errno;
	return 0;
}

/*
 * The path under which a program runs is, in the initial namespace, a user's
 * link to /proc/PID/root and the allowed path: where that leads, the user says.
 */
TEST_F(ns, link_into_another_namespace)
{
	char *home = place_path(&self->pair.place, "home");
	char *link = place_path(&self->pair.place, "home/link");
	struct run run = run_of(link, self->pair.text, USER, user_links,
				self->pair.evil);

	run.arg = self->pair.good;
	ASSERT_EQ(0, mkdir(home, 0755));
	ASSERT_EQ(0, chown(home, USER, USER));
	EXPECT_EQ(-EACCES, run_wait(&run));
	EXPECT_TRUE(nothing_at(self->pair.listener));
	/* All that is wrong with it is its name. */
	ASSERT_EQ(0, unlink(link));
	ASSERT_EQ(0, load("default deny\nallow exe=%s mnt=any\n", link));
	EXPECT_EQ(0, run_wait(&run));
}

static int user_pivots(struct run *run)
{
	char dir[64], path[256], *slash;
	int err = enter_namespaces(USER);

	if (err)
		return err;
	/* A root of one's own with the wrong program at the right path. */
	snprintf(dir, sizeof(dir), "%s", run->path);
	slash = strrchr(dir, '/');
	*slash = '\0';
	if (mount("tmpfs", "/mnt", "tmpfs", 0, NULL))
		return -errno;
	snprintf(path, sizeof(path), "/mnt/tmp");
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "/mnt%s", dir);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "/mnt%s", run->path);
	err = copy_file(run->other, path, 0755);
	if (err)
		return err;
	if (mkdir("/mnt/old", 0755) || sys_pivot_root("/mnt", "/mnt/old") ||
	    chdir("/") || umount2("/old", MNT_DETACH))
		return -errno;
	return 0;
}

/* A user who pivots into a root with that path in it is not allowed. */
TEST_F(ns, pivot_root)
{
	struct run run = run_of(self->pair.good, self->pair.text, USER, user_pivots,
				self->pair.evil);

	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\nallow exe=%s mnt=any\n", self->pair.good));
	EXPECT_EQ(0, run_wait(&run));
}

static int user_chroots(struct run *run)
{
	char path[256];

	/* The place is prepared as a root with good/… of its own in it. */
	snprintf(path, sizeof(path), "%s", run->other);
	if (unshare(CLONE_NEWUSER))
		return -errno;
	return chroot(path) || chdir("/") ? -errno : 0;
}

/* Inside a chroot the path is still the whole one. */
TEST_F(ns, chroot)
{
	char *root = place_path(&self->pair.place, "root");
	char path[256];
	struct run run = run_of(self->pair.good, self->pair.text, USER, user_chroots,
				root);

	ASSERT_EQ(0, mkdir(root, 0755));
	snprintf(path, sizeof(path), "%s/tmp", root);
	ASSERT_EQ(0, mkdir(path, 0755));
	snprintf(path, sizeof(path), "%s%s", root, self->pair.place.path);
	ASSERT_EQ(0, mkdir(path, 0755));
	snprintf(path, sizeof(path), "%s%s", root, self->pair.good);
	ASSERT_EQ(0, copy_file(self->pair.evil, path, 0755));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", path));
	EXPECT_EQ(0, run_wait(&run));
}

static int root_private(struct run *run)
{
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	/* As PrivateTmp= and ProtectSystem= do. */
	if (mount("tmpfs", "/var/tmp", "tmpfs", 0, NULL) && errno != ENOENT)
		return -errno;
	return 0;
}

/* A service with private mounts is still the program that it is. */
TEST_F(ns, private_mount_namespace)
{
	struct run run = run_of(self->pair.good, self->pair.text, 0,
				root_private, NULL);

	EXPECT_EQ(0, run_wait(&run));
	run.path = self->pair.evil;
	EXPECT_EQ(-EACCES, run_wait(&run));
}

static int root_binds(struct run *run)
{
	int err = root_private(run);

	if (err)
		return err;
	return mount(run->other, run->path, NULL, MS_BIND, NULL) ? -errno : 0;
}

/* Not so when another file is at the path there, unless mnt=any says so. */
TEST_F(ns, other_file_in_private_namespace)
{
	struct run run = run_of(self->pair.good, self->pair.text, 0, root_binds,
				self->pair.evil);

	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default deny\nallow exe=%s mnt=any\n", self->pair.good));
	EXPECT_EQ(0, run_wait(&run));
}

/* A deny is not escaped by another mount namespace either. */
TEST_F(ns, deny_holds_in_namespace)
{
	struct run run = run_of(self->pair.evil, self->pair.text, 0,
				root_private, NULL);

	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->pair.evil));
	EXPECT_EQ(-EACCES, run_wait(&run));
}

/* Root's mounts in the initial namespace count as what they show. */
TEST_F(ns, bind_mount_in_initial_namespace)
{
	ASSERT_EQ(0, mount(self->pair.evil, self->pair.good, NULL, MS_BIND, NULL));
	EXPECT_EQ(0, run_connect(self->pair.good, self->pair.port));
	EXPECT_EQ(0, umount(self->pair.good));
}

/* A file of an overlay is known by its path there. */
TEST_F(ns, overlayfs)
{
	static const char *const dirs[] = { "lower", "upper", "work",
					    "merged" };
	char *path, options[512];
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		path = place_path(&self->pair.place, dirs[i]);
		ASSERT_EQ(0, mkdir(path, 0755));
		free(path);
	}
	path = place_copy(&self->pair.place, "probe", "lower/program");
	ASSERT_NE(NULL, path);
	snprintf(options, sizeof(options),
		 "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work",
		 self->pair.place.path);
	path = place_path(&self->pair.place, "merged");
	err = mount("overlay", path, "overlay", 0, options) ? errno : 0;
	if (err == ENODEV)
		SKIP(return, "no overlayfs");
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, load("default deny\nallow exe=%s/merged/program\n",
			  self->pair.place.path));
	free(path);
	path = place_path(&self->pair.place, "merged/program");
	EXPECT_EQ(0, run_connect(path, self->pair.port));
	free(path);
	path = place_path(&self->pair.place, "lower/program");
	EXPECT_EQ(-EACCES, run_connect(path, self->pair.port));
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", path));
	EXPECT_EQ(0, run_connect(path, self->pair.port));
	path = place_path(&self->pair.place, "merged");
	EXPECT_EQ(0, umount2(path, MNT_DETACH));
}

static int forge_namespace(struct run *run)
{
	return enter_namespaces(USER);
}

/* The exe link that a task gives itself by prctl is not believed. */
TEST_F(ns, forged_exe_link)
{
	char *forge = place_copy(&self->pair.place, "forge", "forge");
	struct run run = { .path = forge, .uid = USER,
			   .before = forge_namespace };
	int err;

	ASSERT_NE(NULL, forge);
	run.argv[0] = forge;
	run.argv[1] = self->pair.good;
	run.argv[2] = GOOD4;
	run.argv[3] = self->pair.text;
	err = run_wait(&run);
	if (err == -202)
		SKIP(return, "no PR_SET_MM_MAP");
	EXPECT_EQ(-EACCES, err);
	EXPECT_TRUE(nothing_at(self->pair.listener));
	/* The lie itself came off: the same program goes where it may. */
	ASSERT_EQ(0, load("default deny\nallow exe=%s\n", forge));
	EXPECT_EQ(0, run_wait(&run));
}

TEST_HARNESS_MAIN
