/* SPDX-License-Identifier: GPL-2.0-only */
/* Test results as TAP lines. */

#ifndef CORDON_TAP_H
#define CORDON_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3)))
static bool ok(bool passed, const char *format, ...)
{
	va_list args;

	tap_failed += !passed;
	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	return passed;
}

static inline bool is(const char *got, const char *expected, const char *what)
{
	bool same = got && expected ? !strcmp(got, expected) : got == expected;

	ok(same, "%s", what);
	if (!same)
		printf("#      got: %s\n# expected: %s\n", got ? got : "(null)",
		       expected ? expected : "(null)");
	return same;
}

static inline bool is_number(long long got, long long expected,
			     const char *what)
{
	ok(got == expected, "%s", what);
	if (got != expected)
		printf("#      got: %lld\n# expected: %lld\n", got, expected);
	return got == expected;
}

static inline int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif /* CORDON_TAP_H */
