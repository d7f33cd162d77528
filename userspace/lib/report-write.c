// SPDX-License-Identifier: GPL-2.0-only
/* Messages on their way out */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nowait.h"
#include "report.h"

static struct nowait report_to = { .fd = -1 };
static unsigned long report_left_out;

void report_never_wait(void)
{
	nowait_open(&report_to, STDERR_FILENO);
}

/* A pipe takes all of PIPE_BUF bytes, or none. */
static bool put(const char *data, size_t len)
{
	char start[PIPE_BUF];

	if (len > sizeof(start)) {
		len = sizeof(start);
		memcpy(start, data, len - 1);
		start[len - 1] = '\n';
		data = start;
	}
	return nowait_write(&report_to, data, len) == (ssize_t)len;
}

/* False: there is no room for it still. */
static bool put_left_out(void)
{
	char line[200];
	int len;

	if (!report_left_out)
		return true;
	len = snprintf(line, sizeof(line),
		       "%s: %lu messages before this one were left out: nobody took them\n",
		       program_invocation_short_name, report_left_out);
	if (!put(line, len))
		return false;
	report_left_out = 0;
	return true;
}

void report_write(const struct text *lines)
{
	fflush(stdout);
	if (report_to.fd < 0)
		fputs(text_string(lines), stderr);
	else if (!put_left_out() || !put(text_string(lines), lines->len))
		report_left_out++;
}
