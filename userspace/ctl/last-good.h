/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last policy that could be loaded, kept for when the files of its folder
 * cannot be: a machine that starts must not be left without one.
 */

#ifndef CORDON_CTL_LAST_GOOD_H
#define CORDON_CTL_LAST_GOOD_H

#include "sources.h"

#define LAST_GOOD	"/var/lib/cordon/last-good.conf"

/*
 * Keeps what was read, but for answers that end: they would begin anew. Does
 * not touch a file that says the same. 0 or -errno.
 */
int last_good_keep(const char *path, const struct sources *sources);

#endif /* CORDON_CTL_LAST_GOOD_H */
