// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a network file system, whoever uses it
 *
 * The kernel sends for NFS in the context of the task that reads or writes a
 * file, which need not be allowed to send anything.
 */

#include "nfs.h"

FIXTURE(nfs)
{
	struct place place;
	struct nfs nfs;
	char *evil;
};

FIXTURE_SETUP(nfs)
{
	int err;

	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	ASSERT_EQ(0, place_make(&self->place));
	self->evil = place_copy(&self->place, "probe", "evil");
	ASSERT_NE(NULL, self->evil);
	err = nfs_start(&self->nfs, &self->place);
	if (err == -ENODEV)
		SKIP(return, "no NFS server");
	ASSERT_EQ(0, err);
}

FIXTURE_TEARDOWN(nfs)
{
	EXPECT_EQ(0, policy_reset());
	EXPECT_EQ(0, nfs_stop(&self->nfs));
	place_remove(&self->place);
}

/* Through the network and back: as text in the file of the export. */
static int write_through(const struct nfs *nfs, const char *text)
{
	char path[256], got[64] = "";
	int err, fd;

	snprintf(path, sizeof(path), "%s/file", nfs->at);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_SYNC | O_CLOEXEC,
		  0644);
	if (fd < 0)
		return -errno;
	err = write_fd(fd, text);
	close(fd);
	snprintf(path, sizeof(path), "%s/file", nfs->export);
	fd = err ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err ?: -errno;
	err = read_fd(fd, got, sizeof(got));
	close(fd);
	return err < 0 ? err : strcmp(got, text) ? -EBADMSG : 0;
}

/* Nobody may send anything: files are there all the same. */
TEST_F(nfs, mounted_before)
{
	ASSERT_EQ(0, nfs_mount(&self->nfs));
	EXPECT_EQ(0, write_through(&self->nfs, "before\n"));
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->nfs.port));
	EXPECT_EQ(0, write_through(&self->nfs, "denied\n"));
}

/* The connection itself is the kernel's, too. */
TEST_F(nfs, mounted_while_denied)
{
	ASSERT_EQ(0, load("default deny\n"));
	EXPECT_EQ(0, nfs_mount(&self->nfs));
	EXPECT_EQ(0, write_through(&self->nfs, "mounted\n"));
	EXPECT_EQ(-EACCES, try_tcp(GOOD4, self->nfs.port));
}

/* A program that may send nothing reads its files, wherever they are. */
TEST_F(nfs, whoever_needs_a_file)
{
	char *path = place_path(&self->place, "mnt/block");
	struct run run = { .path = self->evil,
			   .argv = { "x", "read", path } };
	int fd;

	ASSERT_EQ(0, nfs_mount(&self->nfs));
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, 4096));
	close(fd);
	ASSERT_EQ(0, load("default allow\ndeny exe=%s\n", self->evil));
	EXPECT_EQ(0, run_wait(&run));
	EXPECT_EQ(-EACCES, run_connect(self->evil, self->nfs.port));
	free(path);
}

TEST_HARNESS_MAIN
