// SPDX-License-Identifier: GPL-2.0-only
/* Command lines */

#include "args.h"

#include <stdlib.h>

enum { KEY_HELP = 'h' };

static error_t parse_help(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->input;
		return 0;
	case KEY_HELP:
		argp_state_help(state, state->out_stream, ARGP_HELP_STD_HELP);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/*
 * Whoever sees "-s, --scope=SCOPE" knows that -s takes a SCOPE, too. The note
 * that says so does not pass through help_filter, as argp's own options are
 * the root of everything.
 */
void args_parse(const struct argp *argp, int argc, char **argv,
		unsigned int flags, void *input)
{
	static const struct argp_option help[] = {
		{ NULL, KEY_HELP, NULL, OPTION_HIDDEN, NULL, 0 },
		{ 0 }
	};
	const struct argp_child children[] = { { argp, 0, NULL, 0 }, { 0 } };
	const struct argp with_help = {
		.options = help,
		.parser = parse_help,
		.children = children,
	};
	static const char format[] = "ARGP_HELP_FMT";
	const char *users = getenv(format);

	if (!users)
		setenv(format, "no-dup-args-note", 0);
	argp_parse(&with_help, argc, argv, flags, NULL, input);
	if (!users)
		unsetenv(format);
}
