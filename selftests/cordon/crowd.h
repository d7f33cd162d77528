/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: a process of many threads, each of which sends once
 */

#ifndef _CORDON_CROWD_H
#define _CORDON_CROWD_H

#include "task.h"

#include <pthread.h>

#define CROWD_STACK (64 * 1024)

/*
 * struct crowd - who they are and what they want
 * @attempt: the same for all
 * @n: how many
 * @first_uid: of the first thread, the next one has the next; 0: all are root
 * @expected: the result of each
 */
struct crowd {
	struct attempt attempt;
	int n;
	uid_t first_uid;
	int expected;
};

struct member {
	const struct crowd *crowd;
	int i;
	pthread_t thread;
};

static inline void *crowd_member(void *arg)
{
	const struct member *member = arg;
	struct attempt attempt = member->crowd->attempt;
	uid_t uid = member->crowd->first_uid;

	/* By the system call: the library would do it for all threads. */
	if (uid && syscall(__NR_setresuid, -1, uid + member->i, -1))
		return (void *)(long)-STATUS_SETUP;
	return (void *)(long)attempt_fn(&attempt);
}

/* Runs in a child; 0 when each thread got what was expected. */
static inline int crowd_fn(void *arg)
{
	const struct crowd *crowd = arg;
	struct member *members = calloc(crowd->n, sizeof(*members));
	pthread_attr_t attr;
	int i, err = 0;
	void *result;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, CROWD_STACK);
	for (i = 0; members && i < crowd->n; i++) {
		members[i].crowd = crowd;
		members[i].i = i;
		if (pthread_create(&members[i].thread, &attr, crowd_member,
				   &members[i]))
			return -STATUS_SETUP;
	}
	for (i = 0; members && i < crowd->n; i++) {
		if (pthread_join(members[i].thread, &result))
			return -STATUS_SETUP;
		if ((long)result != crowd->expected)
			err = (long)result ?: -EBADMSG;
	}
	return members ? err : -ENOMEM;
}

#endif /* _CORDON_CROWD_H */
