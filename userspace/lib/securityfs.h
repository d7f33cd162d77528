/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files of the module, /sys/kernel/security/cordon.
 *
 * Functions return 0 or -errno (descriptors: >= 0 or -errno).
 */

#ifndef CORDON_SECURITYFS_H
#define CORDON_SECURITYFS_H

#include <stddef.h>

#include "text.h"

/* Lines of "queue", and the bytes of one; language.c holds them to it. */
#define FS_QUESTIONS_MAX	16384
#define FS_LINE_MAX		32768

/* @flags: as open(2); close-on-exec is added. */
int fs_open(const char *file, int flags);
int fs_read(const char *file, struct text *to);
/* The whole of what @fd gives from its start on. */
int fs_read_again(int fd, struct text *to);

/*
 * Writes @data with one write(2), as the files demand. When it is refused and
 * the file says why, @reason has the text ("line 3:7: ..."), without its
 * newline; else @reason is empty.
 */
int fs_write(const char *file, const char *data, size_t len,
	     struct text *reason);

/* The number behind @key in "status"; -ENOENT: it has no such line. */
int fs_status_number(const char *key, unsigned long long *number);

/*
 * Says what went wrong with @file and returns the exit code for it. @reason
 * may be NULL.
 */
int fs_report(const char *file, int error, const struct text *reason);

#endif /* CORDON_SECURITYFS_H */
