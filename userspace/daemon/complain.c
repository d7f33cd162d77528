// SPDX-License-Identifier: GPL-2.0-only
/* Messages that somebody else can cause */

#include "complain.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "loop.h"
#include "report.h"

#define AT_ONCE		10
#define WHILE_MS	60000

static bool may_speak(struct complain *complain)
{
	int64_t now = now_ms();

	if (!complain->said || now - complain->since_ms > WHILE_MS) {
		if (complain->left_out)
			report("%lu more such messages were left out",
			       complain->left_out);
		*complain = (struct complain){ .since_ms = now };
	}
	if (complain->said < AT_ONCE) {
		complain->said++;
		return true;
	}
	if (!complain->left_out++)
		report("more such messages are left out for a while");
	return false;
}

void complain(struct complain *complain, const char *format, ...)
{
	char line[500];
	va_list args;

	if (!may_speak(complain))
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	report("%s", line);
}
