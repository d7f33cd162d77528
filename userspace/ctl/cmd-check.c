// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl check */

#include <stdio.h>
#include <stdlib.h>

#include "ctl.h"
#include "json.h"
#include "lint.h"
#include "sources.h"

struct options {
	struct sources sources;
	bool json;
	bool strict;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->sources;
		return 0;
	case 'j':
		options->json = true;
		return 0;
	case 's':
		options->strict = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int print_mistake(const struct options *options,
			 const struct language_error *error)
{
	struct json_object *object = json_object_new_object();
	struct json_object *mistake = json_object_new_object();
	struct place place;

	sources_place(&options->sources, error->line, &place);
	json_put_string(mistake, "file", place.file ? place.file : "");
	json_put_number(mistake, "line", place.line);
	json_put_number(mistake, "column", error->column);
	json_put_string(mistake, "message", error->reason);
	json_object_object_add(object, "mistake", mistake);
	json_print(object);
	return EXIT_REFUSED;
}

static int print_json(const struct options *options,
		      const struct policy *policy, const struct lint *lint)
{
	struct json_object *object = json_object_new_object();

	json_put_number(object, "rules", policy_rules(policy));
	json_put_number(object, "sets", policy_sets(policy));
	json_object_object_add(object, "warnings",
			       lint_json(lint, policy, &options->sources));
	return json_print(object);
}

static int print_words(const struct options *options,
		       const struct policy *policy, const struct lint *lint)
{
	lint_report(lint, policy, &options->sources);
	printf("no mistakes");
	if (lint->count)
		printf(", %zu warning%s", lint->count,
		       lint->count == 1 ? "" : "s");
	printf(": %zu rules, %zu sets\n", policy_rules(policy),
	       policy_sets(policy));
	return EXIT_OK;
}

static int check(const struct options *options)
{
	struct language_error error;
	struct policy *policy;
	struct lint lint;
	int code;

	code = sources_parse(&options->sources, &policy, &error);
	if (code != EXIT_OK && options->json)
		return print_mistake(options, &error);
	if (code != EXIT_OK) {
		sources_report_error(&options->sources, &error);
		return code;
	}
	lint_policy(&lint, policy, &options->sources);
	code = options->json ? print_json(options, policy, &lint) :
			       print_words(options, policy, &lint);
	if (lint.failed || (options->strict && lint.count))
		code = EXIT_REFUSED;
	lint_destroy(&lint);
	policy_free(policy);
	return code;
}

int cmd_check(int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "json", 'j', NULL, 0, "Print JSON", 0 },
		{ "strict", 's', NULL, 0, "Warnings count as mistakes", 0 },
		{ 0 }
	};
	static const struct argp_child children[] = {
		{ &sources_argp, 0, NULL, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.args_doc = "[FILE...]",
		.doc = "Look for mistakes in policy files, without loading them.\v"
		       SOURCES_HELP "\n\n"
		       "Warns about rules that do not hold what they seem to: "
		       "files that are not there, are reached by a link or can "
		       "be replaced by others than root, interpreters that may "
		       "run any script, rules that are never reached.\n\n"
		       "Exit status: 0 no mistakes, 1 a mistake (or a warning, "
		       "with --strict), 2 wrong command line.",
		.children = children,
	};
	struct options options = { 0 };
	char **files = calloc(argc + 1, sizeof(*files));
	int code;

	if (!files) {
		report("out of memory");
		return EXIT_REFUSED;
	}
	options.sources.files = files;
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	code = sources_read(&options.sources);
	if (code == EXIT_OK)
		code = check(&options);
	sources_destroy(&options.sources);
	free(files);
	return code;
}
