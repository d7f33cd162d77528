// SPDX-License-Identifier: GPL-2.0-only
/* Cuts what is read into lines */

#include "lines.h"

#include <string.h>

void lines_add(struct lines *lines, const char *data, size_t len)
{
	text_consume(&lines->text, lines->at);
	lines->at = 0;
	text_append(&lines->text, data, len);
}

char *lines_next(struct lines *lines, size_t *len)
{
	size_t left = lines->text.len - lines->at;
	char *line, *end;

	if (!left || text_failed(&lines->text))
		return NULL;
	line = lines->text.data + lines->at;
	end = memchr(line, '\n', left);
	if (!end || (size_t)(end - line) > lines->max)
		return NULL;
	*end = '\0';
	*len = end - line;
	lines->at += *len + 1;
	return line;
}

bool lines_ready(const struct lines *lines)
{
	size_t left = lines->text.len - lines->at;

	return left && memchr(lines->text.data + lines->at, '\n', left);
}

bool lines_failed(const struct lines *lines)
{
	size_t left = lines->text.len - lines->at;
	const char *line = text_string(&lines->text) + lines->at;
	const char *end = memchr(line, '\n', left);

	return text_failed(&lines->text) ||
	       (end ? (size_t)(end - line) : left) > lines->max;
}

void lines_clear(struct lines *lines)
{
	text_clear(&lines->text);
	lines->at = 0;
}

void lines_destroy(struct lines *lines)
{
	text_destroy(&lines->text);
	lines->at = 0;
}
