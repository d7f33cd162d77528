// SPDX-License-Identifier: GPL-2.0-only
/* The files of the module */

#include "securityfs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

#define FS_DIR		"/sys/kernel/security/cordon"
/* "queue" with every question open, and the longest names in all of them. */
#define FS_READ_MAX	((size_t)FS_QUESTIONS_MAX * FS_LINE_MAX)

/*
 * Tests put plain files somewhere else. Nobody gains anything by it: what the
 * tools may do is decided by the kernel, and secure_getenv() ignores the
 * variable when the tool has more rights than its caller.
 */
static const char *fs_dir(void)
{
	const char *dir = secure_getenv("CORDON_SECURITYFS");

	return dir && *dir ? dir : FS_DIR;
}

int fs_open(const char *file, int flags)
{
	char path[4096];
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", fs_dir(), file) >=
	    (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

int fs_read_again(int fd, struct text *to)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	return text_read(to, fd, FS_READ_MAX);
}

int fs_read(const char *file, struct text *to)
{
	int fd = fs_open(file, O_RDONLY), err;

	if (fd < 0)
		return fd;
	err = text_read(to, fd, FS_READ_MAX);
	close(fd);
	return err;
}

static void read_reason(int fd, struct text *reason)
{
	const char *end;

	text_clear(reason);
	if (fs_read_again(fd, reason) || !reason->len) {
		text_clear(reason);
		return;
	}
	end = strchr(reason->data, '\n');
	if (end) {
		reason->len = end - reason->data;
		reason->data[reason->len] = '\0';
	}
}

/* Files that say on the same descriptor why a write was refused. */
static bool fs_has_reason(const char *file)
{
	return !strcmp(file, "policy") || !strcmp(file, "rules");
}

int fs_write(const char *file, const char *data, size_t len,
	     struct text *reason)
{
	bool has_reason = fs_has_reason(file);
	int fd = fs_open(file, has_reason ? O_RDWR : O_WRONLY), err = 0;
	ssize_t n;

	text_clear(reason);
	if (fd < 0)
		return fd;
	do {
		n = write(fd, data, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		err = -errno;
	else if ((size_t)n != len)
		err = -EIO;
	if (err && has_reason)
		read_reason(fd, reason);
	close(fd);
	return err;
}

int fs_status_number(const char *key, unsigned long long *number)
{
	struct text text = { 0 };
	size_t key_len = strlen(key);
	char *line, *rest;
	int err = fs_read("status", &text);

	if (!err)
		err = -ENOENT;
	for (rest = text.data; err == -ENOENT && (line = strsep(&rest, "\n"));) {
		if (!strncmp(line, key, key_len) && line[key_len] == ' ' &&
		    sscanf(line + key_len, " %llu", number) == 1)
			err = 0;
	}
	text_destroy(&text);
	return err;
}

static bool fs_is_sealed(void)
{
	struct text text = { 0 };
	bool sealed = !fs_read("seal", &text) && text.len && *text.data == '1';

	text_destroy(&text);
	return sealed;
}

int fs_report(const char *file, int error, const struct text *reason)
{
	const char *why = reason && reason->len ? reason->data : NULL;

	switch (-error) {
	case ENOENT:
		if (access(fs_dir(), F_OK) == 0 && why) {
			report("%s", why);
			return EXIT_NOT_FOUND;
		}
		report("%s/%s: not there: is \"cordon\" in the kernel's lsm= list and securityfs mounted?",
		       fs_dir(), file);
		return EXIT_UNAVAILABLE;
	case EPERM:
		if (why || fs_is_sealed()) {
			report("%s: %s", file, why ? why : "sealed until reboot");
			return EXIT_REFUSED;
		}
		__attribute__((fallthrough));
	case EACCES:
		report("%s/%s: needs CAP_MAC_ADMIN (run it as root, in no user namespace)",
		       fs_dir(), file);
		return EXIT_UNAVAILABLE;
	case E2BIG:
		report("%s: larger than the kernel takes", file);
		return EXIT_REFUSED;
	default:
		report("%s: %s", file, why ? why : strerror(-error));
		return EXIT_REFUSED;
	}
}
