// SPDX-License-Identifier: GPL-2.0-only
/* How long an answer lasts */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "array.h"

int lasting_parse(const char *word, struct answer *answer)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} units[] = {
		{ '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 },
		{ 'd', 86400 },
	};
	const uint64_t max = ANSWER_SECONDS_MAX;
	unsigned long long number;
	char *end;
	size_t i;

	if (!strcmp(word, "boot")) {
		answer->lasting = LASTING_BOOT;
		return 0;
	}
	if (!strcmp(word, "always")) {
		answer->lasting = LASTING_ALWAYS;
		return 0;
	}
	if (*word < '0' || *word > '9')
		return -EINVAL;
	errno = 0;
	number = strtoull(word, &end, 10);
	if (errno || (*end && end[1]) || number > max)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (units[i].unit != *end)
			continue;
		number *= units[i].seconds;
		if (!number || number > max)
			return -EINVAL;
		answer->lasting = LASTING_SECONDS;
		answer->seconds = number;
		return 0;
	}
	return -EINVAL;
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
	if (answer->seconds % 3600 == 0)
		return snprintf(buf, size, "for %u h", answer->seconds / 3600);
	if (answer->seconds % 60 == 0)
		return snprintf(buf, size, "for %u min", answer->seconds / 60);
	return snprintf(buf, size, "for %u s", answer->seconds);
}
