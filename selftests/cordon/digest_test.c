// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: programs known by their content
 */

#include "exe.h"

#include <linux/fsverity.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

FIXTURE(digest)
{
	struct place place;
	int listener;
	uint16_t port;
	char *program;
	char sum[65];
};

FIXTURE_SETUP(digest)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->program = place_copy(&self->place, "probe", "program");
	ASSERT_NE(NULL, self->program);
	ASSERT_EQ(0, file_sha256(self->program, self->sum));
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	self->port = port_of(self->listener);
}

FIXTURE_TEARDOWN(digest)
{
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->listener);
}

static int append_byte(const char *path, char byte)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	int err = fd < 0 || write(fd, &byte, 1) != 1 ? -errno : 0;

	close(fd);
	return err;
}

/* The right content at the right path is allowed, and nothing else. */
TEST_F(digest, sha256_of_the_file)
{
	char wrong[65];

	ASSERT_EQ(0, load("default deny\nallow exe=%s sha256=%s\n",
			  self->program, self->sum));
	EXPECT_EQ(0, run_connect(self->program, self->port));
	EXPECT_EQ(0, run_connect(self->program, self->port));

	strcpy(wrong, self->sum);
	wrong[63] = wrong[63] == '0' ? '1' : '0';
	ASSERT_EQ(0, load("default deny\nallow exe=%s sha256=%s\n",
			  self->program, wrong));
	EXPECT_EQ(-EACCES, run_connect(self->program, self->port));
}

/* A file that was changed is another, though its path and inode are not. */
TEST_F(digest, changed_content)
{
	ASSERT_EQ(0, load("default deny\nallow exe=%s sha256=%s\n",
			  self->program, self->sum));
	EXPECT_EQ(0, run_connect(self->program, self->port));
	ASSERT_EQ(0, append_byte(self->program, 'x'));
	EXPECT_EQ(-EACCES, run_connect(self->program, self->port));
	/* And back again. */
	ASSERT_EQ(0, copy_file(helper("probe"), self->program, 0755));
	EXPECT_EQ(0, run_connect(self->program, self->port));
}

/* A mapping that was read first: tmpfs does not hear of the write. */
static int change_by_mapping(const char *path)
{
	struct stat st;
	char *map;
	int fd = open(path, O_RDWR | O_CLOEXEC), err = 0;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	map = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED) {
		err = -errno;
	} else {
		/*
		 * The last byte of the section headers: nothing runs it. What
		 * is written depends on what is read, so that is done first.
		 */
		char *last = map + st.st_size - 1;

		*last = *last == 'x' ? 'y' : 'x';
		munmap(map, st.st_size);
	}
	close(fd);
	return err;
}

TEST_F(digest, changed_by_mapping)
{
	char *dir = place_path(&self->place, "tmpfs"), *program;

	ASSERT_EQ(0, mkdir(dir, 0755));
	ASSERT_EQ(0, mount("tmpfs", dir, "tmpfs", 0, NULL));
	program = place_copy(&self->place, "probe", "tmpfs/program");
	EXPECT_NE(NULL, program);
	EXPECT_EQ(0, load("default deny\nallow sha256=%s\n", self->sum));
	EXPECT_EQ(0, run_connect(program, self->port));
	EXPECT_EQ(0, change_by_mapping(program));
	EXPECT_EQ(-EACCES, run_connect(program, self->port));
	EXPECT_EQ(0, umount(dir));
}

/* The file below can be written to while the one above runs. */
TEST_F(digest, overlay_cannot_be_measured)
{
	static const char *const dirs[] = { "lower", "other", "merged" };
	char options[512], *dir = NULL, *program;
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		free(dir);
		dir = place_path(&self->place, dirs[i]);
		ASSERT_EQ(0, mkdir(dir, 0755));
	}
	ASSERT_NE(NULL, place_copy(&self->place, "probe", "lower/program"));
	snprintf(options, sizeof(options), "lowerdir=%1$s/lower:%1$s/other",
		 self->place.path);
	err = mount("overlay", dir, "overlay", 0, options) ? errno : 0;
	if (err == ENODEV)
		SKIP(return, "no overlayfs");
	ASSERT_EQ(0, err);
	program = place_path(&self->place, "merged/program");
	EXPECT_EQ(0, load("default deny\nallow sha256=%s\n", self->sum));
	EXPECT_EQ(-EACCES, run_connect(program, self->port));
	EXPECT_EQ(0, load("default deny\nallow exe=%s\n", program));
	EXPECT_EQ(0, run_connect(program, self->port));
	EXPECT_EQ(0, umount(dir));
}

static int user_mounts(struct run *run)
{
	char dir[256];
	int err = enter_namespaces(1000);

	if (err)
		return err;
	snprintf(dir, sizeof(dir), "%s", run->path);
	*strrchr(dir, '/') = '\0';
	if (mount("tmpfs", dir, "tmpfs", 0, NULL))
		return -errno;
	return copy_file(run->other, run->path, 0755);
}

/* What a user mounts, a user may change. */
TEST_F(digest, mount_of_a_user_cannot_be_measured)
{
	char *dir = place_path(&self->place, "mine"), text[8];
	char *program = place_path(&self->place, "mine/program");
	struct run run = { .path = program, .uid = 1000,
			   .argv = { "x", "connect", GOOD4, text },
			   .before = user_mounts, .other = self->program };

	snprintf(text, sizeof(text), "%d", self->port);
	ASSERT_EQ(0, mkdir(dir, 0755));
	ASSERT_EQ(0, load("default deny\nallow sha256=%s\n", self->sum));
	EXPECT_EQ(-EACCES, run_wait(&run));
	ASSERT_EQ(0, load("default allow\n"));
	EXPECT_EQ(0, run_wait(&run));
}

/* Without exe= the content is allowed wherever it is. */
TEST_F(digest, sha256_anywhere)
{
	char *copy = place_copy(&self->place, "probe", "copy");
	char *other = place_copy(&self->place, "probe", "other");

	ASSERT_NE(NULL, copy);
	ASSERT_EQ(0, append_byte(other, 'x'));
	ASSERT_EQ(0, load("default deny\nallow sha256=%s\n", self->sum));
	EXPECT_EQ(0, run_connect(copy, self->port));
	EXPECT_EQ(-EACCES, run_connect(other, self->port));
}

/* A deny by content holds under any name. */
TEST_F(digest, deny_by_content)
{
	char *copy = place_copy(&self->place, "probe", "copy");

	ASSERT_NE(NULL, copy);
	ASSERT_EQ(0, load("default allow\ndeny sha256=%s\n", self->sum));
	EXPECT_EQ(-EACCES, run_connect(self->program, self->port));
	EXPECT_EQ(-EACCES, run_connect(copy, self->port));
	ASSERT_EQ(0, append_byte(copy, 'x'));
	EXPECT_EQ(0, run_connect(copy, self->port));
}

/* A rule that comes after the program was started knows its content too. */
TEST_F(digest, rule_after_exec)
{
	char text[8];
	int go[2];
	struct run run = { .path = self->program,
			   .argv = { "x", "wait", "9", "connect", GOOD4,
				     text } };
	struct task task;

	snprintf(text, sizeof(text), "%d", self->port);
	ASSERT_EQ(0, pipe2(go, O_CLOEXEC));
	run.fd = go[0];
	/* Some rule makes the kernel measure, this one or another. */
	ASSERT_EQ(0, load("default deny\nallow sha256=%064d\n", 0));
	ASSERT_EQ(0, run_start(&task, &run));
	ASSERT_EQ(0, load("default deny\nallow sha256=%s\n", self->sum));
	ASSERT_EQ(1, write(go[1], "x", 1));
	EXPECT_EQ(0, task_wait(&task));
	task_kill(&task);
}

static int verity_enable(const char *path, uint32_t algorithm)
{
	struct fsverity_enable_arg arg = {
		.version = 1, .hash_algorithm = algorithm, .block_size = 4096,
	};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = ioctl(fd, FS_IOC_ENABLE_VERITY, &arg) ? -errno : 0;

	close(fd);
	return err;
}

static int verity_measure(const char *path, char *hex)
{
	union {
		struct fsverity_digest digest;
		char room[sizeof(struct fsverity_digest) + 64];
	} u = { .digest = { .digest_size = 64 } };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int i, err = ioctl(fd, FS_IOC_MEASURE_VERITY, &u) ? -errno : 0;

	close(fd);
	for (i = 0; !err && i < u.digest.digest_size; i++)
		sprintf(hex + 2 * i, "%02x", u.digest.digest[i]);
	return err;
}

static char device[32];

/* A file system with fs-verity on a loop device, at path. */
static int verity_mount(const char *path)
{
	struct loop_config config = {};
	struct stat st;
	int control, loop, n, err = 0;

	if (stat(helper("verity.img"), &st) || !st.st_size)
		return -ENOENT;
	control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (control < 0)
		return -errno;
	n = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	snprintf(device, sizeof(device), "/dev/loop%d", n);
	loop = open(device, O_RDWR | O_CLOEXEC);
	config.fd = open(helper("verity.img"), O_RDWR | O_CLOEXEC);
	if (loop < 0 || config.fd < 0 || ioctl(loop, LOOP_CONFIGURE, &config))
		err = -errno;
	close(config.fd);
	/* Nobody may have it open for writing at the mount. */
	close(loop);
	return err ?: mount(device, path, "ext4", 0, NULL) ? -errno : 0;
}

static int verity_umount(const char *path)
{
	int loop, err;

	if (umount(path))
		return -errno;
	loop = open(device, O_RDWR | O_CLOEXEC);
	err = ioctl(loop, LOOP_CLR_FD, 0) ? -errno : 0;
	close(loop);
	return err;
}

/* The digest of fs-verity: of the right algorithm, and nothing unmeasured. */
TEST_F(digest, fsverity)
{
	char *dir = place_path(&self->place, "verity");
	char hex[129] = {}, *path, *plain;
	int err;

	ASSERT_EQ(0, mkdir(dir, 0755));
	err = verity_mount(dir);
	if (err == -ENOENT || err == -ENODEV)
		SKIP(return, "no file system with fs-verity");
	ASSERT_EQ(0, err);
	path = place_copy(&self->place, "probe", "verity/program");
	plain = place_copy(&self->place, "probe", "verity/plain");
	ASSERT_NE(NULL, path);
	ASSERT_NE(NULL, plain);
	err = verity_enable(path, FS_VERITY_HASH_ALG_SHA256);
	if (err == -EOPNOTSUPP || err == -ENOTTY) {
		verity_umount(dir);
		SKIP(return, "no fs-verity");
	}
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, verity_measure(path, hex));
	ASSERT_EQ(0, load("default deny\nallow fsverity=sha256:%s\n", hex));
	EXPECT_EQ(0, run_connect(path, self->port));
	EXPECT_EQ(-EACCES, run_connect(plain, self->port));
	ASSERT_EQ(0, load("default deny\nallow sha256=%s\n", hex));
	EXPECT_EQ(-EACCES, run_connect(path, self->port));
	hex[0] = hex[0] == '0' ? '1' : '0';
	ASSERT_EQ(0, load("default deny\nallow fsverity=sha256:%s\n", hex));
	EXPECT_EQ(-EACCES, run_connect(path, self->port));

	ASSERT_EQ(0, unlink(path));
	path = place_copy(&self->place, "probe", "verity/program");
	if (!verity_enable(path, FS_VERITY_HASH_ALG_SHA512)) {
		ASSERT_EQ(0, verity_measure(path, hex));
		ASSERT_EQ(0, load("default deny\nallow fsverity=sha512:%s\n",
				  hex));
		EXPECT_EQ(0, run_connect(path, self->port));
	}
	EXPECT_EQ(0, verity_umount(dir));
}

TEST_HARNESS_MAIN
