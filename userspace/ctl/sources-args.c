// SPDX-License-Identifier: GPL-2.0-only
/* Command lines that name policy files */

#include "sources.h"

enum { KEY_FOLDER = 512, KEY_TIMED };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct sources *sources = state->input;

	switch (key) {
	case KEY_FOLDER:
		sources->folder = arg;
		return 0;
	case KEY_TIMED:
		sources->timed = arg;
		return 0;
	case ARGP_KEY_ARG:
		sources->files[sources->n_files++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (sources->n_files && (sources->folder || sources->timed))
			argp_error(state, "--folder and --timed are for when no FILE is given");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "folder", KEY_FOLDER, "DIR", 0,
	  "Take the files from there, not from /etc/cordon/policy.d", 10 },
	{ "timed", KEY_TIMED, "FILE", 0,
	  "Take answers that end from there, not from where cordond keeps them",
	  10 },
	{ 0 }
};

const struct argp sources_argp = {
	.options = options,
	.parser = parse,
};
