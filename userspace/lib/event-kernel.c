// SPDX-License-Identifier: GPL-2.0-only
/* Where a record starts in a line of the kernel's log */

#include <string.h>

#include "array.h"
#include "events-parts.h"

/* Bytes of a stamp or a level; what is longer is none. */
#define STAMP_MAX	60

/* What is left of a line; @at NULL: it is not what was expected. */
struct rest {
	const char *at;
	const char *end;
};

static struct rest behind(struct rest rest, const char *word)
{
	size_t len = strlen(word);

	if (rest.at && (size_t)(rest.end - rest.at) >= len &&
	    !memcmp(rest.at, word, len))
		rest.at += len;
	else
		rest.at = NULL;
	return rest;
}

/* A word and the blanks behind it. */
static struct rest behind_word(struct rest rest)
{
	const char *word = rest.at;

	if (!word)
		return rest;
	while (rest.at < rest.end && *rest.at != ' ')
		rest.at++;
	if (rest.at == word || rest.at == rest.end)
		rest.at = NULL;
	while (rest.at && rest.at < rest.end && *rest.at == ' ')
		rest.at++;
	return rest;
}

/* "[   12.345678] ", "[    1.234567][    T1] " */
static struct rest behind_stamp(struct rest rest)
{
	const char *start = rest.at, *close;

	while (rest.at && rest.at < rest.end && *rest.at == '[') {
		close = memchr(rest.at, ']', rest.end - rest.at);
		rest.at = close && close - start < STAMP_MAX ? close + 1 : NULL;
	}
	return start == rest.at ? (struct rest){ 0 } : behind(rest, " ");
}

/* "<5>" of /dev/kmsg, "kern  :notice: " of dmesg --decode, or nothing. */
static struct rest behind_level(struct rest rest)
{
	const char *close = memchr(rest.at, '>', rest.end - rest.at);
	struct rest word = behind_word(rest);

	if (behind(rest, "<").at && close && close - rest.at <= 4)
		rest.at = close + 1;
	else if (behind(rest, "kern ").at && behind(word, ":").at)
		rest = behind_word(word);
	return rest;
}

/*
 * What journalctl and syslog begin a line with: "Nov  5 12:00:00 ",
 * "Wed 2026-11-25 12:00:00 CET ", or a number, or a time in one word.
 */
static struct rest behind_time(struct rest rest)
{
	struct rest second = behind_word(rest), third = behind_word(second);

	if (!third.at || (*rest.at >= '0' && *rest.at <= '9'))
		return second;
	if (memchr(second.at, '-', third.at - second.at))
		third = behind_word(third);
	return behind_word(third);
}

/*
 * "2026-11-25T12:00:00,345678+01:00 " of dmesg --time-format iso. Nobody else
 * has that comma: behind another time there may be a program's own tag.
 */
static struct rest behind_iso(struct rest rest)
{
	struct rest second = behind_word(rest);
	size_t len = second.at ? (size_t)(second.at - rest.at) : 0;

	if (len < 20 || rest.at[10] != 'T' || rest.at[19] != ',')
		second.at = NULL;
	return second;
}

/*
 * "kernel:" is the tag of a line, right behind time and host. Everywhere else it
 * is what somebody writes.
 */
static struct rest behind_tag(struct rest rest)
{
	struct rest tagged = behind(rest, "kernel: ");
	struct rest host = behind_word(rest);

	if (tagged.at)
		return tagged;
	/* Another tag, where no host is shown. */
	if (host.at && memmem(rest.at, host.at - rest.at, ": ", 2))
		host.at = NULL;
	return behind(host, "kernel: ");
}

const char *event_kernel_record(const char *line, size_t len)
{
	const struct rest start = behind_level((struct rest){ line, line + len });
	const struct rest stamped = behind_stamp(start);
	const struct rest tagged = behind_tag(stamped.at ? stamped :
							   behind_time(start));
	const struct rest both = behind_stamp(tagged);
	const struct rest ways[] = { start, stamped, behind_iso(start), tagged,
				     both };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		struct rest record = behind(ways[i], "audit: ");

		if (behind(record, "type=").at)
			return record.at;
	}
	return NULL;
}
