// SPDX-License-Identifier: GPL-2.0-only
/* Programs, users and times of the audit trail, as people call them */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accounts.h"
#include "array.h"
#include "log.h"
#include "printable.h"

/* Read when the first name is wanted. */
static struct accounts *users(void)
{
	static struct accounts accounts;
	static bool read;

	if (!read)
		accounts_read(&accounts, ACCOUNTS_USERS);
	read = true;
	return &accounts;
}

void log_user(struct text *to, int64_t uid)
{
	const char *name = uid < 0 ? "?" : accounts_name(users(), uid);

	if (name)
		log_string(to, name);
	else
		text_printf(to, "%" PRId64, uid);
}

int log_find_user(const char *name, int64_t *uid)
{
	uint32_t id;
	int err = accounts_find(users(), name, &id);

	if (!err)
		*uid = id;
	return err;
}

void log_string(struct text *to, const char *string)
{
	char *shown = printable(string);

	if (shown)
		text_puts(to, shown);
	else
		to->failed = true;
	free(shown);
}

/*
 * The name alone says enough when the file lies where programs do: anybody can
 * name a file in another place like one of those.
 */
static const char *short_name(const char *path)
{
	static const char *const dirs[] = {
		"/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++) {
		size_t len = strlen(dirs[i]);

		if (!strncmp(path, dirs[i], len) && !strchr(path + len, '/'))
			return path + len;
	}
	return path;
}

/* In quotes when its end could be taken for something else. */
static void put_path(struct text *to, const char *path)
{
	bool quote = strpbrk(path, " \"(),");

	text_puts(to, quote ? "\"" : "");
	log_string(to, path);
	text_puts(to, quote ? "\"" : "");
}

void log_program(struct text *to, const struct record *record, bool full)
{
	const char *exe = record->exe ? record->exe : "?";
	const char *script = record->script;
	/* There a path proves nothing. */
	bool other = !strcmp(record->mnt, "other") && *exe == '/';

	full |= other;
	if (script) {
		put_path(to, full ? script : short_name(script));
		text_puts(to, " with ");
	}
	put_path(to, full ? exe : short_name(exe));
	if (other)
		text_puts(to, " of another mount namespace");
}

void log_time(struct text *to, int64_t time, int64_t today)
{
	time_t seconds = time / 1000;
	char buf[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm) ||
	    !strftime(buf, sizeof(buf),
		      time < today ? "%Y-%m-%d %H:%M:%S" : "%H:%M:%S", &tm))
		snprintf(buf, sizeof(buf), "@%" PRId64, (int64_t)seconds);
	text_puts(to, buf);
}
