/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between those who put files in force and those who put a rule both in force
 * and in a file: an answer that is in the one but not yet in the other would
 * be lost by a load meanwhile.
 */

#ifndef CORDON_POLICY_LOCK_H
#define CORDON_POLICY_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/* A descriptor, or -errno. */
int policy_lock_open(void);
/*
 * Waits, for @patience_ms at most, or -1: as long as it takes. 0, -ETIMEDOUT,
 * or -errno.
 */
int policy_lock(int fd, int64_t patience_ms);
void policy_unlock(int fd);

#endif /* CORDON_POLICY_LOCK_H */
