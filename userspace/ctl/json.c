// SPDX-License-Identifier: GPL-2.0-only
/* JSON on standard output, for --json */

#include <stdio.h>

#include "ctl.h"

int json_print(struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object,
			JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
			JSON_C_TO_STRING_NOSLASHESCAPE);
	bool bad = !text || puts(text) < 0 || fflush(stdout);

	json_object_put(object);
	return bad ? EXIT_REFUSED : EXIT_OK;
}
