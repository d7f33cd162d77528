/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that keeps answers over a restart: policy text, one rule a line.
 */

#ifndef CORDON_STORE_H
#define CORDON_STORE_H

#include <stddef.h>

#define STORE_DIR	"/etc/cordon/policy.d"
#define STORE_ANSWERS	STORE_DIR "/50-answers.conf"

/*
 * Adds @rule, in place of one with the same conditions if there is one, as
 * durable_edit() does: when it returns 0 the rule is on the disk. -EDQUOT,
 * -EFBIG: there is no room for it, see room.h.
 */
int store_put(const char *path, const char *rule);
/*
 * The same for several, in the order that they were given in. When it returns
 * 0, @results says for each of them whether it is there: 0, or -EDQUOT or
 * -EFBIG of room.h.
 */
int store_put_all(const char *path, const char *const *rules, size_t count,
		  int *results);

#endif /* CORDON_STORE_H */
