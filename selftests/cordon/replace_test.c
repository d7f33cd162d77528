// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: many call while the policy is replaced
 *
 * Each call is judged by one policy or by the other. On a kernel with KCSAN they
 * are what finds a race as well.
 */

#include <sys/mman.h>

#include "task.h"

#define CALLERS 4
#define POLICIES 100

struct caller {
	int *stop;
	uint16_t port;
};

FIXTURE(replace)
{
	int udp, tcp;
	struct caller caller;
	struct task task[CALLERS];
};

/* The same but for the error. The asterisk: a rule that is looked up for each. */
static const char *const policies[] = {
	"default allow\n"
	"deny exe=%1$s dst=" BAD4 " errno=ECONNREFUSED\n"
	"allow exe=%1$s dst=" GOOD4 "\n"
	"deny exe=/**/%2$s* dst=" BAD6 " errno=ECONNREFUSED\n",
	"default allow\n"
	"deny exe=%1$s dst=" BAD4 " errno=EHOSTUNREACH\n"
	"allow exe=%1$s dst=" GOOD4 "\n"
	"deny exe=/**/%2$s* dst=" BAD6 " errno=EHOSTUNREACH\n",
};

static int load_one(int i)
{
	const char *path = self_path();

	return load(policies[i % ARRAY_SIZE(policies)], path,
		    strrchr(path, '/') + 1);
}

FIXTURE_SETUP(replace)
{
	REQUIRE_CORDON();
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->udp = receiver(AF_INET, SOCK_DGRAM, 0);
	self->tcp = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->udp);
	ASSERT_LE(0, self->tcp);
	self->caller.stop = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->caller.stop);
	ASSERT_EQ(0, load_one(0));
}

FIXTURE_TEARDOWN(replace)
{
	EXPECT_EQ(0, policy_reset());
	munmap(self->caller.stop, sizeof(int));
	close(self->udp);
	close(self->tcp);
}

static bool is_denied(int err)
{
	return err == -ECONNREFUSED || err == -EHOSTUNREACH;
}

static int call_udp(struct caller *caller)
{
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0), err;

	if (fd < 0)
		return fd;
	err = do_sendto(fd, BAD4, caller->port, 0);
	if (is_denied(err))
		err = do_connect(fd, BAD4, caller->port);
	if (is_denied(err))
		err = do_sendto(fd, GOOD4, caller->port, 0) ?:
			      do_connect(fd, GOOD4, caller->port) ?:
			      do_send(fd);
	else
		err = err ?: -ENOTUNIQ;
	close(fd);
	return err;
}

static int call_tcp(struct caller *caller)
{
	int fd = make_socket(AF_INET6, SOCK_STREAM, 0), err;

	if (fd < 0)
		return fd;
	err = do_connect(fd, BAD6, caller->port);
	close(fd);
	return is_denied(err) ? 0 : err ?: -ENOTUNIQ;
}

static int call_until_stopped(void *arg)
{
	struct caller *caller = arg;
	int err = 0;

	while (!err && !__atomic_load_n(caller->stop, __ATOMIC_ACQUIRE))
		err = call_udp(caller) ?: call_tcp(caller);
	return err;
}

TEST_F_TIMEOUT(replace, by_one_or_the_other, 300)
{
	long long denied = status_of("denied");
	int i;

	self->caller.port = port_of(self->udp);
	for (i = 0; i < CALLERS; i++)
		ASSERT_EQ(0, task_start(&self->task[i], call_until_stopped,
					&self->caller));
	for (i = 0; i < POLICIES; i++)
		ASSERT_EQ(0, load_one(i));
	/* They went on all the while. */
	EXPECT_LT(denied + CALLERS, status_of("denied"));
	__atomic_store_n(self->caller.stop, 1, __ATOMIC_RELEASE);
	for (i = 0; i < CALLERS; i++)
		EXPECT_EQ(0, task_wait(&self->task[i]));
}

TEST_HARNESS_MAIN
