// SPDX-License-Identifier: GPL-2.0-only
/* What is inherited is not to be trusted */

#include "secure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "array.h"

#define VALUE_MAX 64

/*
 * Names of a terminal and of a language, but no paths: of those, libraries
 * would read files. NO_COLOR is a wish.
 */
static bool is_plain(const char *value)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789+-_.@=:";

	return strlen(value) <= VALUE_MAX && *value != '.' &&
	       !value[strspn(value, allowed)];
}

static int keep_environment(void)
{
	static const char *const names[] = {
		"TERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR",
	};
	char values[ARRAY_SIZE(names)][VALUE_MAX + 1];
	bool has[ARRAY_SIZE(names)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = getenv(names[i]);

		has[i] = value && is_plain(value);
		if (has[i])
			strcpy(values[i], value);
	}
	if (clearenv())
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (has[i] && setenv(names[i], values[i], 1))
			return -errno;
	}
	return 0;
}

/* What is opened later must not become standard output. */
static int keep_descriptors(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		if (fd < 0)
			return -errno;
	} while (fd <= STDERR_FILENO);
	return close_range(STDERR_FILENO + 1, ~0U, 0) ? -errno : 0;
}

int secure_start(void)
{
	int err;

	if (prctl(PR_SET_DUMPABLE, 0))
		return -errno;
	err = keep_environment();
	return err ? err : keep_descriptors();
}
