/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: looking like another program, by its name and the way it
 * is executed
 */

#ifndef _CORDON_ESCAPE_GUISE_H
#define _CORDON_ESCAPE_GUISE_H

#include "escape_attack.h"

#include <pthread.h>
#include <sys/personality.h>

/* What the attacker executes itself as: it sends, or it does nothing more. */
#define STAGE_SEND "1"
#define STAGE_IDLE "2"

struct guise {
	const char *name;
	/* Executes, or does what is to be done without; 0 or -errno. */
	int (*put_on)(const struct cell *cell, const struct order *order);
	/* In the program that was executed. */
	int (*after)(const struct order *order);
	/* It is the same file still, by the same path: what denies it holds. */
	bool same;
	/* Why a rule that denies the original says nothing about it. */
	const char *other;
	const char *flags;
};

static inline int again(const char *path)
{
	execl(path, path, "attack", STAGE_SEND, NULL);
	return -errno;
}

/* An open file, as the allowed program as far as arguments go. */
static inline int again_fd(const struct order *order, int fd)
{
	char *const argv[] = { (char *)order->good, "attack", STAGE_SEND,
			       NULL };

	if (fd < 0)
		return -errno;
	sys_execveat(fd, "", argv, environ, AT_EMPTY_PATH);
	return -errno;
}

/* Something in a directory that the attacker may write to. */
static inline char *own_path(const struct order *order, const char *name)
{
	static char path[4][PATH_MAX];
	static int turn;
	char place[PATH_MAX];

	turn = (turn + 1) % 4;
	snprintf(place, sizeof(place), "%s", order->evil);
	snprintf(path[turn], PATH_MAX, "%.1000s/home/%s", dirname(place),
		 order->token);
	if (mkdir(path[turn], 0755) && errno != EEXIST)
		return NULL;
	snprintf(path[turn] + strlen(path[turn]), 64, "/%s", name);
	return path[turn];
}

/* A copy of the attacker under a name; it ends like the allowed one's. */
static inline char *own_copy(const struct order *order, const char *name)
{
	char *path = own_path(order, name);

	return path && copy_file(order->evil, path, 0755) ? NULL : path;
}

static inline int as_itself(const struct cell *cell, const struct order *order)
{
	return again(order->evil);
}

static inline int as_comm(const struct cell *cell, const struct order *order)
{
	return prctl(PR_SET_NAME, "good") ? -errno : 0;
}

static inline int as_copy(const struct cell *cell, const struct order *order)
{
	return again(own_copy(order, "good"));
}

static inline int as_rename(const struct cell *cell, const struct order *order)
{
	char *path = own_path(order, "good");

	if (rename(own_copy(order, "other"), path))
		return -errno;
	return again(path);
}

static inline int as_hard_link(const struct cell *cell,
			       const struct order *order)
{
	char *path = own_path(order, "good");

	if (link(own_copy(order, "other"), path))
		return -errno;
	return again(path);
}

static inline int as_symlink(const struct cell *cell, const struct order *order)
{
	char *path = own_path(order, "good");

	return symlink(order->evil, path) ? -errno : again(path);
}

/* By way of the directory of the allowed one. */
static inline int as_dots(const struct cell *cell, const struct order *order)
{
	char dir[PATH_MAX], base[PATH_MAX], path[3 * PATH_MAX];

	snprintf(dir, sizeof(dir), "%s", order->good);
	dirname(dir);
	snprintf(base, sizeof(base), "%s", dir);
	snprintf(path, sizeof(path), "%s/../%s/./evil", dir, basename(base));
	return again(path);
}

static inline int as_descriptor(const struct cell *cell,
				const struct order *order)
{
	return again_fd(order, open(order->evil, O_RDONLY | O_CLOEXEC));
}

static inline int as_descriptor_link(const struct cell *cell,
				     const struct order *order)
{
	int fd = open(order->evil, O_RDONLY);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return fd < 0 ? -errno : again(path);
}

static inline int as_memfd(const struct cell *cell, const struct order *order)
{
	int fd = sys_memfd_create(order->good, MFD_CLOEXEC);
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || copy_file(order->evil, path, 0755))
		return -EIO;
	return again_fd(order, fd);
}

/* A file that never had a name. */
static inline int as_nameless(const struct cell *cell,
			      const struct order *order)
{
	int fd = open(dirname(own_path(order, "x")), O_TMPFILE | O_RDWR, 0755);
	int ro;
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || copy_file(order->evil, path, 0755))
		return -EIO;
	/* The kernel executes nothing that somebody can write to. */
	ro = open(path, O_RDONLY | O_CLOEXEC);
	close(fd);
	return again_fd(order, ro);
}

static inline int as_deleted(const struct cell *cell, const struct order *order)
{
	char *path = own_copy(order, "good");
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return unlink(path) ? -errno : again_fd(order, fd);
}

/* Takes away what runs, and puts something else in its place. */
static inline int replace_self(const struct order *order)
{
	char *path = own_path(order, "good");

	if (unlink(path))
		return -errno;
	return symlink(order->good, path) ? -errno : 0;
}

static inline int as_script(const struct cell *cell, const struct order *order)
{
	char *path = own_path(order, "good");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	if (fd < 0 || write_fd(fd, "#!") || write_fd(fd, order->evil) ||
	    write_fd(fd, "\n"))
		return -EIO;
	close(fd);
	return again(path);
}

/* As an interpreter of the allowed program would be started. */
static inline int as_interpreter(const struct cell *cell,
				 const struct order *order)
{
	execl(order->evil, order->good, order->good, "attack", STAGE_SEND,
	      NULL);
	return -errno;
}

static inline int as_personality(const struct cell *cell,
				 const struct order *order)
{
	if (personality(ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC |
			ADDR_COMPAT_LAYOUT | UNAME26) < 0)
		return -errno;
	return again(order->evil);
}

/* The loader that a dynamic program names near its beginning. */
static inline int find_loader(const char *path, char *loader, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char start[4096 + 1] = {};
	char *name;

	if (fd < 0 || read(fd, start, sizeof(start) - 1) < 0)
		return -errno;
	close(fd);
	name = memmem(start, sizeof(start), "/lib", 4);
	if (!name)
		return -ENOEXEC;
	snprintf(loader, size, "%s", name);
	return 0;
}

/*
 * ld.so started by hand runs any program and is itself what was executed. It
 * takes a dynamic one: the helper, with the token as its command.
 */
static inline int as_loader(const struct cell *cell, const struct order *order)
{
	char dynamic[PATH_MAX], loader[PATH_MAX], address[64], port[8];
	const struct sockaddr_in *v4 = &order->target.addr.v4;

	snprintf(dynamic, sizeof(dynamic), "%s/dynamic",
		 dirname(strdupa(order->evil)));
	if (find_loader(dynamic, loader, sizeof(loader)))
		return -ENOEXEC;
	inet_ntop(AF_INET, &v4->sin_addr, address, sizeof(address));
	snprintf(port, sizeof(port), "%d", ntohs(v4->sin_port));
	execl(loader, loader, "--argv0", order->good, dynamic,
	      cell->proto->type == SOCK_DGRAM ? "telludp" : "telltcp", address,
	      port, order->token, NULL);
	return -errno;
}

#endif /* _CORDON_ESCAPE_GUISE_H */
