// SPDX-License-Identifier: GPL-2.0-only
/* Users for whom there is no room in a file of answers */

#include "full.h"

#include <errno.h>
#include <stdlib.h>

#include "loop.h"

/* How long until one is tried. */
#define AGAIN_MS	60000

struct full_user {
	int64_t uid;
	bool always;	/* of which file */
	int err;
	int64_t again_ms;
};

static struct full_user *find(const struct full *full, int64_t uid,
			      bool always)
{
	size_t i;

	for (i = 0; i < full->count; i++) {
		if (full->users[i].uid == uid &&
		    full->users[i].always == always)
			return &full->users[i];
	}
	return NULL;
}

int full_check(struct full *full, int64_t uid, bool always)
{
	struct full_user *user = find(full, uid, always);
	int64_t now = now_ms();

	if (!user)
		return 0;
	if (now < user->again_ms)
		return user->err;
	/* What becomes of this one says how it goes on. */
	user->again_ms = now + AGAIN_MS;
	return 0;
}

/* NULL: no memory; then it is tried more often, and that is all. */
static struct full_user *add(struct full *full, int64_t uid, bool always)
{
	struct full_user *users;

	users = reallocarray(full->users, full->count + 1, sizeof(*users));
	if (!users)
		return NULL;
	full->users = users;
	users += full->count++;
	*users = (struct full_user){ .uid = uid, .always = always };
	return users;
}

void full_result(struct full *full, int64_t uid, bool always, int err)
{
	struct full_user *user = find(full, uid, always);
	bool is_full = err == -EDQUOT || err == -EFBIG;

	if (is_full && !user)
		user = add(full, uid, always);
	if (is_full && user) {
		user->err = err;
		user->again_ms = now_ms() + AGAIN_MS;
	} else if (!err && user) {
		*user = full->users[--full->count];
	}
}

void full_destroy(struct full *full)
{
	free(full->users);
	*full = (struct full){ 0 };
}
