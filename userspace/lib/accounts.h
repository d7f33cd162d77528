/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of users or groups, from /etc/passwd or /etc/group alone: no lookup
 * that could go over a network. Read once, then only looked at.
 */

#ifndef CORDON_ACCOUNTS_H
#define CORDON_ACCOUNTS_H

#include <stddef.h>
#include <stdint.h>

#define ACCOUNTS_USERS	"/etc/passwd"
#define ACCOUNTS_GROUPS	"/etc/group"

struct account {
	char *name;
	uint32_t id;
	uint32_t line;
};

struct accounts {
	struct account *list;	/* by id, then by line */
	size_t count;
	size_t room;
};

/* 0 or -errno, with @accounts left empty. */
int accounts_read(struct accounts *accounts, const char *path);
void accounts_destroy(struct accounts *accounts);
/* The first one of the file with that id; NULL: there is none. */
const char *accounts_name(const struct accounts *accounts, int64_t id);
/* By name, or a number as it is. 0 or -ENOENT. */
int accounts_find(const struct accounts *accounts, const char *name,
		  uint32_t *id);

#endif /* CORDON_ACCOUNTS_H */
