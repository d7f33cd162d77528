/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing that does not wait for who reads. O_NONBLOCK belongs to the open file,
 * which our parent and its other children share: it is not set there.
 */

#ifndef CORDON_NOWAIT_H
#define CORDON_NOWAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct nowait {
	int fd;		/* to be closed; -1: there is none */
	bool own;	/* opened once more, for ourselves */
};

/* 0 or -errno. */
int nowait_open(struct nowait *to, int fd);
/* As write(2), or -errno; -EAGAIN: there is no room now. */
ssize_t nowait_write(const struct nowait *to, const char *data, size_t len);
void nowait_close(struct nowait *to);

#endif /* CORDON_NOWAIT_H */
