// SPDX-License-Identifier: GPL-2.0-only
/* Who is at the other end, and that no file of a stranger is waited for */

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../daemon/peer.h"
#include "tap.h"

static int looks, look_flags;

int __real_statx(int dir, const char *path, int flags, unsigned int mask,
		 struct statx *file);
int __wrap_statx(int dir, const char *path, int flags, unsigned int mask,
		 struct statx *file);
int __real_stat64(const char *path, struct stat *file);
int __wrap_stat64(const char *path, struct stat *file);

int __wrap_statx(int dir, const char *path, int flags, unsigned int mask,
		 struct statx *file)
{
	looks++;
	look_flags = flags;
	return __real_statx(dir, path, flags, mask, file);
}

int __wrap_stat64(const char *path, struct stat *file)
{
	looks++;
	look_flags = 0;
	return __real_stat64(path, file);
}

int main(void)
{
	gid_t own = getegid();
	struct peer peer;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds))
		abort();
	is_number(peer_read(&peer, fds[0], -1), 0, "there is no such group");
	ok(peer.pid == getpid() && peer.uid == geteuid() && peer.exe,
	   "who it is");
	ok(!peer.exe_ino && !looks, "its file is not looked at");
	peer_destroy(&peer);

	is_number(peer_read(&peer, fds[0], (int64_t)own + 1), 0,
		  "one of another group");
	ok(!peer.exe_ino && !looks, "nor that one's");
	ok(!peer_runs(&peer, "/proc/self/exe"), "so it runs no agent");
	peer_destroy(&peer);

	is_number(peer_read(&peer, fds[0], own), 0, "one of the group");
	is_number(looks, 1, "its file is looked at");
	ok(look_flags & AT_STATX_DONT_SYNC, "without asking who has it");
	ok(peer_runs(&peer, "/proc/self/exe"), "it is the one that runs");
	ok(!peer_runs(&peer, "/bin/sh"), "and no other one");
	peer_destroy(&peer);
	close(fds[0]);
	close(fds[1]);
	return tap_end();
}
