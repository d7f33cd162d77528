// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which logs auditd has. libauparse could find them itself, but says only "no
 * log file" when they may not be read, and reads files that are too old.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events-parts.h"

#define CONFIG		"/etc/audit/auditd.conf"
#define DEFAULT_LOG	"/var/log/audit/audit.log"
/* auditd keeps no more. */
#define FILES_MAX	1000

/* Tests have logs of their own. */
static const char *config_file(void)
{
	const char *file = secure_getenv("CORDON_AUDITD_CONF");

	return file && *file ? file : CONFIG;
}

/* The value when @line is "log_file = VALUE", as auditd reads it. */
static const char *log_file_value(char *line)
{
	char *rest = line, *word = strsep(&rest, "=");
	size_t len = strcspn(word, " \t");

	word[len] = '\0';
	if (!rest || strcasecmp(word, "log_file"))
		return NULL;
	rest += strspn(rest, " \t");
	rest[strcspn(rest, " \t\n")] = '\0';
	return *rest == '/' ? rest : NULL;
}

/*
 * The path of the newest log. Who may read the logs need not be allowed to
 * read the configuration: then it is taken to be as Debian has it.
 */
static char *newest_log(void)
{
	FILE *file = fopen(config_file(), "re");
	char *line = NULL, *path = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		const char *value = log_file_value(line);

		if (!value)
			continue;
		free(path);
		path = strdup(value);
	}
	free(line);
	if (file)
		fclose(file);
	return path ? path : strdup(DEFAULT_LOG);
}

static bool is_same(int a, int b)
{
	struct stat one, two;

	return !fstat(a, &one) && !fstat(b, &two) &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static bool is_older(int fd, int64_t since)
{
	struct stat stat;

	/* A second more, as the clock that stamps files runs behind. */
	return since != EVENTS_NO_SINCE && !fstat(fd, &stat) &&
	       stat.st_mtime + 1 < since / 1000;
}

static int add(struct log_files *files, char *path, int fd)
{
	struct log_file *file;

	file = reallocarray(files->file, files->count + 1, sizeof(*file));
	if (!file) {
		close(fd);
		free(path);
		return -ENOMEM;
	}
	files->file = file;
	file[files->count++] = (struct log_file){ path, fd };
	return 0;
}

/* Takes the next older log. 1: done, 0: there is none, -errno. */
static int open_next(struct log_files *files, const char *newest,
		     unsigned int number, int64_t since, char **failed)
{
	char *path;
	int fd, err;

	if ((number ? asprintf(&path, "%s.%u", newest, number) :
		      asprintf(&path, "%s", newest)) < 0)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		err = -errno;
		if (number && err == -ENOENT) {
			free(path);
			return 0;
		}
		*failed = path;
		return err;
	}
	if (is_older(fd, since)) {
		close(fd);
		free(path);
		return 0;
	}
	/* It was rotated since we opened it under its earlier name. */
	if (files->count && is_same(fd, files->file[files->count - 1].fd)) {
		close(fd);
		free(path);
		return 1;
	}
	err = add(files, path, fd);
	return err ? err : 1;
}

int log_files_open(struct log_files *files, int64_t since, char **failed)
{
	char *newest = newest_log();
	unsigned int number;
	size_t i, j;
	int more = 1;

	*files = (struct log_files){ 0 };
	*failed = NULL;
	if (!newest)
		return -ENOMEM;
	/* The newest first: a rotation meanwhile then loses nothing. */
	for (number = 0; more > 0 && number < FILES_MAX; number++)
		more = open_next(files, newest, number, since, failed);
	free(newest);
	if (more < 0) {
		log_files_close(files);
		return more;
	}
	for (i = 0, j = files->count; i + 1 < j; i++) {
		struct log_file file = files->file[i];

		files->file[i] = files->file[--j];
		files->file[j] = file;
	}
	return 0;
}

void log_files_close(struct log_files *files)
{
	size_t i;

	for (i = 0; i < files->count; i++) {
		close(files->file[i].fd);
		free(files->file[i].path);
	}
	free(files->file);
	*files = (struct log_files){ 0 };
}
