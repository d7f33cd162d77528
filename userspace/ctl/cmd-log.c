// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl log */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "ctl.h"
#include "json.h"
#include "language.h"
#include "log.h"
#include "trail.h"

enum want {
	WANT_DENIED	= 1 << 0,
	WANT_ASKED	= 1 << 1,
	WANT_ALLOWED	= 1 << 2,
	WANT_ANSWERS	= 1 << 3,
	WANT_CHANGES	= 1 << 4,
};

enum summary {
	SUMMARY_NONE,
	SUMMARY_TOO,
	SUMMARY_ONLY,
};

struct command {
	struct events events;
	unsigned int want;	/* 0: everything */
	const char *exe;
	int64_t uid;		/* -1: anybody */
	bool json;
	enum summary summary;
	struct log_style style;
	/* results */
	struct log_summary counts;
	uint64_t shown;
	struct text line;
};

/* Keys of long options without a letter. */
enum key {
	KEY_DENIED = 256,
	KEY_ASKED,
	KEY_ALLOWED,
	KEY_ANSWERS,
	KEY_CHANGES,
	KEY_UID,
	KEY_SUMMARY,
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct command *command = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &command->events;
		return 0;
	case KEY_DENIED:
	case KEY_ASKED:
	case KEY_ALLOWED:
	case KEY_ANSWERS:
	case KEY_CHANGES:
		command->want |= 1 << (key - KEY_DENIED);
		return 0;
	case 'e':
		command->exe = arg;
		return 0;
	case KEY_UID:
		if (log_find_user(arg, &command->uid))
			argp_error(state, "there is no user \"%s\"", arg);
		return 0;
	case 'f':
		command->style.full = true;
		return 0;
	case 'j':
		command->json = true;
		return 0;
	case KEY_SUMMARY:
		if (arg && strcmp(arg, "only"))
			argp_error(state, "--summary takes \"only\" or nothing");
		command->summary = arg ? SUMMARY_ONLY : SUMMARY_TOO;
		return 0;
	case ARGP_KEY_ARG:
		command->events.files[command->events.n_files++] = arg;
		/* Something may come in while we show what there is. */
		if (!strcmp(arg, "-"))
			setlinebuf(stdout);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static bool wants_kind(unsigned int want, const struct event *event)
{
	const char *verdict = event->record.verdict;

	if (!want)
		return true;
	switch (event->kind) {
	case EVENT_VERDICT:
		if (!strcmp(verdict, "deny"))
			return want & WANT_DENIED;
		if (!strcmp(verdict, "allow"))
			return want & WANT_ALLOWED;
		return want & WANT_ASKED;
	case EVENT_QUESTION:
		return want & WANT_ASKED;
	case EVENT_ANSWER:
	case EVENT_WITNESS:
		return want & WANT_ANSWERS;
	case EVENT_CHANGE:
		return want & WANT_CHANGES;
	case EVENT_KINDS:
		break;
	}
	return false;
}

/* A path pattern as in a rule, or just the last part of it. */
static bool path_is(const char *pattern, const char *path)
{
	const char *slash;

	if (!path)
		return false;
	if (*pattern == '/')
		return *path == '/' && language_path_matches(pattern, path);
	slash = strrchr(path, '/');
	return !strcmp(pattern, slash ? slash + 1 : path) ||
	       !strcmp(pattern, path);
}

static bool wanted(const struct command *command, const struct event *event)
{
	int64_t uid = event->record.uid;

	if (!wants_kind(command->want, event))
		return false;
	if (command->exe && !path_is(command->exe, event->record.exe) &&
	    !path_is(command->exe, record_script_name(&event->record)))
		return false;
	if (event->kind == EVENT_CHANGE)
		uid = event->change.uid;
	else if (event->kind == EVENT_WITNESS)
		uid = event->witness.uid;
	return command->uid < 0 || command->uid == uid;
}

static int print(struct text *line)
{
	int code = EXIT_OK;

	if (text_failed(line)) {
		report("out of memory");
		code = EXIT_REFUSED;
	} else if (fwrite(line->data, 1, line->len, stdout) != line->len) {
		code = EXIT_REFUSED;
	}
	text_clear(line);
	return code;
}

static int take_event(struct event *event, void *data)
{
	struct command *command = data;

	if (!wanted(command, event))
		return EXIT_OK;
	command->shown++;
	if (command->summary)
		log_summary_add(&command->counts, event);
	if (command->summary == SUMMARY_ONLY)
		return EXIT_OK;
	if (command->json)
		json_put_line(&command->line, log_json(event));
	else
		log_words(&command->line, event, &command->style);
	return print(&command->line);
}

static int finish(struct command *command)
{
	int code = EXIT_OK;

	if (command->summary && command->json) {
		json_put_line(&command->line,
			      log_summary_json(&command->counts));
		code = print(&command->line);
	} else if (command->summary && command->shown) {
		if (command->summary == SUMMARY_TOO)
			putchar('\n');
		code = log_summary_print(&command->counts,
					 command->style.full);
	}
	if (code == EXIT_OK && fflush(stdout))
		code = EXIT_REFUSED;
	if (code == EXIT_OK && !command->shown && !command->json)
		report("no such events");
	return code;
}

int cmd_log(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "denied", KEY_DENIED, NULL, 0, "Denials", 1 },
		{ "asked", KEY_ASKED, NULL, 0, "Questions", 1 },
		{ "allowed", KEY_ALLOWED, NULL, 0, "What was allowed and recorded", 1 },
		{ "answers", KEY_ANSWERS, NULL, 0, "Answers, and what else ended a question", 1 },
		{ "changes", KEY_CHANGES, NULL, 0, "Changes of policy, mode and seal", 1 },
		{ "exe", 'e', "PATH", 0, "Of programs or scripts with that path, which may be a pattern, or with that name", 2 },
		{ "uid", KEY_UID, "USER", 0, "Of that user, a number or a name", 2 },
		{ "full", 'f', NULL, 0, "Show paths in full", 3 },
		{ "summary", KEY_SUMMARY, "only", OPTION_ARG_OPTIONAL, "Count by program and user at the end, or just that", 3 },
		{ "json", 'j', NULL, 0, "Print JSON, an object a line", 3 },
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
		.doc = "Show what the audit log says of programs that send, of questions, answers and changes.\v"
		       "Without FILE: the logs of auditd, rotated ones too. \"-\" is "
		       "standard input, which may be the kernel's log as well, or a "
		       "log that grows.\n\n"
		       TRAIL_TIMES "\n\n"
		       "--denied, --asked, --allowed, --answers and --changes can be "
		       "given together; without them everything is shown.",
		.children = children,
	};
	struct command command = { .uid = -1 };
	char **files = words_room(argc);
	int code;

	trail_init(&command.events, files);
	command.style.today = trail_today();
	command.style.colour = *colour_on(stdout, COLOUR_DENY);
	args_parse(&argp, argc, argv, 0, &command);
	code = trail_read(&command.events, take_event, &command);
	if (code == EXIT_OK)
		code = finish(&command);
	log_summary_destroy(&command.counts);
	text_destroy(&command.line);
	events_destroy(&command.events);
	free(files);
	return code;
}
