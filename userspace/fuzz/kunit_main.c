// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the KUnit tests of the policy core in userspace. Prints a line for each
 * case and what failed in it; exits with 1 when anything did.
 */

#include <stdio.h>

#include <kunit/test.h>

#define SUITES_MAX	64

static struct kunit_suite *suites[SUITES_MAX];
static unsigned int n_suites;

void kunit_shim_register(struct kunit_suite *suite)
{
	if (n_suites == SUITES_MAX)
		abort();
	suites[n_suites++] = suite;
}

static bool run_once(const struct kunit_case *c, const void *param)
{
	struct kunit test = { .param_value = param };

	if (!setjmp(test.abort))
		c->run_case(&test);
	while (test.n_allocs)
		kfree(test.alloc[--test.n_allocs]);
	return !test.failed;
}

static bool run_case(const struct kunit_suite *suite,
		     const struct kunit_case *c)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	const void *param = NULL;
	bool ok = true;

	if (!c->generate_params) {
		ok = run_once(c, NULL);
	} else {
		while ((param = c->generate_params(param, desc))) {
			if (run_once(c, param))
				continue;
			printf("    # with: %s\n", desc);
			ok = false;
		}
	}
	printf("%s %s.%s\n", ok ? "ok" : "not ok", suite->name, c->name);
	return ok;
}

int main(void)
{
	const struct kunit_case *c;
	unsigned int i;
	int failed = 0;

	for (i = 0; i < n_suites; i++) {
		for (c = suites[i]->test_cases; c->run_case; c++)
			failed |= !run_case(suites[i], c);
	}
	return failed || !n_suites;
}
