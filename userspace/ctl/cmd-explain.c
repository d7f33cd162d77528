// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl explain */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "ctl.h"
#include "explain.h"
#include "mistakes.h"
#include "securityfs.h"

#define SHOWN_MAX	20

enum {
	KEY_EXE = 256, KEY_SCRIPT, KEY_UID, KEY_GID, KEY_CGROUP, KEY_SPORT,
	KEY_MNT, KEY_SHA256, KEY_FSVERITY, KEY_EXPECT,
};

struct options {
	struct explain_call call;
	struct sources sources;
	const char *proto, *target;
	int expect;		/* enum verdict, or -1 */
	bool json;
	bool all;
};

static uint32_t parse_account(const char *word, const char *file,
			      const char *what, struct argp_state *state)
{
	struct accounts accounts = { 0 };
	uint32_t id = 0;
	int err;

	/* Numbers need no file. */
	accounts_read(&accounts, file);
	err = accounts_find(&accounts, word, &id);
	accounts_destroy(&accounts);
	if (err)
		argp_error(state, "there is no %s \"%s\"", what, word);
	return id;
}

static void add_group(struct explain_call *call, const char *arg,
		      struct argp_state *state)
{
	if (call->n_groups == EXPLAIN_GROUPS_MAX)
		argp_error(state, "more than %d groups", EXPLAIN_GROUPS_MAX);
	call->groups[call->n_groups++] =
		parse_account(arg, ACCOUNTS_GROUPS, "group", state);
	call->call.gid = call->groups[0];
	call->call.groups = call->groups;
	call->call.n_groups = call->n_groups;
	call->call.unknown &= ~JUDGE_GID;
}

static enum judge_mnt parse_mnt(const char *word, struct argp_state *state)
{
	if (!strcmp(word, "init"))
		return JUDGE_MNT_INIT;
	if (!strcmp(word, "same"))
		return JUDGE_MNT_SAME;
	if (strcmp(word, "other"))
		argp_error(state, "--mnt is init, same or other");
	return JUDGE_MNT_OTHER;
}

static uint16_t parse_sport(const char *word, struct argp_state *state)
{
	unsigned long port = 0;
	char *end = NULL;

	if (*word >= '0' && *word <= '9' && strlen(word) <= 5)
		port = strtoul(word, &end, 10);
	if (!end || *end || !port || port > UINT16_MAX)
		argp_error(state, "\"%s\" is not a port", word);
	return port;
}

static void parse_exe(struct explain_call *call, const char *arg,
		      struct argp_state *state)
{
	if (*arg != '/' && !strchr(arg, ':'))
		argp_error(state, "--exe is a path that begins with /, or as memfd:NAME");
	call->call.exe = arg;
	call->has_exe = true;
	call->call.unknown &= ~JUDGE_EXE;
	if (!call->has_script)
		call->call.unknown &= ~JUDGE_SCRIPT;
}

static error_t parse_fact(int key, char *arg, struct argp_state *state,
			  struct explain_call *call)
{
	switch (key) {
	case KEY_EXE:
		parse_exe(call, arg, state);
		return 0;
	case KEY_SCRIPT:
		call->call.script = arg;
		call->has_script = true;
		call->call.unknown &= ~JUDGE_SCRIPT;
		return 0;
	case KEY_UID:
		call->call.uid = parse_account(arg, ACCOUNTS_USERS, "user",
					       state);
		call->call.unknown &= ~JUDGE_UID;
		return 0;
	case KEY_GID:
		add_group(call, arg, state);
		return 0;
	case KEY_CGROUP:
		call->call.cgroup = arg;
		call->call.unknown &= ~JUDGE_CGROUP;
		return 0;
	case KEY_SPORT:
		call->call.sport = parse_sport(arg, state);
		return 0;
	case KEY_MNT:
		call->call.mnt = parse_mnt(arg, state);
		return 0;
	case KEY_SHA256:
		call->call.sha256 = arg;
		call->call.unknown &= ~JUDGE_SHA256;
		return 0;
	case KEY_FSVERITY:
		call->call.fsverity = arg;
		call->call.unknown &= ~JUDGE_FSVERITY;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'a':
		options->all = true;
		return 0;
	case 'j':
		options->json = true;
		return 0;
	case 'p':
		options->sources.files[options->sources.n_files++] = arg;
		return 0;
	case KEY_EXPECT:
		options->expect = verdict_find(arg);
		if (options->expect < 0)
			argp_error(state, "--expect is allow, deny or ask");
		return 0;
	case ARGP_KEY_ARG:
		if (state->arg_num == 0)
			options->proto = arg;
		else if (state->arg_num == 1)
			options->target = arg;
		else
			argp_error(state, "too many arguments: %s (the port goes behind the address, as in 192.0.2.7:443)", arg);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "the protocol is missing");
	}
	return parse_fact(key, arg, state, &options->call);
}

static int read_files(struct options *options, struct policy **policy)
{
	struct sources *sources = &options->sources;
	struct mistakes mistakes;
	int code;

	sources_take_folder(sources);
	code = sources_read(sources);
	if (code != EXIT_OK)
		return code;
	code = sources_parse(sources, policy, &mistakes);
	if (code != EXIT_OK)
		mistakes_report(&mistakes, sources);
	return code;
}

static int read_in_force(struct policy **policy, bool *is_permissive)
{
	struct language_error error = { 0 };
	struct text text = { 0 };
	int err = fs_read("policy", &text), code = EXIT_OK;

	if (err) {
		code = fs_report("policy", err, NULL);
	} else {
		err = policy_parse(policy, text_string(&text), text.len,
				   &error);
		if (err) {
			report("the policy in force is not understood: %s",
			       *error.reason ? error.reason : strerror(-err));
			code = EXIT_REFUSED;
		}
	}
	text_clear(&text);
	*is_permissive = !fs_read("mode", &text) &&
			 !strncmp(text_string(&text), "permissive", 10);
	text_destroy(&text);
	return code;
}

static bool has_digests(const struct policy *policy)
{
	size_t n = policy_rules(policy), i;
	struct policy_rule rule;

	for (i = 0; i < n; i++) {
		policy_rule(policy, i, &rule);
		if (rule.has_digest)
			return true;
	}
	return false;
}

static int check_expected(const struct options *options,
			  const struct judge_result *result)
{
	if (options->expect < 0)
		return EXIT_OK;
	if (result->open) {
		report("%s is expected, but too little is known to be sure",
		       verdict_name(options->expect));
		return EXIT_REFUSED;
	}
	if (result->verdict == (enum verdict)options->expect)
		return EXIT_OK;
	report("%s is expected, not %s", verdict_name(options->expect),
	       verdict_name(result->verdict));
	return EXIT_REFUSED;
}

static int explain(struct options *options, struct explanation *explanation)
{
	struct judge *judge;
	const char *what;
	int code, err;

	code = explain_file(&options->call, has_digests(explanation->policy));
	if (code != EXIT_OK)
		return code;
	err = judge_open(&judge, &options->call.call, &what);
	if (err == -EINVAL)
		report("--%s: not as a rule has it", what);
	else if (err)
		report("%s", strerror(-err));
	if (err)
		return err == -EINVAL ? EXIT_USAGE : EXIT_REFUSED;
	explanation->judge = judge;
	judge_policy(judge, explanation->policy, &explanation->result);
	if (options->json)
		code = explain_json(explanation);
	else
		explain_words(explanation, options->all ? 0 : SHOWN_MAX);
	if (code == EXIT_OK)
		code = check_expected(options, &explanation->result);
	judge_close(judge);
	return code;
}

static const struct argp_option argp_options[] = {
	{ "exe", KEY_EXE, "PATH", 0, "The program that sends", 0 },
	{ "script", KEY_SCRIPT, "PATH", 0,
	  "The script that it was started for (none, when --exe is given without)", 0 },
	{ "uid", KEY_UID, "USER", 0, "Its effective user, by name or number", 0 },
	{ "gid", KEY_GID, "GROUP", 0,
	  "Its groups, the effective one first; may be repeated", 0 },
	{ "cgroup", KEY_CGROUP, "PATH", 0, "Its cgroup", 0 },
	{ "sport", KEY_SPORT, "PORT", 0,
	  "The local port (not bound yet, when not given)", 0 },
	{ "mnt", KEY_MNT, "WHERE", 0,
	  "Where it was started: init (the initial mount namespace, when not given), same (another one, where the file is the same) or other", 0 },
	{ "sha256", KEY_SHA256, "DIGEST", 0,
	  "Its digest (the file's, when it can be read)", 0 },
	{ "fsverity", KEY_FSVERITY, "DIGEST", 0, "Its fs-verity digest", 0 },
	{ "policy", 'p', "FILE", 0,
	  "Judge by this file, or folder of files, and not by the policy in force; may be repeated", 1 },
	{ "expect", KEY_EXPECT, "VERDICT", 0,
	  "Exit status 1 when it is another, or not certain", 1 },
	{ "all", 'a', NULL, 0, "Show all rules, however many", 1 },
	{ "json", 'j', NULL, 0, "Print JSON", 1 },
	{ 0 }
};

static const struct argp argp = {
	.options = argp_options,
	.parser = parse,
	.args_doc = "PROTOCOL [TARGET]",
	.doc = "Say which rule decides what a program sends, and why.\v"
	       "PROTOCOL is tcp, udp, icmp, packet and so on, as in a rule. "
	       "TARGET is ADDRESS:PORT or [ADDRESS]:PORT, ADDRESS for protocols "
	       "without ports, ? for an address that cannot be known, and nothing "
	       "for protocols that have none:\n\n"
	       "  cordonctl explain --exe /usr/bin/curl --uid al tcp 192.0.2.7:443\n\n"
	       "What is not given is not guessed: rules that depend on it are "
	       "shown.\n\n"
	       "Exit status: 0 explained, 1 refused, or another verdict than "
	       "--expect has, 2 wrong command line, 3 no Cordon in this kernel or "
	       "no permission.",
};

int cmd_explain(int argc, char **argv)
{
	struct explanation explanation = { 0 };
	struct policy *policy = NULL;
	struct options options = {
		.expect = -1,
		.call.call = {
			.unknown = JUDGE_EXE | JUDGE_SCRIPT | JUDGE_SHA256 |
				   JUDGE_FSVERITY | JUDGE_UID | JUDGE_GID |
				   JUDGE_CGROUP,
			.gid = UINT32_MAX,
		},
	};
	char **files = words_room(argc);
	int code;

	options.sources.files = files;
	args_parse(&argp, argc, argv, 0, &options);
	code = explain_target(&options.call, options.proto, options.target);
	if (code == EXIT_OK && options.sources.n_files) {
		code = read_files(&options, &policy);
		explanation.sources = &options.sources;
	} else if (code == EXIT_OK) {
		code = read_in_force(&policy, &explanation.is_permissive);
	}
	explanation.policy = policy;
	if (code == EXIT_OK)
		code = explain(&options, &explanation);
	policy_free(policy);
	sources_destroy(&options.sources);
	free(files);
	return code;
}
