// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl allow, cordonctl deny */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "ctl.h"
#include "give.h"
#include "language.h"
#include "printable.h"
#include "securityfs.h"

enum { KEY_ANY_MOUNT = 256 };

struct options {
	struct answer answer;
	uint64_t id;
	bool has_lasting;
	struct give_files files;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->files;
		return 0;
	case 's':
		if (scope_parse(arg, &options->answer))
			argp_error(state, "there is no scope \"%s\": once, app, proto, host, host-port, port, net", arg);
		return 0;
	case 'f':
		if (lasting_parse(arg, &options->answer))
			argp_error(state, "\"%s\" is not a time: boot, always, or as 5m, 1h, 2d", arg);
		options->has_lasting = true;
		return 0;
	case 'u':
		options->answer.this_user = true;
		return 0;
	case KEY_ANY_MOUNT:
		options->answer.any_mount = true;
		return 0;
	case ARGP_KEY_ARG:
		if (options->id)
			argp_error(state, "too many arguments: %s", arg);
		if (strchr(arg, '='))
			argp_error(state, "this answers questions; \"cordonctl add\" makes rules");
		if (parse_id(arg, "question", &options->id))
			exit(EXIT_USAGE);
		return 0;
	case ARGP_KEY_END:
		if (!options->id)
			argp_error(state, "the ID of the question is missing");
		if (options->answer.scope == SCOPE_ONCE && options->has_lasting)
			argp_error(state, "--for needs a --scope other than once");
		if (options->answer.scope == SCOPE_ONCE &&
		    options->answer.this_user)
			argp_error(state, "--this-user needs a --scope other than once");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static int report_given(const struct options *options,
			const struct given *given)
{
	struct text rule = { 0 };
	char lasting[40];

	lasting_print(lasting, sizeof(lasting), &options->answer);
	if (!given->rule.len) {
		printf("question %" PRIu64 ": %s once\n", options->id,
		       options->answer.allow ? "allowed" : "denied");
		return EXIT_OK;
	}
	put_printable(&rule, given->rule.data);
	printf("question %" PRIu64 ": %s (%s)\n", options->id,
	       text_string(&rule), lasting);
	text_destroy(&rule);
	if (!given->keep_error)
		return EXIT_OK;
	report("%s: %s: the rule is in force, but the next load of the policy forgets it",
	       give_file(&options->answer, &options->files),
	       given_trouble(given));
	return EXIT_REFUSED;
}

/* The module speaks of a line of its file, where nobody wrote one. */
static int report_refused(const struct given *given, int err)
{
	const struct place place = { 0 };
	struct language_error error;
	struct text reason = { 0 };
	int code = EXIT_REFUSED;

	if (!given->rule.len || !given->reason.len)
		return fs_report(given->file, err, &given->reason);
	language_parse_reason(text_string(&given->reason), &error);
	text_puts(&reason, error.reason);
	if (err == -EINVAL)
		report_at(&place, given->rule.data, given->rule.len,
			  error.reason);
	else
		code = fs_report(given->file, err, &reason);
	text_destroy(&reason);
	return code;
}

static int give_answer(const struct options *options,
		       const struct record *question)
{
	const char *refusal = answer_refusal(question, &options->answer);
	struct given given;
	int err, code;

	if (refusal) {
		report("question %" PRIu64 ": %s", options->id, refusal);
		return EXIT_REFUSED;
	}
	err = give(question, &options->answer, &options->files, &given);
	code = err ? report_refused(&given, err) :
		     report_given(options, &given);
	given_destroy(&given);
	return code;
}

static int answer(bool allow, int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "scope", 's', "SCOPE", 0, "How far the answer reaches", 0 },
		{ "for", 'f', "TIME", 0, "How long: boot (until reboot, when not given), always, or as 5m, 1h, 2d, 1w; a number alone is seconds", 0 },
		{ "this-user", 'u', NULL, 0, "Only for the user who was asked about", 0 },
		{ "any-namespace", KEY_ANY_MOUNT, NULL, 0, "Make a rule although the program was started in a mount namespace of its own: any file can stand at its path there", 0 },
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
		.args_doc = "ID",
		.doc = "Answer an open question, see \"cordonctl queue\".\v"
		       "SCOPE is\n"
		       "  once       only the calls that wait (when not given)\n"
		       "  app        this program, everything\n"
		       "  proto      this program and protocol\n"
		       "  host       this program to this address\n"
		       "  host-port  this program to this address and port\n"
		       "  port       this program to this port of any address\n"
		       "  net        this program to the network of this address:\n"
		       "             its /24, or /64 for IPv6; net/16 is another one\n\n"
		       "All but once make a rule, put before the rule that asked. "
		       "When a script was run, the rule is for that script alone.",
	};
	struct options options = { .answer.allow = allow };
	struct record *records;
	size_t count, i;
	int code;

	args_parse(&argp, argc, argv, 0, &options);
	code = queue_read(&records, &count);
	if (code != EXIT_OK)
		return code;
	for (i = 0; i < count; i++) {
		if (records[i].question == (int64_t)options.id)
			break;
	}
	if (i < count) {
		code = give_answer(&options, &records[i]);
	} else {
		report("there is no question %" PRIu64, options.id);
		code = EXIT_NOT_FOUND;
	}
	record_destroy_all(records, count);
	return code;
}

int cmd_allow(int argc, char **argv)
{
	return answer(true, argc, argv);
}

int cmd_deny(int argc, char **argv)
{
	return answer(false, argc, argv);
}
