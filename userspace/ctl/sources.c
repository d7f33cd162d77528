// SPDX-License-Identifier: GPL-2.0-only
/* The text of several policy files, one after the other */

#include "sources.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "language.h"
#include "store.h"
#include "timed.h"

/* More than the kernel takes, so that it is the parser who says so. */
#define SOURCE_MAX	((size_t)128 << 20)

static unsigned int count_newlines(const char *text, size_t len)
{
	unsigned int count = 0;
	const char *end = text + len;

	while (len && (text = memchr(text, '\n', end - text))) {
		count++;
		if (++text == end)
			break;
	}
	return count;
}

static int out_of_memory(void)
{
	report("out of memory");
	return EXIT_REFUSED;
}

static unsigned int next_line(const struct sources *sources)
{
	const struct source *last;

	if (!sources->count)
		return 1;
	last = &sources->source[sources->count - 1];
	return last->first_line +
	       count_newlines(text_string(&sources->text) + last->offset,
			      sources->text.len - last->offset);
}

/* What is appended to the text from now on is of @file. */
static int begin(struct sources *sources, const char *file)
{
	unsigned int line = next_line(sources);
	struct source *source;

	source = reallocarray(sources->source, sources->count + 1,
			      sizeof(*source));
	if (!source)
		return out_of_memory();
	sources->source = source;
	source += sources->count;
	*source = (struct source){
		.file = strdup(file),
		.first_line = line,
		.offset = sources->text.len,
	};
	if (!source->file)
		return out_of_memory();
	sources->count++;
	return EXIT_OK;
}

/* A file may end without a newline: the next must not join. */
static int end(struct sources *sources, int err)
{
	const struct source *source = &sources->source[sources->count - 1];
	const struct text *text = &sources->text;

	if (err) {
		report("%s: %s", source->file, strerror(-err));
		return EXIT_REFUSED;
	}
	if (text->len > source->offset && text->data[text->len - 1] != '\n')
		text_append(&sources->text, "\n", 1);
	return text_failed(text) ? out_of_memory() : EXIT_OK;
}

static int read_file(struct sources *sources, const char *file)
{
	bool is_stdin = !strcmp(file, "-");
	int code = begin(sources, is_stdin ? "standard input" : file);
	int fd = STDIN_FILENO, err = 0;

	if (code != EXIT_OK)
		return code;
	if (!is_stdin)
		fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		err = -errno;
	else
		err = text_read(&sources->text, fd, SOURCE_MAX);
	if (fd >= 0 && !is_stdin)
		close(fd);
	code = end(sources, err);
	if (err == -EISDIR)
		report_hint("--folder reads the files in a folder");
	return code;
}

/* The lines of the others are left empty: each rule stands in its own. */
static void put_lines(struct text *to, const struct text *from, bool denies)
{
	const char *at = text_string(from), *end = at + from->len, *line;
	size_t len;

	while ((line = text_line(&at, end, &len))) {
		if (denies == (len >= 5 && !memcmp(line, "deny ", 5)))
			text_append(to, line, len);
		text_append(to, "\n", 1);
	}
}

static int read_timed(struct sources *sources, const char *timed, bool denies)
{
	int code = begin(sources, timed), err;
	struct text text = { 0 };
	struct source *source;

	if (code != EXIT_OK)
		return code;
	source = &sources->source[sources->count - 1];
	source->is_timed = true;
	source->is_answers = true;
	err = timed_load(timed, &text);
	if (!err)
		put_lines(&sources->text, &text, denies);
	text_destroy(&text);
	return end(sources, err);
}

static int is_policy(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && *entry->d_name != '.' &&
	       !strcmp(dot, ".conf");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static const char *answers_name(void)
{
	static const char answers[] = STORE_ANSWERS;

	return strrchr(answers, '/') + 1;
}

static int read_in_folder(struct sources *sources, const char *folder,
			  const char *name)
{
	struct text path = { 0 };
	int code;

	text_printf(&path, "%s/%s", folder, name);
	code = text_failed(&path) ? out_of_memory() :
				    read_file(sources, path.data);
	text_destroy(&path);
	if (code == EXIT_OK)
		sources->source[sources->count - 1].is_answers =
			!strcmp(name, answers_name());
	return code;
}

/*
 * In the order of the names. Which answer was given first is not known of one
 * for always and one that ends: what denies stands above what allows.
 */
static int read_found(struct sources *sources, const char *folder,
		      struct dirent **found, int n, const char *timed)
{
	bool denies = timed && !sources->no_answers, allows = denies;
	int i, code = EXIT_OK;

	for (i = 0; i <= n && code == EXIT_OK; i++) {
		int order = i == n ? 1 : strcmp(found[i]->d_name,
						answers_name());

		if (denies && order >= 0) {
			code = read_timed(sources, timed, true);
			denies = false;
		}
		if (allows && order > 0 && code == EXIT_OK) {
			code = read_timed(sources, timed, false);
			allows = false;
		}
		if (i == n || code != EXIT_OK)
			break;
		if (order || !sources->no_answers)
			code = read_in_folder(sources, folder,
					      found[i]->d_name);
	}
	return code;
}

static int read_folder(struct sources *sources, const char *folder,
		       const char *timed)
{
	struct dirent **found;
	int i, n, code;

	n = scandir(folder, &found, is_policy, by_name);
	if (n < 0) {
		report("%s: %s", folder, strerror(errno));
		return EXIT_REFUSED;
	}
	if (n) {
		code = read_found(sources, folder, found, n, timed);
	} else {
		report("%s: there is no file *.conf", folder);
		code = EXIT_REFUSED;
	}
	for (i = 0; i < n; i++)
		free(found[i]);
	free(found);
	return code;
}

/* A mistake in the configuration must not leave a system without policy. */
static int read_system(struct sources *sources)
{
	const char *timed = sources->timed;
	struct config config;
	int code;

	if (config_load(&config, NULL) == EXIT_OK && !timed)
		timed = config.timed;
	code = read_folder(sources, STORE_DIR, timed ? timed : TIMED_ANSWERS);
	config_destroy(&config);
	return code;
}

/* Where the lines begin. */
static int index_lines(struct sources *sources)
{
	const char *text = text_string(&sources->text), *at = text, *line;
	const char *end = text + sources->text.len;
	size_t len;

	sources->line = calloc(count_newlines(text, sources->text.len) + 1,
			       sizeof(*sources->line));
	if (!sources->line)
		return out_of_memory();
	while ((line = text_line(&at, end, &len)))
		sources->line[sources->n_lines++] = line - text;
	return EXIT_OK;
}

static int read_all(struct sources *sources)
{
	int i, code = EXIT_OK;

	if (!sources->n_files && sources->folder)
		return read_folder(sources, sources->folder, sources->timed);
	if (!sources->n_files)
		return read_system(sources);
	for (i = 0; i < sources->n_files && code == EXIT_OK; i++)
		code = read_file(sources, sources->files[i]);
	return code;
}

void sources_take_folder(struct sources *sources)
{
	struct stat st;

	if (sources->n_files != 1 || stat(sources->files[0], &st) ||
	    !S_ISDIR(st.st_mode))
		return;
	sources->folder = sources->files[0];
	sources->n_files = 0;
}

int sources_read(struct sources *sources)
{
	int code = read_all(sources);

	return code == EXIT_OK ? index_lines(sources) : code;
}

void sources_empty(struct sources *sources)
{
	size_t i;

	for (i = 0; i < sources->count; i++)
		free(sources->source[i].file);
	free(sources->source);
	free(sources->line);
	text_destroy(&sources->text);
	sources->source = NULL;
	sources->count = 0;
	sources->line = NULL;
	sources->n_lines = 0;
}

void sources_destroy(struct sources *sources)
{
	sources_empty(sources);
	*sources = (struct sources){ 0 };
}

/* Empty files share their line with the next one. */
static const struct source *source_of(const struct sources *sources,
				      unsigned int line)
{
	const struct source *source = NULL;
	size_t i;

	for (i = 0; i < sources->count; i++) {
		if (sources->source[i].first_line > line)
			break;
		source = &sources->source[i];
	}
	return source;
}

bool sources_is_answer(const struct sources *sources, unsigned int line)
{
	const struct source *source = source_of(sources, line);

	return source && source->is_answers;
}

bool sources_is_timed(const struct sources *sources, unsigned int line)
{
	const struct source *source = source_of(sources, line);

	return source && source->is_timed;
}

void sources_place(const struct sources *sources, unsigned int line,
		   struct place *place)
{
	const struct source *source = source_of(sources, line);

	*place = (struct place){ 0 };
	if (!source)
		return;
	place->file = source->file;
	place->line = line - source->first_line + 1;
}

void sources_print_place(const struct sources *sources, unsigned int line,
			 struct text *to)
{
	struct place place;

	sources_place(sources, line, &place);
	text_printf(to, "%s:%u", place.file ? place.file : "?", place.line);
}

const char *sources_line(const struct sources *sources, unsigned int line,
			 size_t *len)
{
	const char *text = text_string(&sources->text), *at;

	if (!line || line > sources->n_lines)
		return NULL;
	at = text + sources->line[line - 1];
	return text_line(&at, text + sources->text.len, len);
}

void sources_report_at(const struct sources *sources, unsigned int line,
		       unsigned int column, const char *what)
{
	struct place place;
	size_t len = 0;
	const char *at = sources_line(sources, line, &len);

	sources_place(sources, line, &place);
	place.column = column;
	report_at(&place, at, len, what);
}

unsigned int sources_column(const struct sources *sources, unsigned int line,
			    const char *key)
{
	size_t len;
	const char *at = sources_line(sources, line, &len);

	return at ? language_key_column(at, len, key) : 0;
}

bool sources_line_ends(const struct sources *sources, unsigned int line,
		       const char *end)
{
	size_t len, end_len = strlen(end);
	const char *at = sources_line(sources, line, &len);

	while (at && len && strchr(" \t", at[len - 1]))
		len--;
	return at && len > end_len && !memcmp(at + len - end_len, end, end_len);
}
