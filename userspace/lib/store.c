// SPDX-License-Identifier: GPL-2.0-only
/* The file that keeps answers over a restart */

#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

#define STORE_MAX	((size_t)64 << 20)

static const char head[] =
	"# Answers that were given for always, oldest first.\n"
	"# Tools replace this file as a whole; lines may be edited or removed\n"
	"# by hand. The first rule that matches decides, in this file and over\n"
	"# all files of this directory in the order of their names.\n";

/* What a rule says after its verdict. */
static const char *conditions(const char *rule)
{
	const char *blank = strchr(rule, ' ');

	return blank ? blank : "";
}

static void copy_without(struct text *to, const struct text *old,
			 const char *rule)
{
	const char *line = text_string(old), *end = line + old->len, *stop;
	const char *same = conditions(rule);
	size_t same_len = strlen(same);

	for (; line < end; line = stop) {
		const char *blank;

		stop = memchr(line, '\n', end - line);
		stop = stop ? stop + 1 : end;
		blank = memchr(line, ' ', stop - line);
		if (blank && stop[-1] == '\n' &&
		    (size_t)(stop - 1 - blank) == same_len &&
		    !memcmp(blank, same, same_len))
			continue;
		text_append(to, line, stop - line);
		if (stop[-1] != '\n')
			text_append(to, "\n", 1);
	}
}

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

/* Replaces @name in the directory @dir, durably. */
static int replace(int dir, const char *name, const struct text *text)
{
	char temporary[300];
	int fd, err;

	if (snprintf(temporary, sizeof(temporary), ".%s.new", name) >=
	    (int)sizeof(temporary))
		return -ENAMETOOLONG;
	/* A leftover of a crash; the lock on the directory is ours. */
	if (unlinkat(dir, temporary, 0) && errno != ENOENT)
		return -errno;
	fd = openat(dir, temporary,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text->data, text->len);
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

static int read_old(int dir, const char *name, struct text *old)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err;

	if (fd < 0 && errno == ENOENT) {
		text_puts(old, head);
		return text_failed(old) ? -ENOMEM : 0;
	}
	if (fd < 0)
		return -errno;
	err = text_read(old, fd, STORE_MAX);
	close(fd);
	return err;
}

static int put(int dir, const char *name, const char *rule)
{
	struct text old = { 0 }, new = { 0 };
	int err;

	/* One writer at a time; the lock goes with the descriptor. */
	if (flock(dir, LOCK_EX))
		return -errno;
	err = read_old(dir, name, &old);
	if (!err) {
		copy_without(&new, &old, rule);
		text_puts(&new, rule);
		text_append(&new, "\n", 1);
		err = text_failed(&new) ? -ENOMEM : replace(dir, name, &new);
	}
	text_destroy(&old);
	text_destroy(&new);
	return err;
}

int store_put(const char *path, const char *rule)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int dir, err;

	folder = slash ? strndup(path, slash - path + 1) : strdup(".");
	if (!folder)
		return -ENOMEM;
	dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = dir < 0 ? -errno : 0;
	free(folder);
	if (err)
		return err;
	err = put(dir, slash ? slash + 1 : path, rule);
	close(dir);
	return err;
}
