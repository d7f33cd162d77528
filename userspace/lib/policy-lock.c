// SPDX-License-Identifier: GPL-2.0-only
/* Between loads of the policy and answers */

#include "policy-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>

#include "clock.h"
#include "securityfs.h"

/* How often to try. */
#define RETRY_MS	5

int policy_lock_open(void)
{
	/* Nobody who may not change the policy can open it, and so lock it. */
	return fs_open("status", O_RDONLY);
}

int policy_lock(int fd, int64_t patience_ms)
{
	int64_t end_ms = clock_ms() + patience_ms;
	int how = patience_ms < 0 ? LOCK_EX : LOCK_EX | LOCK_NB;

	while (flock(fd, how)) {
		if (errno == EWOULDBLOCK && clock_ms() >= end_ms)
			return -ETIMEDOUT;
		if (errno == EWOULDBLOCK)
			poll(NULL, 0, RETRY_MS);
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

void policy_unlock(int fd)
{
	flock(fd, LOCK_UN);
}
