// SPDX-License-Identifier: GPL-2.0-only
/* What started a program */

#include "parent.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "text.h"

/* What somebody renames at that moment has to be looked up again. */
#define TRIES_MAX	3

/* Of /proc/PID/stat. */
struct life {
	int64_t ppid;
	uint64_t start;		/* ticks since boot */
};

static int open_process(int64_t pid)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%" PRId64, pid);
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* The process that it was opened for, or none. */
static bool read_life(int process, struct life *life)
{
	char line[1024], *at;
	ssize_t n = -1;
	int fd;

	fd = openat(process, "stat", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, line, sizeof(line) - 1);
		close(fd);
	}
	if (n <= 0)
		return false;
	line[n] = '\0';
	/* Its name may have parentheses, too. */
	at = strrchr(line, ')');
	return at && sscanf(at, ") %*c %" SCNd64 " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64,
			    &life->ppid, &life->start) == 2;
}

/*
 * Nothing is asked for that its file system would have to look up: that may be
 * a process of whoever wants us to wait.
 */
static bool identity(int dir, const char *path, struct statx *file)
{
	int flags = AT_STATX_DONT_SYNC | (*path ? 0 : AT_EMPTY_PATH);

	return !statx(dir, path, flags, 0, file);
}

static bool same_file(const struct statx *a, const struct statx *b)
{
	return a->stx_dev_major == b->stx_dev_major &&
	       a->stx_dev_minor == b->stx_dev_minor &&
	       a->stx_ino == b->stx_ino;
}

/* As init sees it: our own view may hide /home. */
static int open_root(void)
{
	int root = open("/proc/1/root", O_PATH | O_DIRECTORY | O_CLOEXEC);

	return root >= 0 ? root :
			   open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* The same: a file that is run is found without asking its file system. */
static int open_known(int root, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_CACHED | RESOLVE_IN_ROOT |
			   RESOLVE_NO_SYMLINKS,
	};
	int fd, tries = TRIES_MAX;

	do {
		fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	} while (fd < 0 && errno == EAGAIN && --tries);
	return fd;
}

static bool names_the_file(const char *path, const struct statx *exe)
{
	int root = open_root(), fd = -1;
	struct statx named;
	bool same = false;

	if (root >= 0)
		fd = open_known(root, path);
	if (fd >= 0) {
		same = identity(fd, "", &named) && same_file(&named, exe);
		close(fd);
	}
	if (root >= 0)
		close(root);
	return same;
}

static bool in_our_user_namespace(int process)
{
	struct statx ours, theirs;

	/* A kernel may have no others. */
	if (!identity(AT_FDCWD, "/proc/self/ns/user", &ours))
		return errno == ENOENT;
	return identity(process, "ns/user", &theirs) &&
	       same_file(&ours, &theirs);
}

/* In ticks since boot. Not too early: what is left was rounded up. */
static uint64_t asked_at(const struct record *question)
{
	int64_t hz = sysconf(_SC_CLK_TCK), ticks, age = 0;
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	ticks = now.tv_sec * hz + now.tv_nsec / (1000000000 / hz);
	if (question->after > question->left && question->left >= 0 &&
	    question->after <= INT32_MAX)
		age = (question->after - question->left) * hz;
	return ticks > age ? ticks - age : 0;
}

/*
 * A pid that is used again would be of a process that is younger than the
 * question, or not the parent.
 */
static bool is_parent(int process, const struct record *question)
{
	int child = open_process(question->pid);
	struct life life, parent;
	bool is = false;

	if (child >= 0) {
		is = read_life(child, &life) && life.ppid == question->ppid &&
		     life.start <= asked_at(question) &&
		     read_life(process, &parent) && parent.start <= life.start;
		close(child);
	}
	return is;
}

static char *read_exe(int process)
{
	char exe[PATH_MAX];
	ssize_t n;

	n = readlinkat(process, "exe", exe, sizeof(exe));
	if (n <= 0 || n == sizeof(exe))
		return NULL;
	return strndup(exe, n);
}

char *parent_find(const struct record *question, bool *proven)
{
	struct statx exe;
	char *path;
	int process;

	*proven = false;
	if (question->ppid <= 0)
		return NULL;
	process = open_process(question->ppid);
	if (process < 0)
		return NULL;
	path = read_exe(process);
	if (path)
		*proven = identity(process, "exe", &exe) &&
			  in_our_user_namespace(process) &&
			  names_the_file(path, &exe) &&
			  is_parent(process, question);
	close(process);
	return path;
}

char *parent_print(const char *path, bool proven, int64_t ppid)
{
	struct text text = { 0 };

	text_printf(&text, "%s%s (process %" PRId64 ")",
		    proven ? "" : "said to be ", path, ppid);
	if (!text_failed(&text))
		return text.data;
	text_destroy(&text);
	return NULL;
}
