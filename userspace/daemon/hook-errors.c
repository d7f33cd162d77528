// SPDX-License-Identifier: GPL-2.0-only
/* What the program of a question says on its standard error */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hooks.h"
#include "printable.h"

/* A line in the log; what is longer continues in the next one. */
#define LINE_MAX_BYTES	300
/* Of a program; who writes on gets SIGPIPE. */
#define ERRORS_MAX	65536

static void say(struct hook *hook, const char *line)
{
	char *shown = printable(line);

	complain(&hook->hooks->chatter, "%s: question %" PRId64 ": says: %s",
		 hooks_name(hook->hooks), hook->question, shown ? shown : "?");
	free(shown);
}

/* The next piece of at most a line; false: there is none that is whole. */
static bool say_next(struct hook *hook, bool at_end)
{
	struct text *text = &hook->errors;
	char line[LINE_MAX_BYTES + 1];
	size_t len = text->len, used;
	const char *newline;

	if (len > LINE_MAX_BYTES)
		len = LINE_MAX_BYTES;
	newline = len ? memchr(text->data, '\n', len) : NULL;
	if (newline)
		len = newline - text->data;
	else if (!len || (len < LINE_MAX_BYTES && !at_end))
		return false;
	used = len + !!newline;
	memcpy(line, text->data, len);
	line[len] = '\0';
	text_consume(text, used);
	if (*line)
		say(hook, line);
	return true;
}

bool hook_errors_read(struct hook *hook)
{
	char bytes[4096];
	ssize_t n = read(hook->error.fd, bytes, sizeof(bytes));

	if (n < 0)
		return errno == EINTR;
	hook->n_errors += n;
	text_append(&hook->errors, bytes, n);
	while (say_next(hook, false))
		;
	if (n && hook->n_errors <= ERRORS_MAX && !text_failed(&hook->errors))
		return true;
	hook_close(hook, &hook->error);
	return false;
}

void hook_errors_end(struct hook *hook)
{
	while (hook->error.fd >= 0 && hook_errors_read(hook))
		;
	hook_close(hook, &hook->error);
	while (say_next(hook, true))
		;
	text_destroy(&hook->errors);
	hook->n_errors = 0;
}
