// SPDX-License-Identifier: GPL-2.0-only
/* How much a file of answers may hold */

#include "room.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "language.h"

int room_init(struct room *room, size_t users)
{
	*room = (struct room){
		.users = calloc(users + 1, sizeof(*room->users)),
	};
	return room->users ? 0 : -ENOMEM;
}

void room_destroy(struct room *room)
{
	free(room->users);
	*room = (struct room){ 0 };
}

/* -1: it is not of one user alone. */
static int64_t uid_of(const char *rule, size_t len)
{
	static const char key[] = "uid=";
	unsigned int column;
	int64_t uid = 0;
	size_t at, start;

	if (!memmem(rule, len, key, strlen(key)))
		return -1;
	column = language_key_column(rule, len, "uid");
	if (!column)
		return -1;
	start = column - 1 + strlen(key);
	for (at = start; at < len && rule[at] >= '0' && rule[at] <= '9'; at++) {
		uid = uid * 10 + rule[at] - '0';
		if (uid > UINT32_MAX)
			return -1;
	}
	if (at == start || (at < len && rule[at] != ' '))
		return -1;
	return uid;
}

/* NULL: nobody wants to know. */
static struct room_user *find(const struct room *room, int64_t uid)
{
	size_t i;

	for (i = 0; uid >= 0 && i < room->count; i++) {
		if (room->users[i].uid == uid)
			return &room->users[i];
	}
	return NULL;
}

void room_watch(struct room *room, const char *rule)
{
	int64_t uid = uid_of(rule, strlen(rule));

	if (uid >= 0 && !find(room, uid))
		room->users[room->count++].uid = uid;
}

static void add(struct room *room, struct room_user *user, size_t len)
{
	room->bytes += len + 1;
	if (!user)
		return;
	user->rules++;
	user->bytes += len + 1;
}

void room_count(struct room *room, const char *line, size_t len)
{
	add(room, find(room, uid_of(line, len)), len);
}

int room_take(struct room *room, const char *rule, bool replaces)
{
	size_t len = strlen(rule);
	struct room_user *user = find(room, uid_of(rule, len));

	if (!replaces && user && (user->rules >= ROOM_USER_RULES ||
				  user->bytes + len >= ROOM_USER_BYTES))
		return -EDQUOT;
	if (!replaces && room->bytes + len >= (user ? ROOM_USERS : ROOM_ALL))
		return -EFBIG;
	add(room, user, len);
	return 0;
}

const char *room_trouble(int err)
{
	if (err == -EDQUOT)
		return "as many rules of this user are kept as may be";
	if (err == -EFBIG)
		return "the file of answers is full";
	return strerror(-err);
}
