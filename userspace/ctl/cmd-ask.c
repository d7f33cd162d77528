// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl ask */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "clock.h"
#include "ctl.h"
#include "dialogue.h"
#include "direct.h"
#include "securityfs.h"
#include "store.h"
#include "timed.h"

enum { KEY_STORE = 256, KEY_TIMED };

struct options {
	bool once;
	uint64_t id;
	uint64_t seconds;
	struct give_files files;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case '1':
		options->once = true;
		return 0;
	case 't':
		if (parse_id(arg, "number of seconds", &options->seconds))
			exit(EXIT_USAGE);
		return 0;
	case KEY_STORE:
		options->files.always = arg;
		return 0;
	case KEY_TIMED:
		options->files.timed = arg;
		return 0;
	case ARGP_KEY_ARG:
		if (options->id)
			argp_error(state, "too many arguments: %s", arg);
		if (parse_id(arg, "question", &options->id))
			exit(EXIT_USAGE);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int ask(struct direct *direct, const struct options *options)
{
	struct dialogue dialogue;
	int64_t end_ms = -1;
	int code;

	if (options->seconds)
		end_ms = clock_ms() + (int64_t)options->seconds * 1000;
	dialogue_init(&dialogue, &direct->feed);
	dialogue.guarded = isatty(STDIN_FILENO);
	dialogue.once = options->once || options->id;
	if (!asked_next(&direct->questions, 0))
		text_puts(&dialogue.out,
			  "Waiting for questions. ? and Enter: help, q and Enter: leave.\n");
	code = dialogue_run(&dialogue, end_ms);
	dialogue_destroy(&dialogue);
	return code;
}

int cmd_ask(int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "once", '1', NULL, 0, "Leave after one answer", 0 },
		{ "timeout", 't', "SECONDS", 0, "Leave after that time", 0 },
		{ "store", KEY_STORE, "FILE", 0, "Where answers for always are kept, instead of " STORE_ANSWERS, 0 },
		{ "timed", KEY_TIMED, "FILE", 0, "Where other answers are kept, instead of " TIMED_ANSWERS, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.args_doc = "[ID]",
		.doc = "Ask the person at this terminal what the kernel wants to "
		       "know, line by line.\v"
		       "Needs no cordond: while it runs, programs that the policy asks "
		       "about wait for an answer. With ID it asks about that question "
		       "alone, and leaves when it is answered. Without a terminal it "
		       "takes its answers from standard input.\n\n"
		       "Exit status: 0 left, or ended by a signal or the end of its "
		       "input, 1 failed, 2 wrong command line, 3 no Cordon in this "
		       "kernel or no permission, 4 there is no such question, or it was "
		       "closed.",
	};
	struct options options = { .files = { STORE_ANSWERS, TIMED_ANSWERS } };
	struct direct direct;
	int err, code;

	args_parse(&argp, argc, argv, 0, &options);
	err = direct_open(&direct, &options.files, options.id, clock_ms());
	if (err)
		return fs_report("queue", err, NULL);
	if (options.id && !asked_find(&direct.questions, options.id)) {
		report("there is no question %" PRIu64, options.id);
		code = EXIT_NOT_FOUND;
	} else {
		code = ask(&direct, &options);
	}
	direct_close(&direct);
	return code;
}
