// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl replay */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "mistakes.h"
#include "replay.h"
#include "trail.h"

#define SHOWN_MAX	40

struct options {
	struct sources sources;
	struct events events;
	bool json;
	bool all;
	bool strict;
};

static void add_log(struct options *options, char *file,
		    struct argp_state *state)
{
	(void)state;
	options->events.files[options->events.n_files++] = file;
}

static bool uses_stdin(size_t n, char **files)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!strcmp(files[i], "-"))
			return true;
	}
	return false;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &options->sources;
		state->child_inputs[1] = &options->events;
		return 0;
	case 'a':
		options->all = true;
		return 0;
	case 'j':
		options->json = true;
		return 0;
	case 'l':
		add_log(options, arg, state);
		return 0;
	case 's':
		options->strict = true;
		return 0;
	case ARGP_KEY_END:
		if (uses_stdin(options->sources.n_files,
			       options->sources.files) &&
		    uses_stdin(options->events.n_files, options->events.files))
			argp_error(state, "policy and log cannot both be standard input");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/*
 * What the policy of then said. Where somebody was to be asked, the record has
 * what came of it.
 */
static bool policy_verdict(const struct event *event, enum verdict *was)
{
	const struct record *record = &event->record;
	int verdict;

	if (event->kind == EVENT_QUESTION) {
		*was = VERDICT_ASK;
		return true;
	}
	if (event->kind != EVENT_VERDICT)
		return false;
	verdict = verdict_find(record->verdict);
	if (verdict < 0)
		return false;
	*was = (enum verdict)verdict;
	if (*record->reason && strcmp(record->reason, "rule") &&
	    strcmp(record->reason, "default"))
		*was = VERDICT_ASK;
	return true;
}

static int take_event(struct event *event, void *data)
{
	struct replay *replay = data;
	enum verdict was;

	if (!policy_verdict(event, &was))
		return EXIT_OK;
	if (!replay_record(replay, &event->record, event->time, was))
		return EXIT_OK;
	report("out of memory");
	return EXIT_REFUSED;
}

static int replay_all(struct options *options, const struct policy *policy)
{
	struct replay replay = {
		.policy = policy,
		.sources = &options->sources,
	};
	int code = trail_read(&options->events, take_event, &replay);

	if (code == EXIT_OK) {
		replay_sort(&replay);
		if (options->json)
			code = replay_json(&replay);
		else
			replay_words(&replay, options->all ? 0 : SHOWN_MAX);
	}
	if (code == EXIT_OK && options->strict &&
	    (replay.changed || replay.open || !replay.judged))
		code = EXIT_REFUSED;
	replay_destroy(&replay);
	return code;
}

/* As FILE is for the commands that take no policy. */
static bool is_log(const struct sources *sources)
{
	size_t len;
	const char *line = sources_line(sources, 1, &len);

	return line && memmem(line, len, "audit(", 6);
}

static int replay(struct options *options)
{
	struct mistakes mistakes;
	struct policy *policy;
	int code = sources_read(&options->sources);

	if (code != EXIT_OK)
		return code;
	code = sources_parse(&options->sources, &policy, &mistakes);
	if (code != EXIT_OK && is_log(&options->sources)) {
		report("%s is an audit log, and no policy: logs go behind --log",
		       options->sources.source->file);
		return EXIT_USAGE;
	}
	if (code != EXIT_OK) {
		mistakes_report(&mistakes, &options->sources);
		return code;
	}
	code = replay_all(options, policy);
	policy_free(policy);
	return code;
}

static const struct argp_option argp_options[] = {
	{ "log", 'l', "LOG", 0,
	  "Read this audit log (- is standard input), not those of auditd; may be repeated", 0 },
	{ "all", 'a', NULL, 0, "Show all differences, however many", 0 },
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "strict", 's', NULL, 0, "Exit status 1 when anything would be other, or cannot be told", 0 },
	{ 0 }
};

static const struct argp_child children[] = {
	{ &sources_argp, 0, NULL, 0 },
	{ &trail_argp, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = "[FILE...]",
	.doc = "Judge recorded calls by other policy files, and show what would be other.\v"
	       SOURCES_HELP "\n\n"
	       "The audit log has what was denied, asked about, or allowed in "
	       "permissive mode or by a rule with log=yes: other allowed calls "
	       "are not in it. It has no digests and groups: rules with sha256=, "
	       "fsverity= or gid= may leave open what would come of a call.\n\n"
	       "Exit status: 0 done, 1 refused (or, with --strict, differences or no calls), 2 "
	       "wrong command line, 3 no permission to read the logs of auditd.",
	.children = children,
};

int cmd_replay(int argc, char **argv)
{
	char **files = words_room(argc), **logs = words_room(argc);
	struct options options = { .sources.files = files };
	int code;

	trail_init(&options.events, logs);
	args_parse(&argp, argc, argv, 0, &options);
	code = replay(&options);
	sources_destroy(&options.sources);
	events_destroy(&options.events);
	free(files);
	free(logs);
	return code;
}
