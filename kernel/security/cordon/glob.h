/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - path patterns
 *
 * '*' and '?' stay inside one component, '**' crosses them, '\' escapes.
 * Pure: no locks, no hooks, no recursion; the work of one match is bounded.
 */

#ifndef _SECURITY_CORDON_GLOB_H
#define _SECURITY_CORDON_GLOB_H

#include <linux/types.h>

bool cordon_glob_match(const char *pattern, const char *path);
bool cordon_glob_is_literal(const char *pattern);
/* Writes at most strlen(pattern) + 1 bytes; for literal patterns only. */
size_t cordon_glob_unescape(char *to, const char *pattern);
/* Pattern that matches exactly @path. Like snprintf(). */
size_t cordon_glob_escape(char *buf, size_t size, const char *path);

#endif /* _SECURITY_CORDON_GLOB_H */
