/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What started a program, by the executable of its parent. Who has a user
 * namespace chooses what /proc says of its processes, and who has a mount
 * namespace which file a path names there: such a parent only claims to be
 * what it shows.
 */

#ifndef CORDON_PARENT_H
#define CORDON_PARENT_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

/*
 * The path, allocated; NULL: nothing is known. *@proven: it names this very
 * file here, and the process is the parent of who was asked about.
 */
char *parent_find(const struct record *question, bool *proven);
/*
 * "/bin/sh (process 123)", "said to be ...", allocated; NULL: no memory.
 */
char *parent_print(const char *path, bool proven, int64_t ppid);

#endif /* CORDON_PARENT_H */
