// SPDX-License-Identifier: GPL-2.0-only
/* Names of users, read from /etc/passwd alone */

#include "users.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>

char *user_print(char *buf, size_t size, int64_t uid)
{
	char scratch[4096];
	struct passwd entry, *found;
	FILE *file;

	if (uid < 0) {
		snprintf(buf, size, "?");
		return buf;
	}
	snprintf(buf, size, "%" PRId64, uid);
	file = fopen("/etc/passwd", "re");
	if (!file)
		return buf;
	while (!fgetpwent_r(file, &entry, scratch, sizeof(scratch), &found)) {
		if (found->pw_uid != uid)
			continue;
		snprintf(buf, size, "%s (%" PRId64 ")", found->pw_name, uid);
		break;
	}
	fclose(file);
	return buf;
}
