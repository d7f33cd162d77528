// SPDX-License-Identifier: GPL-2.0-only
/* cordonctl: looks at and changes the policy of the Cordon LSM */

#include <locale.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "ctl.h"
#include "hint.h"
#include "printable.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *args;
	const char *help;
} commands[] = {
	{ "status", cmd_status, "", "state and counters" },
	{ "show", cmd_show, "[ID...]", "the policy in force, with ids and hits" },
	{ "check", cmd_check, "[FILE...]", "look for mistakes in policy files" },
	{ "load", cmd_load, "[FILE...]", "put policy files in force" },
	{ "explain", cmd_explain, "PROTOCOL [TARGET]",
	  "which rule decides, and why" },
	{ "replay", cmd_replay, "[FILE...]",
	  "judge recorded calls by other policy files" },
	{ "add", cmd_add, "RULE...", "add a rule" },
	{ "delete", cmd_delete, "ID...", "remove rules" },
	{ "queue", cmd_queue, "[ID...]", "the open questions" },
	{ "ask", cmd_ask, "[ID]", "answer questions as they come, line by line" },
	{ "allow", cmd_allow, "ID", "answer a question: may send" },
	{ "deny", cmd_deny, "ID", "answer a question: may not send" },
	{ "learn", cmd_learn, "[FILE...]", "make a policy of what the audit log has" },
	{ "log", cmd_log, "[FILE...]", "what the audit log says, in words" },
	{ "mode", cmd_mode, "[MODE]", "show or set enforcing or permissive" },
	{ "seal", cmd_seal, "", "refuse all changes until reboot" },
};

#define N_COMMANDS (ARRAY_SIZE(commands))

const char *argp_program_version = "cordonctl " CORDON_VERSION;

static char *list_commands(int key, const char *text, void *input)
{
	struct text list = { 0 };
	size_t i;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	text_puts(&list, "Commands:\n");
	for (i = 0; i < N_COMMANDS; i++) {
		char left[40];

		snprintf(left, sizeof(left), "%s %s", commands[i].name,
			 commands[i].args);
		text_printf(&list, "  %-26s %s\n", left, commands[i].help);
	}
	text_puts(&list, "\n\"cordonctl COMMAND --help\" says more about one.\n"
		  "\nExit status: 0 done, 1 refused, 2 wrong command line, "
		  "3 no Cordon in this kernel or no permission, 4 no such rule "
		  "or question, 5 something else was loaded (load --fallback).");
	return list.data;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	int *first = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_ARG:
		/* The rest belongs to the command. */
		*first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is missing");
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "COMMAND [ARGUMENT...]",
	.doc = "Look at and change what programs may send, as the Cordon LSM decides it.\v",
	.help_filter = list_commands,
};

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++) {
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	}
	return NULL;
}

/* The command that somebody meant: its beginning, or nearly its name. */
static const char *find_meant(const char *word)
{
	static const struct {
		const char *word;
		const char *name;
	} others[] = {
		{ "list", "show" }, { "policy", "show" }, { "dump", "show" },
		{ "remove", "delete" }, { "rm", "delete" }, { "del", "delete" },
		{ "reload", "load" }, { "restore", "load" }, { "lint", "check" },
		{ "test", "explain" }, { "why", "explain" },
		{ "questions", "queue" }, { "enforce", "mode" },
		{ "enforcing", "mode" }, { "permissive", "mode" },
		{ "insert", "add" }, { "append", "add" }, { "lock", "seal" },
		{ "accept", "allow" }, { "block", "deny" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (!strcmp(word, others[i].word))
			return others[i].name;
	}
	for (i = 0; i < N_COMMANDS; i++) {
		if (strlen(word) > 2 &&
		    (!strncmp(word, commands[i].name, strlen(word)) ||
		     hint_is_close(commands[i].name, word)))
			return commands[i].name;
	}
	return NULL;
}

static int refuse(const char *word)
{
	const char *meant = find_meant(word);

	if (meant)
		report("there is no command \"%s\"; did you mean \"%s\"?", word,
		       meant);
	else
		report("there is no command \"%s\", see cordonctl --help", word);
	return EXIT_USAGE;
}

/* "help", "help COMMAND" become "--help", "COMMAND --help". */
static void take_help(int argc, char **argv)
{
	static char help[] = "--help";

	if (argc < 2 || argc > 3 || strcmp(argv[1], "help"))
		return;
	if (argc == 3)
		argv[1] = argv[2];
	argv[argc - 1] = help;
}

/* Nobody reads on, or the disk is full: what was printed is not all there. */
static void close_output(void)
{
	if (!ferror(stdout) && !fflush(stdout))
		return;
	report("could not print all of it");
	_exit(EXIT_REFUSED);
}

int main(int argc, char **argv)
{
	const struct command *command;
	static char name[64];
	int first = argc;

	report_name("cordonctl");
	atexit(close_output);
	argp_err_exit_status = EXIT_USAGE;
	setlocale(LC_CTYPE, "");
	printable_utf8(!strcmp(nl_langinfo(CODESET), "UTF-8"));

	take_help(argc, argv);
	args_parse(&argp, argc, argv, ARGP_IN_ORDER, &first);
	command = find_command(argv[first]);
	if (!command)
		return refuse(argv[first]);
	snprintf(name, sizeof(name), "cordonctl %s", command->name);
	argv[first] = name;
	return command->run(argc - first, argv + first);
}
