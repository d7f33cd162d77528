// SPDX-License-Identifier: GPL-2.0-only
/* Messages to the person who runs a tool */

#include "report.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "colour.h"

/* Bytes of a line shown before and after the column that is meant. */
#define SHOWN_BEFORE	60
#define SHOWN_AFTER	60

static const char *report_prog = "cordon";

void report_name(const char *prog)
{
	report_prog = prog;
}

void report(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "%s: ", report_prog);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

/* A policy is bytes: what could move the cursor is shown as '?'. */
static char shown(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f ? '?' : c;
}

static void report_line(const char *line, size_t len, unsigned int column)
{
	size_t at = column ? column - 1 : 0, first = 0, last, i;

	if (at > len)
		at = len;
	if (at > SHOWN_BEFORE)
		first = at - SHOWN_BEFORE;
	last = len - at > SHOWN_AFTER ? at + SHOWN_AFTER : len;

	fputs(first ? "  ..." : "  ", stderr);
	for (i = first; i < last; i++)
		fputc(line[i] == '\t' ? '\t' : shown(line[i]), stderr);
	fputs(last < len ? "...\n" : "\n", stderr);
	if (!column)
		return;
	fputs(first ? "     " : "  ", stderr);
	for (i = first; i < at; i++) {
		/* The later bytes of a UTF-8 character take no column. */
		if (((unsigned char)line[i] & 0xc0) == 0x80)
			continue;
		fputc(line[i] == '\t' ? '\t' : ' ', stderr);
	}
	fprintf(stderr, "%s^%s\n", colour_on(stderr, COLOUR_MARK),
		colour_off(stderr));
}

/* A mistake, or "warning: ...", "note: ...". */
static void report_what(const char *what)
{
	static const char warning[] = "warning:", note[] = "note:";
	enum colour colour = COLOUR_ERROR;
	int len = strlen(what);

	if (!strncmp(what, warning, strlen(warning))) {
		colour = COLOUR_WARNING;
		len = strlen(warning);
	} else if (!strncmp(what, note, strlen(note))) {
		colour = COLOUR_STRONG;
		len = strlen(note);
	}
	fprintf(stderr, "%s%.*s%s%s\n", colour_on(stderr, colour), len, what,
		colour_off(stderr), what + len);
}

static bool find_line(const char *text, size_t len, unsigned int number,
		      const char **line, size_t *line_len)
{
	const char *end = text + len, *newline;

	while (--number) {
		newline = memchr(text, '\n', end - text);
		if (!newline)
			return false;
		text = newline + 1;
	}
	newline = memchr(text, '\n', end - text);
	*line = text;
	*line_len = (newline ? newline : end) - text;
	return true;
}

void report_at(const struct place *place, const char *text, size_t len,
	       const char *what)
{
	const char *line;
	size_t line_len;

	fflush(stdout);
	fprintf(stderr, "%s: ", report_prog);
	if (place->file)
		fprintf(stderr, "%s:", place->file);
	if (place->line)
		fprintf(stderr, "%u:", place->line);
	if (place->line && place->column)
		fprintf(stderr, "%u:", place->column);
	if (place->file || place->line)
		fputc(' ', stderr);
	report_what(what);
	if (text && place->line &&
	    find_line(text, len, place->line, &line, &line_len) && line_len)
		report_line(line, line_len, place->column);
}
