// SPDX-License-Identifier: GPL-2.0-only
/* The part of a command line that says where answers are kept */

#include <errno.h>

#include "ctl.h"
#include "give.h"
#include "store.h"
#include "timed.h"

enum { KEY_STORE = 1024, KEY_TIMED };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct give_files *files = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		*files = (struct give_files){ STORE_ANSWERS, TIMED_ANSWERS };
		return 0;
	case KEY_STORE:
		files->always = arg;
		return 0;
	case KEY_TIMED:
		files->timed = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{ "store", KEY_STORE, "FILE", 0,
	  "Where answers for always are kept, instead of " STORE_ANSWERS, 0 },
	{ "timed", KEY_TIMED, "FILE", 0,
	  "Where other answers are kept, instead of " TIMED_ANSWERS, 0 },
	{ 0 }
};

const struct argp files_argp = {
	.options = options,
	.parser = parse,
};
