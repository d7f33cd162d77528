// SPDX-License-Identifier: GPL-2.0-only
/* Who is at the other end of a socket */

#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "record.h"

/* Of headers that are older than the kernels that have it (6.5). */
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD	77
#endif

/* Groups that a process can have. */
#define GROUPS_MAX	65536

static int read_groups(struct peer *peer, int fd)
{
	gid_t some[32], *groups = some;
	socklen_t size = sizeof(some);
	int err = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size)) {
		/* It says how much room they need. */
		if (errno != ERANGE || size > GROUPS_MAX * sizeof(gid_t))
			return -errno;
		groups = malloc(size);
		if (!groups)
			return -ENOMEM;
		if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size))
			err = -errno;
	}
	if (!err && size) {
		peer->groups = malloc(size);
		if (peer->groups)
			memcpy(peer->groups, groups, size);
		else
			err = -ENOMEM;
	}
	if (!err)
		peer->n_groups = size / sizeof(gid_t);
	if (groups != some)
		free(groups);
	return err;
}

/*
 * Without SO_PEERPIDFD: another process could have the pid by now. That one
 * is taken for the peer only when it has the same effective ids.
 */
static int open_by_pid(const struct peer *peer)
{
	unsigned int euid = -1, egid = -1;
	char path[40], line[256];
	FILE *file;
	int fd;

	fd = syscall(SYS_pidfd_open, peer->pid, 0);
	if (fd < 0)
		return -errno;
	snprintf(path, sizeof(path), "/proc/%d/status", (int)peer->pid);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		sscanf(line, "Uid: %*u %u", &euid);
		sscanf(line, "Gid: %*u %u", &egid);
	}
	if (file)
		fclose(file);
	if (euid == peer->uid && egid == peer->gid)
		return fd;
	close(fd);
	return -ESRCH;
}

static int open_process(const struct peer *peer, int fd)
{
	socklen_t size = sizeof(int);
	int pidfd;

	if (!getsockopt(fd, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size))
		return pidfd;
	return errno == ENOPROTOOPT ? open_by_pid(peer) : -errno;
}

/* What was read by the pid before is of that process, if it still is there. */
static bool is_there(int pidfd)
{
	struct pollfd poll_fd = { pidfd, POLLIN, 0 };
	int n;

	do {
		n = poll(&poll_fd, 1, 0);
	} while (n < 0 && errno == EINTR);
	return !n;
}

uint32_t peer_audit_id(pid_t pid, const char *file)
{
	char path[40], digits[16];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, digits, sizeof(digits) - 1);
		close(fd);
	}
	if (n <= 0)
		return RECORD_NO_LOGIN;
	digits[n] = '\0';
	return strtoul(digits, NULL, 10);
}

char *peer_exe(pid_t pid)
{
	char path[40], exe[PATH_MAX];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	n = readlink(path, exe, sizeof(exe));
	if (n <= 0 || n == sizeof(exe))
		return NULL;
	return strndup(exe, n);
}

/* What is known of the file here: no server of a file system is asked. */
static void read_file(struct peer *peer)
{
	struct statx file;
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)peer->pid);
	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO, &file))
		return;
	peer->exe_dev = makedev(file.stx_dev_major, file.stx_dev_minor);
	peer->exe_ino = file.stx_ino;
}

static void read_process(struct peer *peer, int64_t gid)
{
	peer->exe = peer_exe(peer->pid);
	if (peer->gid == gid)
		read_file(peer);
	peer->auid = peer_audit_id(peer->pid, "loginuid");
	peer->ses = peer_audit_id(peer->pid, "sessionid");
}

int peer_read(struct peer *peer, int fd, int64_t gid)
{
	struct ucred cred;
	socklen_t size = sizeof(cred);
	int pidfd, err;

	*peer = (struct peer){ 0 };
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &size))
		return -errno;
	peer->pid = cred.pid;
	peer->uid = cred.uid;
	peer->gid = cred.gid;
	/* 0: a process that our pid namespace does not have. */
	if (cred.pid <= 0)
		return -ESRCH;
	pidfd = open_process(peer, fd);
	if (pidfd < 0)
		return pidfd;
	read_process(peer, gid);
	err = is_there(pidfd) ? read_groups(peer, fd) : -ESRCH;
	close(pidfd);
	if (err)
		peer_destroy(peer);
	return err;
}

void peer_destroy(struct peer *peer)
{
	free(peer->groups);
	free(peer->exe);
	*peer = (struct peer){ 0 };
}

bool peer_in_group(const struct peer *peer, gid_t gid)
{
	size_t i;

	for (i = 0; i < peer->n_groups; i++) {
		if (peer->groups[i] == gid)
			return true;
	}
	return false;
}

bool peer_runs(const struct peer *peer, const char *path)
{
	struct stat stat_buf;

	return peer->exe_ino && !stat(path, &stat_buf) &&
	       S_ISREG(stat_buf.st_mode) &&
	       stat_buf.st_dev == peer->exe_dev &&
	       stat_buf.st_ino == peer->exe_ino;
}
