// SPDX-License-Identifier: GPL-2.0-only
/* Command lines of commands with few or no options */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct words *words = state->input;

	switch (key) {
	case 'j':
		words->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (words->max >= 0 && words->argc >= words->max)
			argp_error(state, "too many arguments: %s", arg);
		words->argv[words->argc++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (words->argc < words->min)
			argp_error(state, "the %.*s is missing",
				   (int)strcspn(words->args, "."), words->args);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

char **words_room(int argc)
{
	char **words = calloc(argc + 1, sizeof(*words));

	if (!words) {
		report("out of memory");
		exit(EXIT_REFUSED);
	}
	return words;
}

void words_parse(struct words *words, int argc, char **argv)
{
	static const struct argp_option with_json[] = {
		{ "json", 'j', NULL, 0, "Print JSON", 0 },
		{ 0 }
	};
	const struct argp argp = {
		.options = words->has_json ? with_json : NULL,
		.parser = parse,
		.args_doc = *words->args ? words->args : NULL,
		.doc = words->help,
	};

	words->argc = 0;
	words->argv = words_room(argc);
	args_parse(&argp, argc, argv, 0, words);
}

int parse_id(const char *word, const char *what, uint64_t *id)
{
	unsigned long long number = 0;
	char *end;

	errno = 0;
	if (*word >= '1' && *word <= '9')
		number = strtoull(word, &end, 10);
	if (!number || errno || *end || number > INT64_MAX) {
		report("\"%s\" is not the id of a %s", word, what);
		return -EINVAL;
	}
	*id = number;
	return 0;
}
