// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl check, cordonctl load */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctl.h"
#include "securityfs.h"

static int read_and_check(const struct words *words, struct sources *sources,
			  unsigned int *rules, unsigned int *sets)
{
	int code = sources_read(sources, words->argc, words->argv);

	if (code == EXIT_OK)
		code = sources_check(sources, rules, sets);
	return code;
}

int cmd_check(int argc, char **argv)
{
	struct words words = {
		.args = "[FILE...]",
		.help = "Look for mistakes in policy files, without loading them.\v"
			"The files count as one text, in the order given; \"-\" is "
			"standard input. Without FILE: /etc/cordon/policy.d/*.conf "
			"in the order of their names.",
		.max = -1,
	};
	unsigned int rules, sets;
	struct sources sources;
	int code;

	words_parse(&words, argc, argv);
	code = read_and_check(&words, &sources, &rules, &sets);
	if (code == EXIT_OK)
		printf("no mistakes: %u rules, %u sets\n", rules, sets);
	sources_destroy(&sources);
	free(words.argv);
	return code;
}

static int load(const struct sources *sources, unsigned int rules,
		unsigned int sets)
{
	unsigned long long before = 0, after = 0;
	struct text reason = { 0 };
	int err, code = EXIT_OK;

	fs_status_number("generation", &before);
	err = fs_write("policy", text_string(&sources->text),
		       sources->text.len, &reason);
	/* The reasons for EINVAL point into the text. */
	if (err == -EINVAL && reason.len) {
		sources_report(sources, reason.data);
		code = EXIT_REFUSED;
	} else if (err) {
		code = fs_report("policy", err, &reason);
	} else {
		fs_status_number("generation", &after);
		printf("loaded: %u rules, %u sets, generation %llu -> %llu\n",
		       rules, sets, before, after);
	}
	text_destroy(&reason);
	return code;
}

int cmd_load(int argc, char **argv)
{
	struct words words = {
		.args = "[FILE...]",
		.help = "Put policy files in force, in place of the policy there is.\v"
			"The files count as one text, in the order given; \"-\" is "
			"standard input. Without FILE: /etc/cordon/policy.d/*.conf "
			"in the order of their names. All of it comes into force, "
			"or nothing.",
		.max = -1,
	};
	unsigned int rules, sets;
	struct sources sources;
	int code;

	words_parse(&words, argc, argv);
	code = read_and_check(&words, &sources, &rules, &sets);
	if (code == EXIT_OK)
		code = load(&sources, rules, sets);
	sources_destroy(&sources);
	free(words.argv);
	return code;
}
