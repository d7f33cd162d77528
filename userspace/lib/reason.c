// SPDX-License-Identifier: GPL-2.0-only
/* Reads the reasons that the kernel gives for a refused write */

#include <stdio.h>

#include "language.h"

void language_parse_reason(const char *text, struct language_error *error)
{
	int used = 0;

	*error = (struct language_error){ 0 };
	if (sscanf(text, "line %u:%u: %n", &error->line, &error->column,
		   &used) == 2 && used) {
		text += used;
	} else {
		error->column = 0;
		used = 0;
		if (sscanf(text, "line %u: %n", &error->line, &used) == 1 &&
		    used)
			text += used;
		else
			error->line = 0;
	}
	snprintf(error->reason, sizeof(error->reason), "%s", text);
}
