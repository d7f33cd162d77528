// SPDX-License-Identifier: GPL-2.0-only
/* Changes to the configuration file */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "durable.h"
#include "report.h"

struct setting {
	const char *path;
	const char *mode;
	bool told;		/* what is wrong */
};

/* The length of the line at @at, with its end. */
static size_t line_len(const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', end - at);

	return (stop ? stop + 1 : end) - at;
}

/* In a text that config_parse() took: nothing else can follow the name. */
static bool sets_mode(const char *line, size_t len)
{
	size_t blanks = 0, name = strlen("mode");

	while (blanks < len && (line[blanks] == ' ' || line[blanks] == '\t'))
		blanks++;
	if (len - blanks <= name || memcmp(line + blanks, "mode", name))
		return false;
	return strchr(" \t=:", line[blanks + name]);
}

static void put_mode(struct text *new, const char *mode)
{
	text_printf(new, "mode = %s\n", mode);
}

static int change(struct text *new, const struct text *old, void *data)
{
	struct setting *setting = data;
	const char *at = text_string(old), *end = at + old->len;
	struct place place = { .file = setting->path };
	struct config_error error;
	struct config config;
	bool done = false;
	int err = config_parse(&config, at, old->len, &error);

	if (err) {
		place.line = error.line;
		report_at(&place, at, old->len,
			  error.line ? error.reason : strerror(-err));
		setting->told = true;
		return err;
	}
	config_destroy(&config);
	while (at < end) {
		size_t len = line_len(at, end);

		if (sets_mode(at, len)) {
			put_mode(new, setting->mode);
			done = true;
		} else {
			text_append(new, at, len);
			if (at[len - 1] != '\n')
				text_append(new, "\n", 1);
		}
		at += len;
	}
	if (!done)
		put_mode(new, setting->mode);
	return 0;
}

int config_set_mode(const char *path, const char *mode)
{
	struct setting setting = { .path = path, .mode = mode };
	int err = durable_edit(path, change, &setting);

	if (err && !setting.told)
		report("%s: %s", path, strerror(-err));
	if (err == -EACCES || err == -EPERM)
		return EXIT_UNAVAILABLE;
	return err ? EXIT_REFUSED : EXIT_OK;
}
