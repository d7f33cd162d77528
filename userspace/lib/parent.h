/* SPDX-License-Identifier: GPL-2.0-only */
/* What started a program. */

#ifndef CORDON_PARENT_H
#define CORDON_PARENT_H

#include <stddef.h>
#include <stdint.h>

/*
 * "bash (process 123)": the name of that process as it is now; it may have
 * changed since the call was made. Returns @buf, or NULL when there is none.
 */
char *parent_print(char *buf, size_t size, int64_t ppid);

#endif /* CORDON_PARENT_H */
