// SPDX-License-Identifier: GPL-2.0-only
/* Text on a screen that has only so many columns */

#include "fit.h"

#include <string.h>
#include <wchar.h>

static const char dots[] = "...";

struct step {
	size_t bytes;
	size_t columns;
	bool shown;
};

static struct step next(const char *string)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t len = mbrtowc(&wide, string, strlen(string), &state);
	int width;

	if (len == 0 || len > strlen(string))
		return (struct step){ 1, 1, false };
	width = wcwidth(wide);
	if (width < 0)
		return (struct step){ len, 1, false };
	return (struct step){ len, width, true };
}

size_t fit_width(const char *string)
{
	size_t width = 0;

	while (*string) {
		struct step step = next(string);

		width += step.columns;
		string += step.bytes;
	}
	return width;
}

size_t fit_bytes(const char *string, size_t columns)
{
	const char *at = string;
	size_t width = 0;

	while (*at) {
		struct step step = next(at);

		width += step.columns;
		if (width > columns)
			break;
		at += step.bytes;
	}
	return at - string;
}

static void put(struct text *to, const char *string, size_t len)
{
	const char *end = string + len;

	while (string < end) {
		struct step step = next(string);

		if (step.shown)
			text_append(to, string, step.bytes);
		else
			text_puts(to, "?");
		string += step.bytes;
	}
}

/* Where the last @columns of @string begin, or less when a wide one is cut. */
static const char *tail(const char *string, size_t columns)
{
	size_t width = fit_width(string);

	while (width > columns) {
		struct step step = next(string);

		width -= step.columns;
		string += step.bytes;
	}
	return string;
}

void fit_put(struct text *to, const char *string, size_t columns)
{
	size_t room, head;

	if (fit_width(string) <= columns) {
		put(to, string, strlen(string));
		return;
	}
	if (columns <= strlen(dots)) {
		put(to, string, fit_bytes(string, columns));
		return;
	}
	room = columns - strlen(dots);
	head = fit_bytes(string, room / 2);
	put(to, string, head);
	text_puts(to, dots);
	string = tail(string + head, room - room / 2);
	put(to, string, strlen(string));
}

void fit_put_cell(struct text *to, const char *string, size_t columns)
{
	struct text cell = { 0 };
	size_t width;

	fit_put(&cell, string, columns);
	width = fit_width(text_string(&cell));
	text_puts(to, text_string(&cell));
	for (; width < columns; width++)
		text_puts(to, " ");
	text_destroy(&cell);
}
