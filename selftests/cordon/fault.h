/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: allocations and copies that fail
 *
 * The kernel fails the n-th one that a task makes (/proc/thread-self/fail-nth),
 * and, if asked to, all allocations after it: many that are large are tried in
 * two ways. With n from 1 until none is left to fail, a call has been seen to
 * fail at each place where it can.
 */

#ifndef _CORDON_FAULT_H
#define _CORDON_FAULT_H

#include "queue.h"

#include <sys/mount.h>

#define FAULT_DIR "/sys/kernel/debug/"
#define FAULT_NTH "/proc/thread-self/fail-nth"
#define FAULT_REST "/proc/thread-self/make-it-fail"

/* No call makes so many: it would never end. */
#define FAULTS_MAX 5000

/* Only those tasks that ask for it, but also what may wait for memory. */
static const struct {
	const char *path;
	const char *value;
} fault_settings[] = {
	{ FAULT_DIR "failslab/task-filter", "Y" },
	{ FAULT_DIR "failslab/ignore-gfp-wait", "N" },
	{ FAULT_DIR "failslab/times", "-1" },
	{ FAULT_DIR "failslab/probability", "100" },
	{ FAULT_DIR "failslab/verbose", "0" },
	{ FAULT_DIR "fail_page_alloc/task-filter", "Y" },
	{ FAULT_DIR "fail_page_alloc/ignore-gfp-wait", "N" },
	{ FAULT_DIR "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ FAULT_DIR "fail_page_alloc/min-order", "0" },
	{ FAULT_DIR "fail_page_alloc/times", "-1" },
	{ FAULT_DIR "fail_page_alloc/probability", "100" },
	{ FAULT_DIR "fail_page_alloc/verbose", "0" },
	{ FAULT_DIR "fail_usercopy/verbose", "0" },
};

/* A page of ours that is not there yet would be tried for ever. */
static inline int fault_own_pages(void)
{
	volatile char stack[256 * 1024];
	size_t i;

	for (i = 0; i < sizeof(stack); i += 4096)
		stack[i] = 0;
	return mlockall(MCL_CURRENT | MCL_FUTURE) ? -errno : 0;
}

static inline int fault_init(void)
{
	size_t i;
	int err;

	if (access(FAULT_NTH, F_OK))
		return -errno;
	if (access(FAULT_DIR "failslab", F_OK) &&
	    mount("debugfs", FAULT_DIR, "debugfs", 0, NULL))
		return -errno;
	for (i = 0; i < ARRAY_SIZE(fault_settings); i++) {
		err = write_path(fault_settings[i].path,
				 fault_settings[i].value);
		if (err)
			return err;
	}
	return fault_own_pages();
}

/* Use after REQUIRE_CORDON(). */
#define REQUIRE_FAULTS()						\
	do {								\
		int fault_err = fault_init();				\
									\
		if (fault_err == -ENOENT || fault_err == -ENODEV)	\
			SKIP(return, "the kernel injects no faults");	\
		ASSERT_EQ(0, fault_err);				\
	} while (0)

/* The calling task's; an open file is about the task that opened it. */
struct fault {
	int nth, rest;
};

static inline int fault_open(struct fault *fault)
{
	fault->nth = open(FAULT_NTH, O_RDWR | O_CLOEXEC);
	fault->rest = open(FAULT_REST, O_RDWR | O_CLOEXEC);
	return fault->nth < 0 || fault->rest < 0 ? -errno : 0;
}

static inline void fault_close(struct fault *fault)
{
	close(fault->nth);
	close(fault->rest);
}

static inline void fault_arm(struct fault *fault, int nth, bool rest)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	if ((rest && write(fault->rest, "1", 1) != 1) ||
	    write(fault->nth, text, len) != len)
		_exit(STATUS_SETUP);
}

/* Did it come to it? Looking takes copies, too, which may be what fails. */
static inline bool fault_happened(int fd)
{
	char text[16] = "";

	return pread(fd, text, sizeof(text) - 1, 0) > 0 && !atoi(text);
}

static inline bool fault_disarm(struct fault *fault)
{
	bool happened = fault_happened(fault->nth);

	while (write(fault->nth, "0", 1) != 1)
		;
	if (write(fault->rest, "0", 1) != 1)
		_exit(STATUS_SETUP);
	return happened;
}

/* What a call may say that had too little memory, or could not be read. */
static inline bool is_fault(int err)
{
	switch (err) {
	case -ENOMEM:
	case -EFAULT:
	case -ENFILE:
	case -ENOBUFS:
		return true;
	}
	return false;
}

/*
 * A call, what comes before it and who looks at its result; these return 0 or
 * -errno. A result that is_fault() only counts as such when there was one.
 */
struct fault_plan {
	int (*before)(void *arg);
	int (*call)(void *arg);
	int (*after)(void *arg, int result);
};

/* With that fault; -errno, or whether it happened. */
static inline int fault_once(const struct fault_plan *plan, void *arg,
			     struct fault *fault, int nth, bool rest)
{
	int result, err = plan->before ? plan->before(arg) : 0;
	bool happened;

	if (err)
		return err;
	fault_arm(fault, nth, rest);
	result = plan->call(arg);
	happened = fault_disarm(fault);
	err = plan->after(arg, result);
	if (is_fault(result) && !happened)
		err = result;
	if (err)
		fprintf(stderr, "# fault %d%s%s: result %d, %s\n", nth,
			rest ? " and the rest" : "",
			happened ? "" : " did not happen", result,
			strerror(-err));
	return err ?: happened;
}

/*
 * Makes the call with each of its faults, and once without; the same with all
 * faults from that on. Returns how many there were, or -errno.
 */
static inline int fault_each(const struct fault_plan *plan, void *arg)
{
	struct fault fault;
	int nth, rest, more = 0, count = 0;

	if (fault_open(&fault))
		return -errno;
	for (rest = 0; rest < 2 && more >= 0; rest++) {
		more = 1;
		for (nth = 1; more > 0; nth++) {
			more = nth > FAULTS_MAX ? -ELOOP :
			       fault_once(plan, arg, &fault, nth, rest);
			count += more > 0;
		}
	}
	fault_close(&fault);
	return more < 0 ? more : count;
}

/* What a failed call must leave as it was. */
struct state {
	long long generation, rules, sets, questions, held, responder;
	char policy[TEXT_MAX];
};

static inline int state_take(struct state *state)
{
	int err = cordon_read("policy", state->policy, sizeof(state->policy));

	state->generation = status_of("generation");
	state->rules = status_of("rules");
	state->sets = status_of("sets");
	state->questions = status_of("questions");
	state->held = status_of("held");
	state->responder = status_of("responder");
	return err < 0 ? err : 0;
}

static inline bool state_is(const struct state *state)
{
	static struct state now;

	return !state_take(&now) && now.generation == state->generation &&
	       now.rules == state->rules && now.sets == state->sets &&
	       now.questions == state->questions && now.held == state->held &&
	       now.responder == state->responder &&
	       !strcmp(now.policy, state->policy);
}

/*
 * Subjects that nobody has any more are gone: those of programs that ended
 * live until the kernel has put their tasks away.
 */
static inline bool subjects_become(long long count)
{
	long long end = now_ms() + PATIENCE_MS;

	while (status_of("subjects") != count && now_ms() < end)
		usleep(2000);
	return status_of("subjects") == count;
}

#endif /* _CORDON_FAULT_H */
