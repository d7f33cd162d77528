// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: whoever makes a user namespace is who asks in it
 *
 * Its root can be as many users as it has uids, and each is asked about.
 */

#include "queue.h"

/* As Documentation/admin-guide/LSM/cordon.rst has them. */
#define QUESTIONS_MAX 16384
#define QUESTIONS_UID_MAX 12288

#define OWNER 1000
#define OTHER_USER 2000
#define FIRST_UID 100000

/* A namespace, who makes it, and the uids of it that ask. */
struct space {
	uid_t owner;
	unsigned int outside; /* what its uid 0 is */
	uid_t begin, end;
	uint16_t port;
	const struct space *within; /* made by its root after that */
	struct event made, mapped;
};

static int populate(struct space *space);

/* Once as each: nobody is held. */
static int ask_as_many(const struct space *space)
{
	uid_t uid;

	for (uid = space->begin; uid < space->end; uid++) {
		if (seteuid(uid) || try_tcp(BAD4, space->port) != -EACCES ||
		    seteuid(0))
			return -STATUS_SETUP;
	}
	return 0;
}

static int live_in(void *arg)
{
	struct space *space = arg;
	struct space within;
	int err;

	if (seteuid(space->owner) || unshare(CLONE_NEWUSER) ||
	    prctl(PR_SET_DUMPABLE, 1))
		return -STATUS_SETUP;
	event_set(&space->made);
	if (event_wait(&space->mapped) || setresgid(0, 0, 0) ||
	    setresuid(0, 0, 0))
		return -STATUS_SETUP;
	err = ask_as_many(space);
	if (err || !space->within)
		return err;
	within = *space->within;
	return populate(&within);
}

static int map_ids(pid_t pid, unsigned int outside)
{
	char path[64], map[64];
	int err;

	snprintf(map, sizeof(map), "0 %u %d", outside, QUESTIONS_MAX);
	snprintf(path, sizeof(path), "/proc/%d/gid_map", pid);
	err = write_path(path, map);
	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	return err ?: write_path(path, map);
}

static int populate(struct space *space)
{
	struct task task;
	int err, patience = 10;

	err = event_init(&space->made) ?: event_init(&space->mapped);
	err = err ?: task_start(&task, live_in, space);
	err = err ?: event_wait(&space->made);
	if (err)
		return err;
	err = map_ids(task.pid, space->outside);
	if (!err)
		event_set(&space->mapped);
	while (!err && task_wait(&task) == RESULT_PENDING && patience)
		patience--;
	err = err ?: task.result;
	task_kill(&task);
	return err;
}

FIXTURE(flood)
{
	int tcp;
};

FIXTURE_SETUP(flood)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->tcp);
	/* Questions without anybody who waits for their answer. */
	ASSERT_EQ(0, load("default allow\n"
			  "unanswered deny after=600 hold=none\n"
			  "ask exe=%s dst=" BAD4 "\n", self_path()));
	ASSERT_EQ(0, responder_start());
}

FIXTURE_TEARDOWN(flood)
{
	EXPECT_EQ(0, policy_reset());
	responder_stop();
	EXPECT_EQ(0, status_of("questions"));
	close(self->tcp);
}

/* However many uids there are, they take what one user may, and no more. */
TEST_F_TIMEOUT(flood, uids_share_the_bound, 300)
{
	long long refused = status_of("overflow");
	struct attempt other = { .addr = BAD4, .port = port_of(self->tcp),
				 .uid = OTHER_USER };
	/* Whose owner is another uid, but that is somebody's, too. */
	const struct space within = {
		.owner = 1, .begin = QUESTIONS_UID_MAX / 2,
		.end = QUESTIONS_UID_MAX + 10, .port = other.port,
	};
	struct space space = {
		.owner = OWNER, .outside = FIRST_UID,
		.end = QUESTIONS_UID_MAX / 2, .port = other.port,
		.within = &within,
	};

	ASSERT_EQ(0, populate(&space));
	EXPECT_EQ(QUESTIONS_UID_MAX, status_of("questions"));
	EXPECT_EQ(refused + 10, status_of("overflow"));

	/* Their maker has had its share. */
	other.uid = OWNER;
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &other));
	EXPECT_EQ(QUESTIONS_UID_MAX, status_of("questions"));
	/* There is room for others. */
	other.uid = OTHER_USER;
	EXPECT_EQ(-EACCES, task_run(attempt_fn, &other));
	EXPECT_EQ(QUESTIONS_UID_MAX + 1, status_of("questions"));
}

TEST_HARNESS_MAIN
