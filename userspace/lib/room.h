/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much a file of answers may hold: of one user, whoever answered for that
 * user, and in all. A policy that is too large is not loaded at all; nobody
 * shall be able to make it that by answering.
 */

#ifndef CORDON_ROOM_H
#define CORDON_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROOM_USER_RULES	1024
#define ROOM_USER_BYTES	((size_t)512 << 10)
/* Of all users; what they leave is for rules that are of no single user. */
#define ROOM_USERS	((size_t)12 << 20)
#define ROOM_ALL	((size_t)16 << 20)

struct room {
	struct room_user {
		int64_t uid;
		size_t rules;
		size_t bytes;
	} *users;	/* those that are to be counted */
	size_t count;
	size_t bytes;	/* of all */
};

/* For up to @users users. 0 or -ENOMEM. */
int room_init(struct room *room, size_t users);
void room_destroy(struct room *room);
/* The user of this rule is to be counted, if it has one. */
void room_watch(struct room *room, const char *rule);
/* A line that is in the file, without its newline. */
void room_count(struct room *room, const char *line, size_t len);
/*
 * A rule that is to be added; @replaces: in place of another, which always has
 * room. 0, and it is counted; -EDQUOT: its user has as much as may be; -EFBIG:
 * the file has.
 */
int room_take(struct room *room, const char *rule, bool replaces);

/* In words: of these, or of any other -errno. */
const char *room_trouble(int err);

#endif /* CORDON_ROOM_H */
