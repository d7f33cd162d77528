// SPDX-License-Identifier: GPL-2.0-only
/* What the parser does not take in policy files: line by line */

#include "mistakes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hint.h"
#include "json.h"

/* The parser says this of the text as a whole. */
#define NO_DEFAULT	"a policy needs a \"default\" line"
#define TWO_DEFAULTS	"default is given twice"

/*
 * Takes what is wrong out of @text, so that the parser goes on behind it. What
 * a line of a set names before the mistake stays: others refer to it. False:
 * it is all gone already.
 */
static bool blank_out(struct text *text, const struct sources *sources,
		      const struct language_error *error)
{
	size_t len = 0, from = 0;
	const char *line = sources_line(sources, error->line, &len);
	char *at;

	if (!line || error->column > len + 1)
		return false;
	at = text->data + (line - text_string(&sources->text));
	if (error->column && hint_first_word_is(line, len, "set"))
		from = error->column - 1;
	if (strspn(at + from, " ") >= len - from)
		return false;
	memset(at + from, ' ', len - from);
	return true;
}

static bool has_default(const struct mistakes *mistakes,
			const struct sources *sources)
{
	size_t len, i;
	const char *line;

	for (i = 0; i < mistakes->count; i++) {
		line = sources_line(sources, mistakes->error[i].line, &len);
		if (line && hint_first_word_is(line, len, "default"))
			return true;
	}
	return false;
}

/* What is left of a line that was named is not looked at. */
static void add(struct mistakes *mistakes, const struct language_error *error)
{
	size_t i;

	for (i = 0; i < mistakes->count; i++) {
		if (mistakes->error[i].line == error->line)
			return;
	}
	if (mistakes->count < MISTAKES_MAX)
		mistakes->error[mistakes->count++] = *error;
	else
		mistakes->more = true;
}

/* False: there is nothing left to look at. */
static bool go_on(struct mistakes *mistakes, const struct sources *sources,
		  struct text *text, const struct language_error *error)
{
	bool no_default = !strcmp(error->reason, NO_DEFAULT);

	/* A default that is not understood was named before. */
	if (!no_default || !has_default(mistakes, sources))
		add(mistakes, error);
	if (mistakes->more)
		return false;
	if (!no_default)
		return blank_out(text, sources, error);
	text_puts(text, "default ask\n");
	return !text_failed(text);
}

static int by_line(const void *a, const void *b)
{
	const struct language_error *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

/* There is one parser, and it stops at the first mistake: so try again. */
static void find(struct mistakes *mistakes, const struct sources *sources,
		 struct language_error *error)
{
	struct language_summary summary;
	struct text text = { 0 };
	int err = -EINVAL;

	text_append(&text, sources->text.data, sources->text.len);
	if (text_failed(&text))
		add(mistakes, error);
	while (!text_failed(&text) && err == -EINVAL && error->line &&
	       go_on(mistakes, sources, &text, error))
		err = language_check_policy(text.data, text.len, &summary,
					    error);
	text_destroy(&text);
	qsort(mistakes->error, mistakes->count, sizeof(*mistakes->error),
	      by_line);
}

int sources_parse(const struct sources *sources, struct policy **policy,
		  struct mistakes *mistakes)
{
	struct language_error error;
	int err = policy_parse(policy, text_string(&sources->text),
			       sources->text.len, &error);

	*mistakes = (struct mistakes){ 0 };
	if (!err)
		return EXIT_OK;
	if (!*error.reason)
		snprintf(error.reason, sizeof(error.reason), "%s",
			 strerror(-err));
	if (err == -EINVAL && error.line)
		find(mistakes, sources, &error);
	else
		add(mistakes, &error);
	return EXIT_REFUSED;
}

static void put_first_default(struct text *to, const struct sources *sources)
{
	const char *line;
	unsigned int i;
	size_t len;

	for (i = 1; (line = sources_line(sources, i, &len)); i++) {
		if (!hint_first_word_is(line, len, "default"))
			continue;
		text_puts(to, "the first one is at ");
		sources_print_place(sources, i, to);
		return;
	}
}

static void put_hint(struct text *to, const struct language_error *error,
		     const struct sources *sources)
{
	size_t len;
	const char *line = sources_line(sources, error->line, &len);

	if (line && !strcmp(error->reason, TWO_DEFAULTS))
		put_first_default(to, sources);
	else if (line)
		hint_put(to, line, len, error);
}

void mistake_report(const struct language_error *error,
		    const struct sources *sources)
{
	struct text hint = { 0 };

	if (!error->line) {
		report("%s", error->reason);
		return;
	}
	sources_report_at(sources, error->line, error->column, error->reason);
	put_hint(&hint, error, sources);
	if (hint.len)
		report_hint(text_string(&hint));
	text_destroy(&hint);
}

void mistakes_report(const struct mistakes *mistakes,
		     const struct sources *sources)
{
	size_t i;

	for (i = 0; i < mistakes->count; i++)
		mistake_report(&mistakes->error[i], sources);
	if (mistakes->more)
		report("there are more mistakes: these are the first %d",
		       MISTAKES_MAX);
	else if (mistakes->count > 1)
		report("%zu mistakes", mistakes->count);
}

struct json_object *mistakes_json(const struct mistakes *mistakes,
				  const struct sources *sources)
{
	struct json_object *array = json_object_new_array();
	struct text hint = { 0 };
	size_t i;

	for (i = 0; i < mistakes->count; i++) {
		const struct language_error *error = &mistakes->error[i];
		struct json_object *mistake = json_object_new_object();
		struct place place;

		sources_place(sources, error->line, &place);
		json_put_string(mistake, "file", place.file ? place.file : "");
		json_put_number(mistake, "line", place.line);
		json_put_number(mistake, "column", error->column);
		json_put_string(mistake, "message", error->reason);
		text_clear(&hint);
		put_hint(&hint, error, sources);
		if (hint.len)
			json_put_string(mistake, "hint", text_string(&hint));
		json_object_array_add(array, mistake);
	}
	text_destroy(&hint);
	return array;
}
