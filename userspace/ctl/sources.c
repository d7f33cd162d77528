// SPDX-License-Identifier: GPL-2.0-only
/* The text of several policy files, one after the other */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "language.h"
#include "store.h"

/* More than the kernel takes, so that it is the parser who says so. */
#define SOURCE_MAX	((size_t)128 << 20)

static unsigned int count_newlines(const char *text, size_t len)
{
	unsigned int count = 0;
	const char *end = text + len;

	while ((text = memchr(text, '\n', end - text))) {
		count++;
		if (++text == end)
			break;
	}
	return count;
}

static int read_one(struct text *to, const char *file)
{
	int fd = STDIN_FILENO, err;

	if (strcmp(file, "-"))
		fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -errno;
	err = text_read(to, fd, SOURCE_MAX);
	if (fd != STDIN_FILENO)
		close(fd);
	return err;
}

static int read_all(struct sources *sources, int n_files, char **files)
{
	unsigned int line = 1;
	int i;

	sources->source = calloc(n_files, sizeof(*sources->source));
	if (!sources->source) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	for (i = 0; i < n_files; i++) {
		struct source *source = &sources->source[sources->count++];
		size_t before = sources->text.len;
		int err;

		source->file = strcmp(files[i], "-") ? strdup(files[i]) :
						       strdup("standard input");
		source->first_line = line;
		err = read_one(&sources->text, files[i]);
		if (err) {
			report("%s: %s", files[i], strerror(-err));
			return EXIT_REFUSED;
		}
		/* A file may end without a newline: the next must not join. */
		if (sources->text.len > before &&
		    sources->text.data[sources->text.len - 1] != '\n')
			text_append(&sources->text, "\n", 1);
		if (sources->text.len > before)
			line += count_newlines(sources->text.data + before,
					       sources->text.len - before);
	}
	if (text_failed(&sources->text)) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

int sources_read(struct sources *sources, int n_files, char **files)
{
	glob_t found;
	int code;

	*sources = (struct sources){ 0 };
	if (n_files)
		return read_all(sources, n_files, files);
	if (glob(STORE_DIR "/*.conf", 0, NULL, &found)) {
		report("no file %s/*.conf", STORE_DIR);
		return EXIT_REFUSED;
	}
	code = read_all(sources, found.gl_pathc, found.gl_pathv);
	globfree(&found);
	return code;
}

void sources_destroy(struct sources *sources)
{
	size_t i;

	for (i = 0; i < sources->count; i++)
		free((char *)sources->source[i].file);
	free(sources->source);
	text_destroy(&sources->text);
	*sources = (struct sources){ 0 };
}

static void report_error(const struct sources *sources,
			 const struct language_error *error)
{
	struct place place = { 0 };
	size_t i, offset = 0;
	unsigned int line = 1;

	if (!error->line) {
		report("%s", error->reason);
		return;
	}
	for (i = 0; i < sources->count; i++) {
		/* Empty files share their line with the next one. */
		if (sources->source[i].first_line > error->line)
			break;
		place.file = sources->source[i].file;
		place.line = error->line - sources->source[i].first_line + 1;
	}
	place.column = error->column;
	/* The part of the text that place.line counts in. */
	while (line < error->line - place.line + 1) {
		const char *from = text_string(&sources->text) + offset;
		const char *newline = memchr(from, '\n',
					     sources->text.len - offset);

		if (!newline)
			break;
		offset += newline + 1 - from;
		line++;
	}
	report_at(&place, text_string(&sources->text) + offset,
		  sources->text.len - offset, error->reason);
}

int sources_check(const struct sources *sources, unsigned int *rules,
		  unsigned int *sets)
{
	struct language_summary summary = { 0 };
	struct language_error error = { 0 };
	int err;

	err = language_check_policy(text_string(&sources->text),
				    sources->text.len, &summary, &error);
	if (err) {
		if (!*error.reason)
			report("%s", strerror(-err));
		else
			report_error(sources, &error);
		return EXIT_REFUSED;
	}
	*rules = summary.rules;
	*sets = summary.sets;
	return EXIT_OK;
}

void sources_report(const struct sources *sources, const char *reason)
{
	struct language_error error;

	language_parse_reason(reason, &error);
	report_error(sources, &error);
}
