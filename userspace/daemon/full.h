/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Users for whom there is no room in a file of answers. Their rules are refused
 * before the kernel has them, which would keep them for as long as it runs. Now
 * and then one is tried: the file may be another one by now.
 */

#ifndef CORDON_FULL_H
#define CORDON_FULL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct full {
	struct full_user *users;
	size_t count;
};

/* May a rule of this user be given? 0, or -errno: why not. */
int full_check(struct full *full, int64_t uid, bool always);
/* What became of one that was: 0 or -errno. @always: of which file. */
void full_result(struct full *full, int64_t uid, bool always, int err);
void full_destroy(struct full *full);

#endif /* CORDON_FULL_H */
