/* SPDX-License-Identifier: GPL-2.0-only */
/* Who is at the other end of a socket, as the kernel knows it. */

#ifndef CORDON_PEER_H
#define CORDON_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * uid, gid and groups are those that it had when it connected; the rest is of
 * the process that connected, and not of another one that has its pid now.
 */
struct peer {
	pid_t pid;
	uid_t uid;	/* effective */
	gid_t gid;	/* effective */
	gid_t *groups;	/* supplementary */
	size_t n_groups;
	uint32_t auid;	/* RECORD_NO_LOGIN: nobody logged in for it */
	uint32_t ses;
	char *exe;	/* its path, for people; NULL: not known */
	dev_t exe_dev;	/* the file itself; ino 0: not known */
	ino_t exe_ino;
};

/*
 * The file that it runs is looked at only when @gid is its effective group: the
 * file of a stranger can be where nobody answers. 0, -ESRCH: the process is
 * gone, or another -errno; @peer is empty then.
 */
int peer_read(struct peer *peer, int fd, int64_t gid);
void peer_destroy(struct peer *peer);

bool peer_in_group(const struct peer *peer, gid_t gid);
/* It runs the very file that @path names here, whatever it calls it. */
bool peer_runs(const struct peer *peer, const char *path);

/* Of any process: as /proc has it, RECORD_NO_LOGIN when not. */
uint32_t peer_audit_id(pid_t pid, const char *file);
/* What /proc/PID/exe says, allocated; NULL: not known. */
char *peer_exe(pid_t pid);

#endif /* CORDON_PEER_H */
