// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl ask */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "args.h"
#include "clock.h"
#include "ctl.h"
#include "dialogue.h"
#include "direct.h"
#include "securityfs.h"

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
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->files;
		return 0;
	case '1':
		options->once = true;
		return 0;
	case 't':
		if (parse_id(arg, "number of seconds", &options->seconds))
			exit(EXIT_USAGE);
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
	int64_t end_ms = -1;

	if (options->seconds)
		end_ms = clock_ms() + (int64_t)options->seconds * 1000;
	return dialogue_hold(&direct->feed, options->once || options->id,
			     end_ms);
}

int cmd_ask(int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "once", '1', NULL, 0, "Leave after one answer", 0 },
		{ "timeout", 't', "SECONDS", 0, "Leave after that time", 0 },
		{ 0 }
	};
	static const struct argp_child children[] = {
		{ &files_argp, 0, NULL, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.children = children,
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
	struct options options = { 0 };
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
