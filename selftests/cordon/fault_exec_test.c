// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: programs that are executed without memory
 *
 * When the names or the content of an executable are not to be had, it is not
 * executed; never does it run as somebody else.
 */

#include "exe.h"
#include "fault.h"

#include <glob.h>

/*
 * A page that cannot be had when it is touched is tried again, and User-mode
 * Linux dies of it: pages, and what describes them, are always to be had. What
 * an exec allocates itself comes out of these.
 */
static const char *const caches[] = {
	"dentry", "names_cache", "kmalloc-*",
};

static int fail_caches(bool only)
{
	char path[128];
	glob_t found;
	size_t i, j;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(caches) && !err; i++) {
		snprintf(path, sizeof(path), "/sys/kernel/slab/%s/failslab",
			 caches[i]);
		if (glob(path, 0, NULL, &found))
			continue;
		for (j = 0; j < found.gl_pathc && !err; j++)
			err = write_path(found.gl_pathv[j], "1");
		globfree(&found);
	}
	err = err ?: write_path(FAULT_DIR "failslab/cache-filter",
				only ? "Y" : "N");
	return err ?: write_path(FAULT_DIR "fail_page_alloc/min-order",
				 only ? "20" : "0");
}

FIXTURE(program)
{
	struct place place;
	char *path, *script;
	char port[8];
	char sum[65];
	int listener;
	int nth;
	bool rest;
	long long subjects;
};

/* How the program is denied or allowed, and what is run. */
FIXTURE_VARIANT(program)
{
	bool script, digest, namespace;
};

FIXTURE_VARIANT_ADD(program, by_path) {
};

FIXTURE_VARIANT_ADD(program, by_path_in_a_namespace) {
	.namespace = true,
};

FIXTURE_VARIANT_ADD(program, by_script) {
	.script = true,
};

FIXTURE_VARIANT_ADD(program, by_script_in_a_namespace) {
	.script = true, .namespace = true,
};

FIXTURE_VARIANT_ADD(program, by_digest) {
	.digest = true,
};

FIXTURE_SETUP(program)
{
	char line[256];

	REQUIRE_CORDON();
	REQUIRE_FAULTS();
	ASSERT_EQ(0, fail_caches(true));
	ASSERT_EQ(0, policy_reset());
	ASSERT_EQ(0, own_network());
	self->subjects = status_of("subjects");
	ASSERT_EQ(0, place_make(&self->place));
	self->path = place_copy(&self->place, "probe", "program");
	ASSERT_NE(NULL, self->path);
	ASSERT_EQ(0, file_sha256(self->path, self->sum));
	snprintf(line, sizeof(line), "#!%s\n", self->path);
	self->script = place_write(&self->place, "script", line);
	ASSERT_NE(NULL, self->script);
	self->listener = receiver(AF_INET, SOCK_STREAM, 0);
	ASSERT_LE(0, self->listener);
	snprintf(self->port, sizeof(self->port), "%d",
		 port_of(self->listener));
}

FIXTURE_TEARDOWN(program)
{
	EXPECT_EQ(0, fail_caches(false));
	EXPECT_EQ(0, policy_reset());
	place_remove(&self->place);
	close(self->listener);
	EXPECT_TRUE(subjects_become(self->subjects));
}

static int load_rule(FIXTURE_DATA(program) *self,
		     const FIXTURE_VARIANT(program) *variant, const char *other,
		     const char *verdict)
{
	return load("default %s\n%s exe=%s%s%s%s%s\n", other, verdict,
		    self->path, variant->script ? " script=" : "",
		    variant->script ? self->script : "",
		    variant->digest ? " sha256=" : "",
		    variant->digest ? self->sum : "");
}

static int arm(struct run *run)
{
	const FIXTURE_DATA(program) *self = run->arg;
	struct fault fault;
	int err = fault_open(&fault);

	if (!err)
		fault_arm(&fault, self->nth, self->rest);
	return err;
}

static int arm_in_namespace(struct run *run)
{
	return unshare(CLONE_NEWNS) ? -errno : arm(run);
}

/* Its result, and in @happened whether its fault did before it ended. */
static int run_with_fault(struct run *run, bool *happened)
{
	char path[64];
	struct task task;
	int err = run_start(&task, run), fd, end;

	if (err)
		return err;
	snprintf(path, sizeof(path), "/proc/%d/fail-nth", task.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	end = sys_pidfd_open(task.pid, 0);
	/* It has ended, but is still there to be looked at. */
	err = wait_readable(end);
	*happened = fault_happened(fd);
	close(fd);
	close(end);
	err = err ?: task_wait(&task);
	task_kill(&task);
	return err;
}

/* What exec and the program may say that had too little memory. */
static bool is_failure(int result)
{
	/* No headers of the file; a signal, past the point of no return. */
	return is_fault(result) || result == -ENOEXEC || result == -EINTR;
}

/* Runs it with each fault; false if anything but @expected or a failure came. */
static bool always(FIXTURE_DATA(program) *self,
		   const FIXTURE_VARIANT(program) *variant, int expected)
{
	const char *path = variant->script ? self->script : self->path;
	struct run run = {
		.path = path,
		.argv = { path, "connect", BAD4, self->port },
		.before = variant->namespace ? arm_in_namespace : arm,
		.arg = self,
	};
	bool happened = true;
	int result = 0;

	for (self->nth = 1; happened && self->nth <= FAULTS_MAX; self->nth++) {
		result = run_with_fault(&run, &happened);
		if ((result != expected && !(happened && is_failure(result))) ||
		    (expected && !nothing_at(self->listener))) {
			fprintf(stderr, "# fault %d: result %d\n", self->nth,
				result);
			return false;
		}
		while (!nothing_at(self->listener))
			close(do_accept(self->listener));
	}
	return !happened && result == expected && self->nth > 10;
}

static bool always_twice(FIXTURE_DATA(program) *self,
			 const FIXTURE_VARIANT(program) *variant, int expected)
{
	self->rest = false;
	if (!always(self, variant, expected))
		return false;
	self->rest = true;
	return always(self, variant, expected);
}

TEST_F(program, is_denied)
{
	ASSERT_EQ(0, load_rule(self, variant, "allow", "deny"));
	EXPECT_TRUE(always_twice(self, variant, -EACCES));
}

TEST_F(program, is_allowed)
{
	ASSERT_EQ(0, load_rule(self, variant, "deny", "allow"));
	EXPECT_TRUE(always_twice(self, variant, 0));
}

TEST_HARNESS_MAIN
