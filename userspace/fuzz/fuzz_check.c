// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a policy file of which all mistakes are said. There is one at
 * least where the parser takes it not, and none else; each is of another line,
 * in order; and a hint moves no cursor.
 */

#include <string.h>

#include "bytes.h"
#include "../ctl/mistakes.h"

/* One file, in memory. */
const char *sources_line(const struct sources *sources, unsigned int line,
			 size_t *len)
{
	return text_line_number(text_string(&sources->text),
				sources->text.len, line, len);
}

void sources_place(const struct sources *sources, unsigned int line,
		   struct place *place)
{
	*place = (struct place){ .file = sources->source->file, .line = line };
}

void sources_print_place(const struct sources *sources, unsigned int line,
			 struct text *to)
{
	text_printf(to, "%s:%u", sources->source->file, line);
}

void sources_report_at(const struct sources *sources, unsigned int line,
		       unsigned int column, const char *what)
{
	(void)sources;
	(void)line;
	(void)column;
	(void)what;
}

static const char *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return "";
	return json_object_get_string(value);
}

static void check_words(const char *words)
{
	for (; *words; words++)
		MUST((unsigned char)*words >= 0x20 && *words != 0x7f);
}

static void check_json(const struct mistakes *mistakes,
		       const struct sources *sources)
{
	struct json_object *array = mistakes_json(mistakes, sources);
	size_t i;

	MUST(json_object_array_length(array) == mistakes->count);
	for (i = 0; i < mistakes->count; i++) {
		struct json_object *mistake;

		mistake = json_object_array_get_idx(array, i);
		MUST(*member(mistake, "message"));
		check_words(member(mistake, "message"));
		check_words(member(mistake, "hint"));
	}
	json_object_put(array);
}

static void check_mistakes(const struct mistakes *mistakes)
{
	size_t i;

	MUST(mistakes->count >= 1 && mistakes->count <= MISTAKES_MAX);
	MUST(!mistakes->more || mistakes->count == MISTAKES_MAX);
	for (i = 1; i < mistakes->count; i++)
		MUST(mistakes->error[i].line > mistakes->error[i - 1].line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source source = { .file = (char *)"file", .first_line = 1 };
	struct sources sources = { .count = 1, .source = &source };
	struct mistakes mistakes;
	struct policy *policy;

	text_append(&sources.text, (const char *)data, size);
	if (size && data[size - 1] != '\n')
		text_puts(&sources.text, "\n");
	if (sources_parse(&sources, &policy, &mistakes) == EXIT_OK) {
		MUST(policy && !mistakes.count);
	} else {
		MUST(!policy);
		check_mistakes(&mistakes);
		check_json(&mistakes, &sources);
	}
	policy_free(policy);
	text_destroy(&sources.text);
	return 0;
}
