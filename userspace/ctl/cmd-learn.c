// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl learn */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "learn.h"
#include "mistakes.h"
#include "securityfs.h"
#include "trail.h"

struct command {
	struct events events;
	struct learn learn;
	char *base_file;
	bool no_base;
	struct text base;
};

enum key {
	KEY_NO_BASE = 256,
	KEY_DENIED,
	KEY_UNKNOWN,
	KEY_BY_USER,
	KEY_MERGE_HOSTS,
	KEY_MERGE_PORTS,
	KEY_MERGE_NET,
};

/* A number in decimal digits, up to @max; 0 is none. */
static bool take_number(const char **at, unsigned int max, unsigned int *number)
{
	unsigned long value = 0;

	for (; **at >= '0' && **at <= '9' && value <= max; (*at)++)
		value = value * 10 + (**at - '0');
	*number = value;
	return value && value <= max;
}

static void parse_number(struct argp_state *state, const char *option,
			 const char *arg, unsigned int *number)
{
	if (!take_number(&arg, 1000000, number) || *arg)
		argp_error(state, "--%s takes a number from 1 to 1000000",
			   option);
}

/* "24", "24,64" */
static void parse_net(struct argp_state *state, const char *arg,
		      struct learn_options *options)
{
	bool good = take_number(&arg, 32, &options->prefix4);

	options->prefix6 = 64;
	if (good && *arg == ',') {
		arg++;
		good = take_number(&arg, 128, &options->prefix6);
	}
	if (!good || *arg)
		argp_error(state,
			   "--merge-net takes the length of a prefix, for IPv4 and, behind a comma, for IPv6");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;
	struct learn_options *options = &command->learn.options;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->events;
		return 0;
	case 'b':
		command->base_file = arg;
		return 0;
	case KEY_NO_BASE:
		command->no_base = true;
		return 0;
	case KEY_DENIED:
		options->denied = true;
		return 0;
	case KEY_UNKNOWN:
		options->unknown = true;
		return 0;
	case KEY_BY_USER:
		options->by_user = true;
		return 0;
	case KEY_MERGE_HOSTS:
		parse_number(state, "merge-hosts", arg, &options->max_hosts);
		return 0;
	case KEY_MERGE_PORTS:
		parse_number(state, "merge-ports", arg, &options->max_ports);
		return 0;
	case KEY_MERGE_NET:
		parse_net(state, arg, options);
		return 0;
	case ARGP_KEY_ARG:
		command->events.files[command->events.n_files++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (command->base_file && command->no_base)
			argp_error(state, "--base or --no-base?");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* A file, or a folder of them. */
static int read_base_files(struct command *command)
{
	struct sources sources = { .n_files = 1,
				   .files = &command->base_file };
	struct mistakes mistakes;
	struct policy *policy;
	int code;

	sources_take_folder(&sources);
	code = sources_read(&sources);
	if (code == EXIT_OK) {
		code = sources_parse(&sources, &policy, &mistakes);
		if (code == EXIT_OK)
			command->learn.base = policy;
		else
			mistakes_report(&mistakes, &sources);
	}
	/* It can be large: it changes hands. */
	command->base = sources.text;
	sources.text = (struct text){ 0 };
	sources_destroy(&sources);
	return code;
}

static int parse_running(struct command *command)
{
	struct language_error error = { 0 };
	struct policy *policy;
	int err;

	err = policy_parse(&policy, text_string(&command->base),
			   command->base.len, &error);
	if (!err)
		command->learn.base = policy;
	else
		report("the running policy cannot be understood: %s",
		       *error.reason ? error.reason : strerror(-err));
	return err ? EXIT_REFUSED : EXIT_OK;
}

/* What is allowed already need not be learnt. */
static int read_base(struct command *command)
{
	int err;

	if (command->no_base)
		return EXIT_OK;
	if (command->base_file)
		return read_base_files(command);
	err = fs_read("policy", &command->base);
	if (!err)
		return parse_running(command);
	report("the running policy cannot be read (%s): this will be a policy of its own, see --base",
	       strerror(-err));
	return EXIT_OK;
}

/* It must be a policy as it is or, with a base, behind that. */
static int check(const struct command *command, const struct text *learnt)
{
	struct language_summary summary;
	struct language_error error = { 0 };
	struct text text = { 0 };
	int err;

	if (command->learn.base)
		text_printf(&text, "%s\n", text_string(&command->base));
	text_puts(&text, text_string(learnt));
	err = text_failed(&text) ? -ENOMEM :
				   language_check_policy(text.data, text.len,
							 &summary, &error);
	text_destroy(&text);
	if (err)
		report("what was learnt is more than a policy can have: %s",
		       *error.reason ? error.reason : strerror(-err));
	return err ? EXIT_REFUSED : EXIT_OK;
}

static int print(struct command *command)
{
	struct text text = { 0 };
	int code = learn_print(&command->learn, &text);

	if (code == EXIT_OK)
		code = check(command, &text);
	if (code == EXIT_OK &&
	    (fwrite(text.data, 1, text.len, stdout) != text.len ||
	     fflush(stdout)))
		code = EXIT_REFUSED;
	if (code == EXIT_OK && !command->learn.n_rules)
		report("nothing was learnt: %s", learn_nothing(&command->learn));
	text_destroy(&text);
	return code;
}

static int run(struct command *command)
{
	int code = read_base(command);

	if (code == EXIT_OK)
		code = trail_read(&command->events, learn_take,
				  &command->learn);
	return code ? code : print(command);
}

int cmd_learn(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "base", 'b', "FILE", 0, "Leave out what this policy allows, a file or a folder, in place of the one that is running", 1 },
		{ "no-base", KEY_NO_BASE, NULL, 0, "Leave nothing out: make a policy of its own", 1 },
		{ "denied", KEY_DENIED, NULL, 0, "Learn also from what rules or answers denied, or nobody answered", 1 },
		{ "by-user", KEY_BY_USER, NULL, 0, "Rules for those users alone that were seen", 1 },
		{ "merge-hosts", KEY_MERGE_HOSTS, "N", 0, "Allow a port on every host when there are more than N of them", 2 },
		{ "merge-net", KEY_MERGE_NET, "LEN[,LEN6]", 0, "Allow the network when several hosts of it were seen", 2 },
		{ "merge-ports", KEY_MERGE_PORTS, "N", 0, "Allow all ports of a host when there are more than N of them", 2 },
		{ "unknown-targets", KEY_UNKNOWN, NULL, 0, "Allow every address to those who sent where it cannot be known", 2 },
		{ 0 }
	};
	static const struct argp_child children[] = {
		{ &trail_argp, 0, NULL, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[FILE...]",
		.doc = "Make a policy of what programs did, as the audit log of a time in permissive mode has it.\v"
		       "Each program may then do what it did, and no more: no other "
		       "host, no other port. What is wider takes an option, and the "
		       "rule says so in a comment. Calls that a rule or an answer "
		       "denied are not learnt, and neither are those of programs "
		       "that no rule can name: comments tell of them.\n\n"
		       "Without FILE: the logs of auditd, rotated ones too; \"-\" is "
		       "standard input.\n\n" TRAIL_TIMES,
		.children = children,
	};
	struct command command = {
		.learn = { .first = INT64_MAX, .last = INT64_MIN },
	};
	char **files = words_room(argc);
	int code;

	trail_init(&command.events, files);
	args_parse(&argp, argc, argv, 0, &command);
	code = run(&command);
	learn_destroy(&command.learn);
	policy_free((struct policy *)command.learn.base);
	text_destroy(&command.base);
	events_destroy(&command.events);
	free(files);
	return code;
}
