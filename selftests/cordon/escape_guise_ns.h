/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: looking like another program, in namespaces of one's own
 */

#ifndef _CORDON_ESCAPE_GUISE_NS_H
#define _CORDON_ESCAPE_GUISE_NS_H

#include "escape_guise.h"
#include "forge.h"

#include <elf.h>
#include <sys/syscall.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

static inline int bind_over(const char *from, const char *over)
{
	return mount(from, over, NULL, MS_BIND, NULL) ? -errno : 0;
}

static inline int as_bound(const struct cell *cell, const struct order *order)
{
	int err = enter_namespaces(ATTACKER_UID);

	err = err ?: bind_over(order->evil, order->good);
	return err ?: again(order->good);
}

static inline int as_bound_copy(const struct cell *cell,
				const struct order *order)
{
	char *copy = own_copy(order, "good");
	int err = enter_namespaces(ATTACKER_UID);

	err = err ?: bind_over(copy, order->good);
	return err ?: again(order->good);
}

/* The whole directory of the allowed program is another. */
static inline int as_bound_directory(const struct cell *cell,
				     const struct order *order)
{
	char *own = dirname(own_copy(order, "good"));
	int err = enter_namespaces(ATTACKER_UID);

	err = err ?: bind_over(own, dirname(strdupa(order->good)));
	return err ?: again(order->good);
}

/* The same on a file system that the user made. */
static inline int as_mounted(const struct cell *cell, const struct order *order)
{
	char *copy = own_copy(order, "copy");
	int from = open(copy, O_RDONLY);
	int err = enter_namespaces(ATTACKER_UID);
	char path[64];

	if (err || mount("tmpfs", dirname(strdupa(order->good)), "tmpfs", 0,
			 NULL))
		return err ?: -errno;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", from);
	if (copy_file(path, order->good, 0755))
		return -EIO;
	return again(order->good);
}

/* Directories of a path below a root of one's own, and the file. */
static inline int plant(const struct order *order, const char *root)
{
	char path[2 * PATH_MAX];
	char *at;

	snprintf(path, sizeof(path), "%s%s", root, order->good);
	for (at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
		*at = '/';
	}
	return copy_file(order->evil, path, 0755);
}

static inline int as_pivoted(const struct cell *cell, const struct order *order)
{
	char *root = own_path(order, "root");
	int err = enter_namespaces(ATTACKER_UID);

	if (err || mkdir(root, 0755) || mount("tmpfs", root, "tmpfs", 0, NULL))
		return err ?: -errno;
	err = plant(order, root);
	if (err || chdir(root) || sys_pivot_root(".", ".") ||
	    umount2(".", MNT_DETACH) || chdir("/"))
		return err ?: -errno;
	return again(order->good);
}

static inline int as_chrooted(const struct cell *cell,
			      const struct order *order)
{
	char *root = own_path(order, "root");
	int err = mkdir(root, 0755) ? -errno : plant(order, root);

	err = err ?: enter_namespaces(ATTACKER_UID);
	if (err || chroot(root) || chdir("/"))
		return err ?: -errno;
	return again(order->good);
}

/* The file system of the allowed one, with another file laid over it. */
static inline int as_overlaid(const struct cell *cell,
			      const struct order *order)
{
	char *upper = own_path(order, "upper"), *work = own_path(order, "work");
	char *place = dirname(strdupa(order->good));
	char options[4 * PATH_MAX], copy[2 * PATH_MAX];
	int err;

	if (mkdir(upper, 0755) || mkdir(work, 0755))
		return -errno;
	snprintf(copy, sizeof(copy), "%s/good", upper);
	err = copy_file(order->evil, copy, 0755);
	err = err ?: enter_namespaces(ATTACKER_UID);
	snprintf(options, sizeof(options),
		 "lowerdir=%s,upperdir=%s,workdir=%s,userxattr", place, upper,
		 work);
	if (err || mount("overlay", place, "overlay", 0, options))
		return err ?: -errno;
	return again(order->good);
}

/* From a mount that is nowhere. */
static inline int as_detached(const struct cell *cell,
			      const struct order *order)
{
	char *own = dirname(own_copy(order, "good"));
	int err = enter_namespaces(ATTACKER_UID);
	int tree;

	if (err)
		return err;
	tree = syscall(__NR_open_tree, AT_FDCWD, own, OPEN_TREE_CLONE);
	if (tree < 0)
		return -errno;
	return again_fd(order, openat(tree, "good", O_RDONLY | O_CLOEXEC));
}

/* In a namespace of its own, until the other end of the pipe is closed. */
static inline int wait_behind_mount(const struct order *order, int ready,
				    int end)
{
	int err = enter_namespaces(ATTACKER_UID);
	char byte = err ? 'e' : 'x';

	if (!err && bind_over(order->evil, order->good))
		byte = 'e';
	prctl(PR_SET_DUMPABLE, 1);
	if (write(ready, &byte, 1) != 1)
		return -EIO;
	return read(end, &byte, 1) < 0 ? -errno : 0;
}

/* By the path that the file has in the namespace of another process. */
static inline int as_proc_root(const struct cell *cell,
			       const struct order *order)
{
	char path[PATH_MAX + 32], byte = 'e';
	int ready[2], end[2];
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) || pipe(end))
		return -errno;
	pid = fork();
	if (!pid) {
		close(end[1]);
		close(CONTROL_FD);
		_exit(-wait_behind_mount(order, ready[1], end[0]));
	}
	if (pid < 0 || read(ready[0], &byte, 1) != 1 || byte != 'x')
		return -EIO;
	snprintf(path, sizeof(path), "/proc/%d/root%s", pid, order->good);
	return again(path);
}

static inline int as_forged(const struct cell *cell, const struct order *order)
{
	int err = enter_namespaces(ATTACKER_UID);

	return err ?: forge_exe(order->good);
}

/* Root in a user namespace of its own, in mounts of its own. */
static inline int as_root(const struct cell *cell, const struct order *order)
{
	int err = enter_namespaces(ATTACKER_UID);

	if (err || setresuid(0, 0, 0))
		return err ?: -errno;
	return again(order->evil);
}

/* A copy of the attacker that binfmt_misc can tell from other programs. */
static inline char *marked_copy(const struct order *order)
{
	char *path = own_copy(order, "interpreter");
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	char mark = 1;

	if (fd < 0 || pwrite(fd, &mark, 1, EI_NIDENT - 1) != 1)
		return NULL;
	close(fd);
	return path;
}

/* The namespace's binfmt_misc has all programs but marked ones interpreted. */
static inline int as_misc(const struct cell *cell, const struct order *order)
{
	char *interpreter = marked_copy(order), *misc = own_path(order, "misc");
	char text[PATH_MAX + 64], path[PATH_MAX + 16];
	const struct guise *guise = cell->arg;
	int err = enter_namespaces(ATTACKER_UID);

	if (err || mkdir(misc, 0755) ||
	    mount("binfmt_misc", misc, "binfmt_misc", 0, NULL))
		return err ?: -errno;
	snprintf(text, sizeof(text), ":all:M:%d:\\x00:\\xff:%s:%s",
		 EI_NIDENT - 1, interpreter, guise->flags);
	snprintf(path, sizeof(path), "%s/register", misc);
	err = write_path(path, text);
	return err ?: again(order->good);
}

#endif /* _CORDON_ESCAPE_GUISE_NS_H */
