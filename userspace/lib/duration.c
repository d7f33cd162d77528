// SPDX-License-Identifier: GPL-2.0-only
/* Lengths of time as people write them */

#include "duration.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "array.h"

static const struct {
	const char *name;
	int seconds;
} units[] = {
	{ "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 },
	{ "seconds", 1 },
	{ "m", 60 }, { "min", 60 }, { "mins", 60 }, { "minute", 60 },
	{ "minutes", 60 },
	{ "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 },
	{ "hours", 3600 },
	{ "d", 86400 }, { "day", 86400 }, { "days", 86400 },
	{ "w", 604800 }, { "week", 604800 }, { "weeks", 604800 },
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip_blanks(const char **at)
{
	*at += strspn(*at, " \t");
}

static bool take_number(const char **at, int64_t *number)
{
	if (!is_digit(**at))
		return false;
	for (*number = 0; is_digit(**at); (*at)++) {
		*number = *number * 10 + (**at - '0');
		if (*number > DURATION_MAX)
			return false;
	}
	return true;
}

/* Its seconds; 0: there is no such unit. */
static int take_unit(const char **at)
{
	size_t len = strspn(*at, "abcdefghijklmnopqrstuvwxyz"), i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (strlen(units[i].name) != len ||
		    memcmp(units[i].name, *at, len))
			continue;
		*at += len;
		return units[i].seconds;
	}
	return 0;
}

int duration_take(const char **at, int64_t *seconds)
{
	int64_t number;
	int unit;

	*seconds = 0;
	skip_blanks(at);
	do {
		if (!take_number(at, &number))
			return -EINVAL;
		skip_blanks(at);
		unit = take_unit(at);
		if (!unit || number > (DURATION_MAX - *seconds) / unit)
			return -EINVAL;
		*seconds += number * unit;
		skip_blanks(at);
	} while (is_digit(**at));
	return 0;
}
