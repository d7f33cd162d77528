/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: programs under names of one's choice
 */

#ifndef _CORDON_EXE_H
#define _CORDON_EXE_H

#include "task.h"

#include <ftw.h>
#include <libgen.h>
#include <sys/mount.h>

/* A directory that everybody can execute programs from. */
struct place {
	char path[64];
};

static inline int place_make(struct place *place)
{
	strcpy(place->path, "/tmp/cordon.XXXXXX");
	if (!mkdtemp(place->path) || chmod(place->path, 0755))
		return -errno;
	return 0;
}

static inline int place_unlink(const char *path, const struct stat *st,
			       int flag, struct FTW *ftw)
{
	return remove(path) && errno == EBUSY;
}

static inline void place_remove(struct place *place)
{
	if (place->path[0])
		nftw(place->path, place_unlink, 16,
		     FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Path of something in the place; a new string. */
static inline char *place_path(const struct place *place, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", place->path, name) < 0 ? NULL : path;
}

static inline int copy_file(const char *from, const char *to, mode_t mode)
{
	char buf[65536];
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	ssize_t len = -1;

	if (in >= 0 && out >= 0) {
		while ((len = read(in, buf, sizeof(buf))) > 0)
			if (write(out, buf, len) != len)
				break;
	}
	if (!len && fchmod(out, mode))
		len = -1;
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return len ? -EIO : 0;
}

/* Where the tests and their helpers were installed. */
static inline const char *helper(const char *name)
{
	static char path[2][PATH_MAX];
	static int turn;
	char self[PATH_MAX];

	turn = !turn;
	snprintf(self, sizeof(self), "%s", self_path());
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dirname(self), name);
	return path[turn];
}

/* Copies a helper into the place; its new path, or NULL. */
static inline char *place_copy(const struct place *place, const char *from,
			       const char *name)
{
	char *path = place_path(place, name);

	if (path && copy_file(helper(from), path, 0755)) {
		free(path);
		return NULL;
	}
	return path;
}

static inline char *place_write(const struct place *place, const char *name,
				const char *text)
{
	char *path = place_path(place, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	if (fd < 0 || write_fd(fd, text) || fchmod(fd, 0755))
		return NULL;
	close(fd);
	return path;
}

/* The digest as the usual tool has it. */
static inline int file_sha256(const char *path, char *hex)
{
	char command[PATH_MAX + 32];
	FILE *out;
	int n;

	snprintf(command, sizeof(command), "sha256sum %s", path);
	out = popen(command, "r");
	if (!out)
		return -errno;
	n = fscanf(out, "%64[0-9a-f]", hex);
	pclose(out);
	return n == 1 && strlen(hex) == 64 ? 0 : -EIO;
}

/*
 * A program to run. With a place to go to: chdir there first. An open file
 * becomes descriptor 9 of the program.
 */
struct run {
	const char *path;
	const char *argv[10];
	int fd;
	uid_t uid;
	int (*before)(struct run *run);
	void *arg;
	const char *other;
};

#define RUN_FD 9

static inline int run_fn(void *arg)
{
	struct run *run = arg;
	int err;

	if (run->fd && (dup2(run->fd, RUN_FD) < 0 || fcntl(RUN_FD, F_SETFD, 0)))
		return -STATUS_SETUP;
	if (run->uid && become(run->uid))
		return -STATUS_SETUP;
	if (run->before) {
		err = run->before(run);
		if (err) {
			fprintf(stderr, "# setup of %s: %s\n", run->path,
				strerror(-err));
			return -STATUS_SETUP;
		}
	}
	execv(run->path, (char *const *)run->argv);
	return -errno;
}

static inline int run_start(struct task *task, struct run *run)
{
	return task_start(task, run_fn, run);
}

/* Runs it to its end: 0, or -errno of what it tried. */
static inline int run_wait(struct run *run)
{
	return task_run(run_fn, run);
}

/* The usual: the program connects to GOOD4. */
static inline int run_connect(const char *path, uint16_t port)
{
	char text[8];
	struct run run = { .path = path,
			   .argv = { path, "connect", GOOD4, text } };

	snprintf(text, sizeof(text), "%d", port);
	return run_wait(&run);
}

/* Makes a user namespace and a mount namespace, as any user can. */
static inline int enter_namespaces(uid_t uid)
{
	char map[32];
	int err;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return -errno;
	err = write_path("/proc/self/setgroups", "deny");
	if (err)
		return err;
	snprintf(map, sizeof(map), "0 %d 1", uid);
	err = write_path("/proc/self/uid_map", map);
	err = err ?: write_path("/proc/self/gid_map", map);
	if (err)
		return err;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ? -errno : 0;
}

/* A task's: executes the open file run->fd. */
static inline int run_exec_fd(void *arg)
{
	struct run *run = arg;

	sys_execveat(run->fd, "", (char *const *)run->argv, environ,
		     AT_EMPTY_PATH);
	return -errno;
}

/* Two programs, one of them allowed, and somebody who listens. */
struct pair {
	struct place place;
	int listener;
	uint16_t port;
	char text[8]; /* the port */
	char *good, *evil;
};

/* In a network of its own, and with a policy in force. */
static inline int pair_make(struct pair *pair)
{
	int err = place_make(&pair->place) ?: own_network();

	if (err)
		return err;
	pair->good = place_copy(&pair->place, "probe", "good");
	pair->evil = place_copy(&pair->place, "probe", "evil");
	if (!pair->good || !pair->evil)
		return -ENOMEM;
	pair->listener = receiver(AF_INET, SOCK_STREAM, 0);
	if (pair->listener < 0)
		return pair->listener;
	pair->port = port_of(pair->listener);
	snprintf(pair->text, sizeof(pair->text), "%d", pair->port);
	return load("default deny\nallow exe=%s\n", pair->good);
}

static inline void pair_remove(struct pair *pair)
{
	place_remove(&pair->place);
	close(pair->listener);
}

#endif /* _CORDON_EXE_H */
