// SPDX-License-Identifier: GPL-2.0-only
/* Messages to the person who runs a tool */

#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "printable.h"

/* Bytes of a line shown before and after the column that is meant. */
#define SHOWN_BEFORE	60
#define SHOWN_AFTER	60

static const char *report_prog = "cordon";

void report_name(const char *prog)
{
	report_prog = prog;
}

/*
 * Names that others chose are in messages, and logs take what begins with
 * "<2>" or stands behind a newline for one of its own.
 */
void report(const char *format, ...)
{
	struct text line = { 0 };
	va_list args;
	char *what;
	int len;

	va_start(args, format);
	len = vasprintf(&what, format, args);
	va_end(args);
	text_printf(&line, "%s: ", report_prog);
	put_printable(&line, len < 0 ? format : what);
	text_puts(&line, "\n");
	report_write(&line);
	text_destroy(&line);
	if (len >= 0)
		free(what);
}

/* What a byte at @at, or the character there, is shown as. */
static size_t put_shown(struct text *to, const char *at, size_t left)
{
	size_t len = plain_char(at);
	char *copy;

	if (!len || len > left)
		len = 1;
	copy = strndup(at, len);
	if (*at == '\t' || !copy)
		text_puts(to, "\t");
	else
		put_printable(to, copy);
	free(copy);
	return len;
}

/* Below a tab stands a tab. */
static void put_blanks(struct text *to, const char *shown)
{
	size_t width;

	while (*shown) {
		size_t len = strcspn(shown, "\t");
		char *part = strndup(shown, len);

		width = part ? printable_width(part) : 0;
		text_printf(to, "%*s%s", (int)width, "",
			    shown[len] ? "\t" : "");
		free(part);
		shown += len + (shown[len] ? 1 : 0);
	}
}

static void report_line(struct text *to, const char *line, size_t len,
			unsigned int column)
{
	size_t at = column ? column - 1 : 0, first = 0, last, i;
	struct text before = { 0 };

	if (at > len)
		at = len;
	if (at > SHOWN_BEFORE)
		first = at - SHOWN_BEFORE;
	/* Not in the middle of a character. */
	while (first && first < at && ((unsigned char)line[first] & 0xc0) == 0x80)
		first++;
	last = len - at > SHOWN_AFTER ? at + SHOWN_AFTER : len;

	text_puts(to, first ? "  ..." : "  ");
	for (i = first; i < at;)
		i += put_shown(&before, line + i, len - i);
	text_puts(to, text_string(&before));
	for (; i < last;)
		i += put_shown(to, line + i, len - i);
	text_puts(to, last < len ? "...\n" : "\n");
	if (column) {
		text_puts(to, first ? "     " : "  ");
		put_blanks(to, text_string(&before));
		text_printf(to, "%s^%s\n", colour_on(stderr, COLOUR_MARK),
			    colour_off(stderr));
	}
	text_destroy(&before);
}

/* A mistake, or "warning: ...", "note: ...". */
static void report_what(struct text *to, const char *what)
{
	static const char warning[] = "warning:", note[] = "note:";
	enum colour colour = COLOUR_ERROR;
	size_t len = strlen(what);
	char *head;

	if (!strncmp(what, warning, strlen(warning))) {
		colour = COLOUR_WARNING;
		len = strlen(warning);
	} else if (!strncmp(what, note, strlen(note))) {
		colour = COLOUR_STRONG;
		len = strlen(note);
	}
	head = strndup(what, len);
	text_puts(to, colour_on(stderr, colour));
	put_printable(to, head);
	text_puts(to, colour_off(stderr));
	put_printable(to, what + len);
	text_puts(to, "\n");
	free(head);
}

void report_at(const struct place *place, const char *line, size_t len,
	       const char *what)
{
	struct text to = { 0 };

	text_printf(&to, "%s: ", report_prog);
	if (place->file) {
		put_printable(&to, place->file);
		text_puts(&to, ":");
	}
	if (place->line)
		text_printf(&to, "%u:", place->line);
	if (place->line && place->column)
		text_printf(&to, "%u:", place->column);
	if (place->file || place->line)
		text_puts(&to, " ");
	report_what(&to, what);
	if (line && len)
		report_line(&to, line, len, place->column);
	report_write(&to);
	text_destroy(&to);
}

void report_hint(const char *hint)
{
	struct text to = { 0 };

	text_printf(&to, "  %shint:%s ", colour_on(stderr, COLOUR_STRONG),
		    colour_off(stderr));
	put_printable(&to, hint);
	text_puts(&to, "\n");
	report_write(&to);
	text_destroy(&to);
}
