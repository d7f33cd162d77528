// SPDX-License-Identifier: GPL-2.0-only
/* Programs that run what others wrote, by their names */

#include <stddef.h>
#include <string.h>

#include "array.h"
#include "lint.h"

/* Names without version, as in python3.11, perl5.36.0, php8.2, node-18. */
static const char *const interpreters[] = {
	"ash", "awk", "bash", "bun", "busybox", "csh", "dash", "deno",
	"dotnet", "elvish", "erl", "escript", "expect", "fish", "gawk", "gdb",
	"gjs", "groovy", "guile", "java", "js", "jshell", "julia", "ksh",
	"ksh93", "lua", "luajit", "mawk", "mksh", "mono", "nawk", "node",
	"nodejs", "nu", "octave", "osascript", "perl", "php", "php-cgi",
	"pwsh", "pypy", "python", "qjs", "racket", "rbash", "R", "Rscript",
	"ruby", "runghc", "sbcl", "scala", "sh", "swipl", "tclsh", "tcsh",
	"toybox", "wine", "wine64", "wish", "yash", "zsh",
};

/* The loader runs any program that it is given. */
static const char *const loaders[] = {
	"ld-linux", "ld-musl-", "ld.so", "ld64.so", "qemu-",
};

/* "python3.11-dbg" has no end of digits and stays as it is: it is rare. */
static size_t len_without_version(const char *name)
{
	size_t len = strlen(name), i = len;

	while (i && strchr("0123456789.", name[i - 1]))
		i--;
	/* A name is not all digits, and "-" goes with the version. */
	if (i && i < len && name[i - 1] == '-')
		i--;
	return i ? i : len;
}

static bool is_named(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(interpreters); i++) {
		if (strlen(interpreters[i]) == len &&
		    !memcmp(interpreters[i], name, len))
			return true;
	}
	return false;
}

bool is_interpreter(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(loaders); i++) {
		if (!strncmp(name, loaders[i], strlen(loaders[i])))
			return true;
	}
	return is_named(name, strlen(name)) ||
	       is_named(name, len_without_version(name));
}
