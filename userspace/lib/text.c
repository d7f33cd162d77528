// SPDX-License-Identifier: GPL-2.0-only
/* A buffer of bytes that grows */

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool text_reserve(struct text *text, size_t more)
{
	size_t room = text->room ? text->room : 256;
	char *data;

	if (text->failed)
		return false;
	while (room - text->len <= more) {
		if (room > ((size_t)1 << 40)) {
			text->failed = true;
			return false;
		}
		room *= 2;
	}
	if (room == text->room)
		return true;
	data = realloc(text->data, room);
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	text->room = room;
	return true;
}

void text_append(struct text *text, const char *data, size_t len)
{
	if (!text_reserve(text, len))
		return;
	if (len)
		memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void text_puts(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list args;
	int need;

	va_start(args, format);
	need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (need < 0) {
		text->failed = true;
		return;
	}
	if (!text_reserve(text, need))
		return;
	va_start(args, format);
	vsnprintf(text->data + text->len, (size_t)need + 1, format, args);
	va_end(args);
	text->len += need;
}

int text_read(struct text *text, int fd, size_t max)
{
	size_t end = text->len + max;

	for (;;) {
		ssize_t n;

		if (!text_reserve(text, 65536))
			return -ENOMEM;
		n = read(fd, text->data + text->len,
			 text->room - text->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		text->len += n;
		if (text->len > end)
			return -E2BIG;
	}
	text->data[text->len] = '\0';
	return 0;
}

int text_file_lines(const char *path, size_t max,
		    int (*take)(char *line, void *data), void *data)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	struct text text = { 0 };
	char *line, *rest;

	if (fd < 0)
		return -errno;
	err = text_read(&text, fd, max);
	close(fd);
	for (rest = text.data; !err && (line = strsep(&rest, "\n"));)
		err = take(line, data);
	text_destroy(&text);
	return err;
}

void text_consume(struct text *text, size_t n)
{
	if (!n)
		return;
	text->len -= n;
	memmove(text->data, text->data + n, text->len + 1);
}

void text_clear(struct text *text)
{
	text->len = 0;
	text->failed = false;
	if (text->data)
		text->data[0] = '\0';
}

void text_destroy(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

const char *text_line(const char **at, const char *end, size_t *len)
{
	const char *line = *at, *stop;

	if (line == end)
		return NULL;
	stop = memchr(line, '\n', end - line);
	*len = (stop ? stop : end) - line;
	*at = stop ? stop + 1 : end;
	return line;
}

const char *text_line_number(const char *text, size_t text_len,
			     unsigned int number, size_t *len)
{
	const char *at = text, *end = text + text_len, *line;

	while ((line = text_line(&at, end, len)) && number > 1)
		number--;
	return number ? line : NULL;
}

const char *text_string(const struct text *text)
{
	return text->data ? text->data : "";
}
