// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl load */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "json.h"
#include "last-good.h"
#include "lint.h"
#include "mistakes.h"
#include "policy-diff.h"
#include "policy-lock.h"
#include "securityfs.h"
#include "sources.h"

/* Lines of each sort that a person is shown. */
#define SHOWN_MAX	40

struct load {
	struct sources sources;
	bool json;
	bool strict;
	bool quiet;
	bool dry_run;
	bool all;
	bool fallback;
	const char *last_good;		/* NULL: none is kept */
	/* what came of it */
	struct policy *policy;
	struct policy *old;		/* NULL: not known */
	struct policy_diff diff;
	struct lint lint;
	unsigned long long before, after;
};

enum { KEY_LAST_GOOD = 256 };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct load *load = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &load->sources;
		return 0;
	case 'a':
		load->all = true;
		return 0;
	case 'f':
		load->fallback = true;
		return 0;
	case KEY_LAST_GOOD:
		load->last_good = arg;
		return 0;
	case 'j':
		load->json = true;
		return 0;
	case 'n':
		load->dry_run = true;
		return 0;
	case 'q':
		load->quiet = true;
		return 0;
	case 's':
		load->strict = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void report_refusal(const struct load *load, const char *reason)
{
	struct language_error error;

	language_parse_reason(reason, &error);
	mistake_report(&error, &load->sources);
}

static int read_new(struct load *load)
{
	struct mistakes mistakes;
	int code = sources_read(&load->sources);

	if (code != EXIT_OK)
		return code;
	code = sources_parse(&load->sources, &load->policy, &mistakes);
	if (code == EXIT_OK)
		return EXIT_OK;
	mistakes_report(&mistakes, &load->sources);
	report("nothing was loaded");
	return code;
}

static int look_for_warnings(struct load *load)
{
	load->lint.unfinished = SIZE_MAX;
	if (load->quiet && !load->strict)
		return EXIT_OK;
	lint_policy(&load->lint, load->policy, &load->sources);
	if (!load->json)
		lint_report(&load->lint, load->policy, &load->sources);
	if (!load->strict || !load->lint.count)
		return EXIT_OK;
	report("nothing was loaded: with --strict, warnings count as mistakes");
	return EXIT_REFUSED;
}

/* Not being able to compare is a reason not to load only when that is all. */
static int compare(struct load *load)
{
	struct language_error error = { 0 };
	struct text text = { 0 };
	int err, code = EXIT_OK;

	if (load->quiet)
		return EXIT_OK;
	err = fs_read("policy", &text);
	if (err) {
		code = load->dry_run ? fs_report("policy", err, NULL) : EXIT_OK;
		text_destroy(&text);
		return code;
	}
	err = policy_parse(&load->old, text_string(&text), text.len, &error);
	text_destroy(&text);
	if (!err)
		err = policy_diff_make(&load->diff, load->old, load->policy);
	if (!err)
		return EXIT_OK;
	report("the policy in force cannot be compared: %s",
	       *error.reason ? error.reason : strerror(-err));
	policy_free(load->old);
	load->old = NULL;
	return load->dry_run ? EXIT_REFUSED : EXIT_OK;
}

static int write_policy(struct load *load)
{
	struct text reason = { 0 };
	int err, code = EXIT_OK;

	fs_status_number("generation", &load->before);
	if (load->dry_run)
		return EXIT_OK;
	err = fs_write("policy", text_string(&load->sources.text),
		       load->sources.text.len, &reason);
	/* The reasons for EINVAL point into the text. */
	if (err == -EINVAL && reason.len) {
		report_refusal(load, reason.data);
		code = EXIT_REFUSED;
	} else if (err) {
		code = fs_report("policy", err, &reason);
	} else {
		fs_status_number("generation", &load->after);
	}
	text_destroy(&reason);
	return code;
}

static int print_json(const struct load *load)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "loaded",
			       json_object_new_boolean(!load->dry_run));
	json_put_number(object, "rules", policy_rules(load->policy));
	json_put_number(object, "sets", policy_sets(load->policy));
	json_put_number(object, "old_generation", load->before);
	if (!load->dry_run)
		json_put_number(object, "generation", load->after);
	if (load->old)
		json_object_object_add(object, "changes",
				policy_diff_json(&load->diff, &load->sources));
	json_object_object_add(object, "warnings",
			       lint_json(&load->lint, load->policy,
					 &load->sources));
	return json_print(object);
}

static int print_words(const struct load *load)
{
	size_t rules = policy_rules(load->policy);
	size_t sets = policy_sets(load->policy);

	if (load->quiet)
		return EXIT_OK;
	if (load->old && policy_diff_empty(&load->diff))
		puts("the policy in force says the same");
	else if (load->old)
		policy_diff_print(&load->diff, &load->sources,
				  load->all ? 0 : SHOWN_MAX);
	printf("%s: %zu rule%s, %zu set%s, generation %llu",
	       load->dry_run ? "not loaded" : "loaded", rules, plural(rules),
	       sets, plural(sets), load->before);
	if (load->dry_run)
		putchar('\n');
	else
		printf(" -> %llu\n", load->after);
	return EXIT_OK;
}

/*
 * Answers wait from when the files are read until they are in force. Not for
 * what a person types: that may take for ever, and is no file of answers.
 */
static int lock_answers(const struct load *load)
{
	int i, fd, err;

	for (i = 0; i < load->sources.n_files; i++) {
		if (!strcmp(load->sources.files[i], "-"))
			return -1;
	}
	if (load->dry_run)
		return -1;
	/* If that fails, so will the load, which says why. */
	fd = policy_lock_open();
	err = fd < 0 ? 0 : policy_lock(fd, -1);
	if (err)
		report("answers given meanwhile may be lost: %s",
		       strerror(-err));
	return fd;
}

static int try_to_load(struct load *load)
{
	int lock = lock_answers(load);
	int code = read_new(load);

	if (code == EXIT_OK)
		code = look_for_warnings(load);
	if (code == EXIT_OK)
		code = compare(load);
	if (code == EXIT_OK)
		code = write_policy(load);
	if (lock >= 0)
		close(lock);
	if (code == EXIT_OK)
		code = load->json ? print_json(load) : print_words(load);
	policy_diff_destroy(&load->diff);
	lint_destroy(&load->lint);
	policy_free(load->old);
	policy_free(load->policy);
	load->old = NULL;
	load->policy = NULL;
	return code;
}

/* After what to read was changed; @what: to be said if that is loaded. */
static int try_again(struct load *load, const char *what)
{
	int code;

	sources_empty(&load->sources);
	code = try_to_load(load);
	if (code != EXIT_OK)
		return code;
	report("%s Mend them, then load again.", what);
	return EXIT_FELL_BACK;
}

/* Whatever is wrong with answers must not leave a machine without policy. */
static int load_without_answers(struct load *load)
{
	report("trying again without the answers");
	load->sources.no_answers = true;
	return try_again(load,
			 "LOADED WITHOUT THE ANSWERS, those for always and those that end: who was allowed by one has to ask again, who was denied is as the other rules say.");
}

/* Nor must a mistake of its administrator. */
static int load_last_good(struct load *load)
{
	report("trying again with %s", load->last_good);
	load->sources.files[0] = (char *)load->last_good;
	load->sources.n_files = 1;
	return try_again(load,
			 "LOADED THE LAST GOOD POLICY, which is not what the files say now.");
}

static int load_all(struct load *load)
{
	bool keeps = load->last_good && !load->dry_run;
	int code = try_to_load(load), err;

	if (code == EXIT_OK && keeps) {
		err = last_good_keep(load->last_good, &load->sources);
		if (err)
			report("%s: %s: there will be no policy to fall back to",
			       load->last_good, strerror(-err));
	}
	if (code == EXIT_REFUSED && load->fallback)
		code = load_without_answers(load);
	if (code == EXIT_REFUSED && load->fallback && load->last_good)
		code = load_last_good(load);
	sources_destroy(&load->sources);
	return code;
}

int cmd_load(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "all", 'a', NULL, 0, "Show all changes, however many", 0 },
		{ "dry-run", 'n', NULL, 0,
		  "Show what would change, and load nothing", 0 },
		{ "fallback", 'f', NULL, 0,
		  "When that is refused, load all but the answers; when that is, too, the last policy that was not", 0 },
		{ "last-good", KEY_LAST_GOOD, "FILE", 0,
		  "Where that is kept; without --folder: " LAST_GOOD, 0 },
		{ "json", 'j', NULL, 0, "Print JSON", 0 },
		{ "quiet", 'q', NULL, 0,
		  "Look for no warnings and print no changes", 0 },
		{ "strict", 's', NULL, 0, "Do not load when there are warnings",
		  0 },
		{ 0 }
	};
	static const struct argp_child children[] = {
		{ &sources_argp, 0, NULL, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "[FILE...]",
		.doc = "Put policy files in force, in place of the policy there is.\v"
		       SOURCES_HELP "\n\n"
		       "All of it comes into force, or nothing. Prints what "
		       "changes: + added, - removed, ~ moved to another place or "
		       "ending at another time.\n\n"
		       "Exit status: 0 loaded, 1 refused (a mistake, a warning "
		       "with --strict, sealed), 2 wrong command line, 3 no Cordon "
		       "in this kernel or no permission, 5 something else was "
		       "loaded (--fallback).",
		.children = children,
	};
	struct load load = { 0 };
	char **files = words_room(argc);
	int code;

	load.sources.files = files;
	args_parse(&argp, argc, argv, 0, &load);
	if (load.sources.n_files && load.fallback) {
		report("--fallback is for when no FILE is given");
		free(files);
		return EXIT_USAGE;
	}
	if (!load.sources.n_files && !load.sources.folder && !load.last_good)
		load.last_good = LAST_GOOD;
	if (load.sources.n_files)
		load.last_good = NULL;
	code = load_all(&load);
	free(files);
	return code;
}
