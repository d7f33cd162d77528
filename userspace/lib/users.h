/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of users, read from /etc/passwd alone: no lookup over a network. */

#ifndef CORDON_USERS_H
#define CORDON_USERS_H

#include <stddef.h>
#include <stdint.h>

/* "name (uid)", or "uid" when the file does not have it. Returns @buf. */
char *user_print(char *buf, size_t size, int64_t uid);

#endif /* CORDON_USERS_H */
