// SPDX-License-Identifier: GPL-2.0-only
/* Points in time as people write them */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array.h"
#include "events.h"

/* Seconds since the epoch beyond which nothing is a time: the year 9999. */
#define SECONDS_MAX	253402300799LL

static const struct {
	char letter;
	int seconds;
} units[] = {
	{ 's', 1 },
	{ 'm', 60 },
	{ 'h', 60 * 60 },
	{ 'd', 24 * 60 * 60 },
	{ 'w', 7 * 24 * 60 * 60 },
};

/* Digits alone. -1: none, or too many. */
static int64_t take_number(const char **at)
{
	int64_t number = 0;
	size_t count = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		if (++count > 12)
			return -1;
		number = number * 10 + (**at - '0');
	}
	return count ? number : -1;
}

static int parse_ago(const char *word, int64_t now, int64_t *time)
{
	int64_t number = take_number(&word);
	size_t i;

	for (i = 0; number >= 0 && i < ARRAY_SIZE(units); i++) {
		if (*word != units[i].letter || word[1])
			continue;
		if (number > SECONDS_MAX / units[i].seconds)
			return -EINVAL;
		*time = now - number * units[i].seconds * 1000;
		return 0;
	}
	return -EINVAL;
}

static int parse_epoch(const char *word, int64_t *time)
{
	bool marked = *word == '@';
	const char *at = word + marked;
	int64_t number = take_number(&at);

	if (number < 0 || *at || number > SECONDS_MAX ||
	    (!marked && at - word < 9))
		return -EINVAL;
	*time = number * 1000;
	return 0;
}

/* Exactly @n digits, and @end behind them. */
static bool take_part(const char **at, int n, int *number)
{
	*number = 0;
	for (; n; n--, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (**at - '0');
	}
	return true;
}

/* "12:31", "12:31:05" */
static bool take_clock(const char *at, struct tm *tm)
{
	if (!take_part(&at, 2, &tm->tm_hour) || *at++ != ':' ||
	    !take_part(&at, 2, &tm->tm_min))
		return false;
	if (*at == ':') {
		at++;
		if (!take_part(&at, 2, &tm->tm_sec))
			return false;
	}
	return !*at && tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec < 60;
}

/* "2026-11-24", also with a clock behind it */
static bool take_date(const char *at, struct tm *tm)
{
	if (!take_part(&at, 4, &tm->tm_year) || *at++ != '-' ||
	    !take_part(&at, 2, &tm->tm_mon) || *at++ != '-' ||
	    !take_part(&at, 2, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return !*at || ((*at == ' ' || *at == 'T') && take_clock(at + 1, tm));
}

static int from_tm(struct tm tm, int64_t *time)
{
	struct tm got = tm;
	time_t seconds;

	got.tm_isdst = -1;
	seconds = mktime(&got);
	if (seconds >= 0 && got.tm_mday == tm.tm_mday &&
	    got.tm_mon == tm.tm_mon) {
		*time = (int64_t)seconds * 1000;
		return 0;
	}
	/* Where the clocks go forward at midnight, a day begins at one. */
	if (!tm.tm_hour) {
		tm.tm_hour = 1;
		return from_tm(tm, time);
	}
	/* mktime() takes the 31st of February for a day in March. */
	return -EINVAL;
}

int event_parse_time(const char *word, int64_t now, int64_t *time)
{
	time_t seconds = now / 1000;
	struct tm tm, date = { 0 };

	if (!strcmp(word, "now")) {
		*time = now;
		return 0;
	}
	if (!parse_ago(word, now, time) || !parse_epoch(word, time))
		return 0;
	if (take_date(word, &date))
		return from_tm(date, time);
	if (!localtime_r(&seconds, &tm))
		return -EINVAL;
	tm.tm_hour = 0;
	tm.tm_min = 0;
	tm.tm_sec = 0;
	if (!strcmp(word, "today"))
		return from_tm(tm, time);
	if (!strcmp(word, "yesterday")) {
		/* Noon of a day is never skipped: 12 hours before midnight. */
		tm.tm_hour = -12;
		tm.tm_isdst = -1;
		if (mktime(&tm) < 0)
			return -EINVAL;
		tm.tm_hour = 0;
		return from_tm(tm, time);
	}
	if (take_clock(word, &tm))
		return from_tm(tm, time);
	return -EINVAL;
}
