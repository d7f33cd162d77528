/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that keeps answers over a restart: policy text, one rule a line.
 */

#ifndef CORDON_STORE_H
#define CORDON_STORE_H

#define STORE_DIR	"/etc/cordon/policy.d"
#define STORE_ANSWERS	STORE_DIR "/50-answers.conf"

/*
 * Adds @rule, in place of one with the same conditions if there is one. When
 * it returns 0 the rule is on the disk; when it returns -errno, or the machine
 * dies meanwhile, the file is as it was before or as it should be, never
 * something between.
 */
int store_put(const char *path, const char *rule);

#endif /* CORDON_STORE_H */
