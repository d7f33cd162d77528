// SPDX-License-Identifier: GPL-2.0-only
/* How long an answer lasts */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "duration.h"

/* A number alone is one of seconds. */
static int parse_seconds(const char *word, int64_t *seconds)
{
	char *end;

	if (*word < '0' || *word > '9')
		return -EINVAL;
	errno = 0;
	*seconds = strtoll(word, &end, 10);
	if (!*end)
		return errno ? -EINVAL : 0;
	if (duration_take(&word, seconds) || *word)
		return -EINVAL;
	return 0;
}

int lasting_parse(const char *word, struct answer *answer)
{
	int64_t seconds;

	if (!strcmp(word, "boot")) {
		answer->lasting = LASTING_BOOT;
		return 0;
	}
	if (!strcmp(word, "always")) {
		answer->lasting = LASTING_ALWAYS;
		return 0;
	}
	if (parse_seconds(word, &seconds) || !seconds ||
	    seconds > ANSWER_SECONDS_MAX)
		return -EINVAL;
	answer->lasting = LASTING_SECONDS;
	answer->seconds = seconds;
	return 0;
}

int lasting_print(char *buf, size_t size, const struct answer *answer)
{
	switch (answer->lasting) {
	case LASTING_BOOT:
		return snprintf(buf, size, "until reboot");
	case LASTING_ALWAYS:
		return snprintf(buf, size, "always");
	case LASTING_SECONDS:
		break;
	}
	if (answer->seconds % 86400 == 0)
		return snprintf(buf, size, "for %u d", answer->seconds / 86400);
	if (answer->seconds % 3600 == 0)
		return snprintf(buf, size, "for %u h", answer->seconds / 3600);
	if (answer->seconds % 60 == 0)
		return snprintf(buf, size, "for %u min", answer->seconds / 60);
	return snprintf(buf, size, "for %u s", answer->seconds);
}
