// SPDX-License-Identifier: GPL-2.0-only
/* Points in time as people write them */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "duration.h"
#include "events.h"

/* Seconds since the epoch beyond which nothing is a time: the year 9999. */
#define SECONDS_MAX	253402300799LL

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

/* "10m", "2 days ago", "-1h" */
static int parse_ago(const char *word, int64_t now, int64_t *time)
{
	int64_t seconds;

	if (*word == '-')
		word++;
	if (duration_take(&word, &seconds) || (*word && strcmp(word, "ago")))
		return -EINVAL;
	*time = now - seconds * 1000;
	return 0;
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

/* Exactly @n digits. */
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
static bool take_clock(const char **at, struct tm *tm)
{
	if (!take_part(at, 2, &tm->tm_hour) || *(*at)++ != ':' ||
	    !take_part(at, 2, &tm->tm_min))
		return false;
	if (**at == ':') {
		(*at)++;
		if (!take_part(at, 2, &tm->tm_sec))
			return false;
	}
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec < 60;
}

/* "2026-11-24" */
static bool take_date(const char **at, struct tm *tm)
{
	if (!take_part(at, 4, &tm->tm_year) || *(*at)++ != '-' ||
	    !take_part(at, 2, &tm->tm_mon) || *(*at)++ != '-' ||
	    !take_part(at, 2, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return true;
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

static int day_begin(int64_t now, bool before, struct tm *tm)
{
	time_t seconds = now / 1000;

	if (!localtime_r(&seconds, tm))
		return -EINVAL;
	tm->tm_hour = 0;
	tm->tm_min = 0;
	tm->tm_sec = 0;
	if (!before)
		return 0;
	/* Noon of a day is never skipped: 12 hours before midnight. */
	tm->tm_hour = -12;
	tm->tm_isdst = -1;
	if (mktime(tm) < 0)
		return -EINVAL;
	tm->tm_hour = 0;
	return 0;
}

static bool take_word(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len))
		return false;
	*at += len;
	return true;
}

/* "+01:00", "-0530", "Z": seconds to take off. */
static bool take_zone(const char **at, int *offset)
{
	bool west = **at == '-';
	int hours, minutes;

	*offset = 0;
	if (take_word(at, "Z"))
		return true;
	if (**at != '+' && **at != '-')
		return false;
	(*at)++;
	if (!take_part(at, 2, &hours))
		return false;
	take_word(at, ":");
	if (!take_part(at, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset = (west ? -1 : 1) * (hours * 60 + minutes) * 60;
	return true;
}

/* The end of a date with a time of day: nothing, or as JSON has it. */
static int end_of_date(const char *at, const struct tm *tm, int64_t *time)
{
	struct tm utc = *tm;
	int offset;

	if (*at == '.') {
		at++;
		at += strspn(at, "0123456789");
	}
	if (!*at)
		return from_tm(*tm, time);
	if (!take_zone(&at, &offset) || *at || from_tm(*tm, time))
		return -EINVAL;
	*time = ((int64_t)timegm(&utc) - offset) * 1000;
	return *time < 0 ? -EINVAL : 0;
}

/* A day, and perhaps a time of it. */
static int parse_day(const char *at, int64_t now, int64_t *time)
{
	struct tm tm = { 0 };
	bool is_date = false;

	if (take_word(&at, "today")) {
		if (day_begin(now, false, &tm))
			return -EINVAL;
	} else if (take_word(&at, "yesterday")) {
		if (day_begin(now, true, &tm))
			return -EINVAL;
	} else if (take_date(&at, &tm)) {
		is_date = true;
	} else {
		return -EINVAL;
	}
	if (!*at)
		return from_tm(tm, time);
	if (*at != ' ' && !(is_date && *at == 'T'))
		return -EINVAL;
	at++;
	if (!take_clock(&at, &tm))
		return -EINVAL;
	if (is_date)
		return end_of_date(at, &tm, time);
	return *at ? -EINVAL : from_tm(tm, time);
}

static int parse_clock(const char *at, int64_t now, int64_t *time)
{
	struct tm tm;

	if (day_begin(now, false, &tm) || !take_clock(&at, &tm) || *at)
		return -EINVAL;
	return from_tm(tm, time);
}

int event_parse_time(const char *word, int64_t now, int64_t *time)
{
	if (!strcmp(word, "now")) {
		*time = now;
		return 0;
	}
	if (!strcmp(word, "boot")) {
		*time = now - clock_ms();
		return 0;
	}
	if (!parse_ago(word, now, time) || !parse_epoch(word, time) ||
	    !parse_day(word, now, time) || !parse_clock(word, now, time))
		return 0;
	return -EINVAL;
}
