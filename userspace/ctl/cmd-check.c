// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl check */

#include <stdio.h>
#include <stdlib.h>

#include "ctl.h"
#include "json.h"
#include "lint.h"
#include "mistakes.h"
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

static int print_mistakes(const struct options *options,
			  const struct mistakes *mistakes)
{
	struct json_object *object;

	if (!options->json) {
		mistakes_report(mistakes, &options->sources);
		return EXIT_REFUSED;
	}
	object = json_object_new_object();
	json_object_object_add(object, "mistakes",
			       mistakes_json(mistakes, &options->sources));
	json_object_object_add(object, "more_mistakes",
			       json_object_new_boolean(mistakes->more));
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

static void print_result(const struct options *options,
			 const struct policy *policy, const struct lint *lint)
{
	size_t rules = policy_rules(policy), sets = policy_sets(policy);

	if (options->strict && lint->count)
		printf("%zu warning%s, which count%s", lint->count,
		       plural(lint->count), lint->count == 1 ?
		       "s as a mistake" : " as mistakes");
	else if (lint->count)
		printf("no mistakes, %zu warning%s", lint->count,
		       plural(lint->count));
	else
		printf("no mistakes");
	printf(": %zu rule%s, %zu set%s\n", rules, plural(rules), sets,
	       plural(sets));
}

static int check(const struct options *options)
{
	struct mistakes mistakes;
	struct policy *policy;
	struct lint lint;
	int code;

	code = sources_parse(&options->sources, &policy, &mistakes);
	if (code != EXIT_OK)
		return print_mistakes(options, &mistakes);
	lint_policy(&lint, policy, &options->sources);
	if (options->json) {
		code = print_json(options, policy, &lint);
	} else {
		lint_report(&lint, policy, &options->sources);
		print_result(options, policy, &lint);
	}
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
	char **files = words_room(argc);
	int code;

	options.sources.files = files;
	args_parse(&argp, argc, argv, 0, &options);
	code = sources_read(&options.sources);
	if (code == EXIT_OK)
		code = check(&options);
	sources_destroy(&options.sources);
	free(files);
	return code;
}
