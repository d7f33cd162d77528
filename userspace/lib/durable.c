// SPDX-License-Identifier: GPL-2.0-only
/* Files that are edited as a whole */

#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

#define FILE_SIZE_MAX	((size_t)64 << 20)

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= n;
	}
	return 0;
}

/*
 * Another owner is kept if we may. If not, that is no reason to lose what is to
 * be written: nobody gains by its being ours.
 */
static void keep_owner(int fd, const char *name, const struct stat *new,
		       const struct stat *old)
{
	if (new->st_uid == old->st_uid && new->st_gid == old->st_gid)
		return;
	if (fchown(fd, old->st_uid, old->st_gid))
		report("%s: its owner %u:%u cannot be kept: %s", name,
		       (unsigned int)old->st_uid, (unsigned int)old->st_gid,
		       strerror(errno));
}

static int keep_rights(int fd, const char *name, const struct stat *old)
{
	struct stat new;

	if (!old->st_mode)
		return 0;
	if (fstat(fd, &new))
		return -errno;
	keep_owner(fd, name, &new, old);
	return fchmod(fd, old->st_mode & 07777) ? -errno : 0;
}

/* Under what name the file @name is written. 0 or -errno. */
static int temporary_name(char *buf, size_t size, const char *name)
{
	return snprintf(buf, size, ".%s.new", name) < (int)size ?
		       0 : -ENAMETOOLONG;
}

/* Replaces @name in the directory @dir. */
static int replace(int dir, const char *name, const struct text *text,
		   const struct stat *old)
{
	char temporary[300];
	int fd, err;

	err = temporary_name(temporary, sizeof(temporary), name);
	if (err)
		return err;
	/* A leftover of a crash; the lock on the directory is ours. */
	if (unlinkat(dir, temporary, 0) && errno != ENOENT)
		return -errno;
	fd = openat(dir, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = keep_rights(fd, name, old);
	if (!err)
		err = write_all(fd, text_string(text), text->len);
	if (!err && fsync(fd))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(dir, temporary, dir, name))
		err = -errno;
	if (err) {
		unlinkat(dir, temporary, 0);
		return err;
	}
	return fsync(dir) ? -errno : 0;
}

/* @stat is all zero when there is no file. */
static int read_old(int dir, const char *name, struct text *old,
		    struct stat *stat)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err = 0;

	*stat = (struct stat){ 0 };
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fstat(fd, stat))
		err = -errno;
	else if (!S_ISREG(stat->st_mode))
		err = -EINVAL;
	else
		err = text_read(old, fd, FILE_SIZE_MAX);
	close(fd);
	return err;
}

static int edit(int dir, const char *name, durable_change *change, void *data)
{
	struct text old = { 0 }, new = { 0 };
	struct stat stat;
	int err;

	/* The lock goes with the descriptor. */
	while (flock(dir, LOCK_EX)) {
		if (errno != EINTR)
			return -errno;
	}
	err = read_old(dir, name, &old, &stat);
	if (!err)
		err = change(&new, &old, data);
	if (!err)
		err = text_failed(&new) ? -ENOMEM :
					  replace(dir, name, &new, &stat);
	text_destroy(&old);
	text_destroy(&new);
	return err;
}

/* The folder of @path, allocated. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? strndup(path, slash - path + 1) : strdup(".");
}

static int open_folder(const char *path)
{
	char *folder = folder_of(path);
	int dir;

	if (!folder)
		return -ENOMEM;
	dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		dir = -errno;
	free(folder);
	return dir;
}

int durable_edit(const char *path, durable_change *change, void *data)
{
	const char *slash = strrchr(path, '/');
	int dir = open_folder(path), err;

	if (dir < 0)
		return dir;
	err = edit(dir, slash ? slash + 1 : path, change, data);
	close(dir);
	return err;
}

void durable_tidy(const char *path)
{
	const char *slash = strrchr(path, '/');
	char temporary[300];
	int dir = open_folder(path);

	if (dir < 0)
		return;
	/* Who has the lock is at work, and it is none. */
	if (!temporary_name(temporary, sizeof(temporary),
			    slash ? slash + 1 : path) &&
	    !flock(dir, LOCK_EX | LOCK_NB))
		unlinkat(dir, temporary, 0);
	close(dir);
}

int durable_check_folder(const char *path)
{
	char *folder = folder_of(path), *parent = NULL;
	int err = -ENOMEM;

	if (folder) {
		folder[strlen(folder) - 1] = '\0';
		parent = folder_of(folder);
	}
	if (parent)
		err = access(parent, F_OK) ? -errno : 0;
	free(folder);
	free(parent);
	return err;
}

int durable_make_folder(const char *path)
{
	char *folder = folder_of(path);
	int parent, err = 0;

	if (!folder)
		return -ENOMEM;
	/* Without the slash at its end: its own folder has to hear of it. */
	folder[strlen(folder) - 1] = '\0';
	if (!*folder || !mkdir(folder, 0700)) {
		parent = open_folder(folder);
		if (parent < 0 || fsync(parent))
			err = -errno;
		if (parent >= 0)
			close(parent);
	} else if (errno != EEXIST) {
		err = -errno;
	}
	free(folder);
	return err;
}
