// SPDX-License-Identifier: GPL-2.0-only
/* The file behind a path of a rule: is it there, and who can replace it? */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "lint.h"
#include "sha256.h"
#include "users.h"

static bool has_acl(const char *path)
{
	return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

/*
 * Appends who but root may write to @path itself; false when nobody may. Being
 * its owner is enough: the mode is the owner's to change.
 */
static bool may_write(const char *path, const struct stat *st, struct text *who)
{
	char user[300];

	if (st->st_uid) {
		text_printf(who, "user %s, who owns %s,",
			    user_print(user, sizeof(user), st->st_uid), path);
		return true;
	}
	if (st->st_mode & S_IWOTH) {
		text_printf(who, "everybody, by %s being writable,", path);
		return true;
	}
	/* With an ACL the bits of the group are those of all it names. */
	if ((st->st_mode & S_IWGRP) && has_acl(path)) {
		text_printf(who, "whom the ACL of %s names", path);
		return true;
	}
	if ((st->st_mode & S_IWGRP) && st->st_gid) {
		text_printf(who, "group %u, which may write to %s,",
			    (unsigned int)st->st_gid, path);
		return true;
	}
	return false;
}

/* In a folder like /tmp, files that belong to root are root's to remove. */
static bool is_sticky(const struct stat *folder)
{
	return !folder->st_uid && (folder->st_mode & S_ISVTX);
}

/* Who but root can put another file at @path, by any folder on the way. */
static bool may_replace(const char *path, struct text *who)
{
	char folder[PATH_MAX];
	struct stat st;
	char *slash;

	if (strlen(path) >= sizeof(folder) || stat(path, &st))
		return false;
	if (may_write(path, &st, who))
		return true;
	strcpy(folder, path);
	while ((slash = strrchr(folder, '/'))) {
		slash[slash == folder] = '\0';
		if (stat(folder, &st))
			return false;
		if (!is_sticky(&st) && may_write(folder, &st, who))
			return true;
		if (slash == folder)
			break;
	}
	return false;
}

static void say(struct inspection *to, enum lint_kind kind, const char *text)
{
	to->kind = kind;
	text_puts(&to->text, text);
}

/* The interpreter that a file names in its first line, or "". */
static void read_first_line(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? 0 : read(fd, line, size - 1);

	if (fd >= 0)
		close(fd);
	line[n > 0 ? n : 0] = '\0';
	if (strncmp(line, "#!", 2))
		*line = '\0';
	line[strcspn(line, "\n")] = '\0';
}

static bool is_no_program(struct inspection *to, const struct inspect *what,
			  const struct stat *st)
{
	char line[128];
	const char *interpreter;

	if (!S_ISREG(st->st_mode)) {
		say(to, LINT_NO_PROGRAM,
		    S_ISDIR(st->st_mode) ? "is a folder: it matches nothing" :
					   "is no file: it matches nothing");
		return true;
	}
	if (!(st->st_mode & 0111)) {
		say(to, LINT_NO_PROGRAM,
		    "is not executable: it matches nothing");
		return true;
	}
	if (what->is_script)
		return false;
	read_first_line(what->path, line, sizeof(line));
	if (!*line)
		return false;
	interpreter = line + 2 + strspn(line + 2, " \t");
	to->kind = LINT_NO_PROGRAM;
	text_printf(&to->text,
		    "is a script: it matches nothing; write script=%s, with exe= for what runs it (%.*s)",
		    what->path, (int)strcspn(interpreter, " \t"), interpreter);
	return true;
}

static bool has_other_digest(struct inspection *to, const struct inspect *what)
{
	char hex[SHA256_HEX_SIZE];

	if (!what->sha256 || sha256_file(what->path, hex) ||
	    !strcmp(what->sha256, hex))
		return false;
	to->kind = LINT_DIGEST;
	text_printf(&to->text,
		    "has another content than sha256= says: it does not match; it has sha256=%s now",
		    hex);
	return true;
}

static void find_writers(struct inspection *to, const struct inspect *what)
{
	char hex[SHA256_HEX_SIZE];
	struct text who = { 0 };

	if (!what->is_allowed || what->has_digest ||
	    !may_replace(what->path, &who)) {
		text_destroy(&who);
		return;
	}
	to->kind = LINT_WRITABLE;
	text_printf(&to->text, "can be replaced by %s so that any program is allowed",
		    text_string(&who));
	/* A digest is of the executable alone: no condition is for scripts. */
	if (!what->is_script && !sha256_file(what->path, hex))
		text_printf(&to->text, "; add sha256=%s", hex);
	text_destroy(&who);
}

void inspect_path(struct inspection *inspection, const struct inspect *what)
{
	char real[PATH_MAX];
	struct stat st;

	*inspection = (struct inspection){ .kind = LINT_KINDS };
	if (stat(what->path, &st)) {
		if (errno == ENOENT || errno == ENOTDIR)
			say(inspection, LINT_MISSING,
			    "does not exist: it matches nothing");
		else if (errno == ELOOP)
			say(inspection, LINT_LINK,
			    "is a link that leads nowhere: it matches nothing");
		return;
	}
	if (realpath(what->path, real) && strcmp(real, what->path)) {
		inspection->kind = LINT_LINK;
		text_printf(&inspection->text,
			    "is a link: it matches nothing; programs are known by their own path, which is %s",
			    real);
		return;
	}
	if (!is_no_program(inspection, what, &st) &&
	    !has_other_digest(inspection, what))
		find_writers(inspection, what);
}
