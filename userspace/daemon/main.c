// SPDX-License-Identifier: GPL-2.0-only
/* cordond: answers what the Cordon LSM asks */

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "args.h"
#include "daemon.h"
#include "printable.h"
#include "report.h"
#include "store.h"
#include "timed.h"

const char *argp_program_version = "cordond " CORDON_VERSION;

enum { KEY_STORE = 256, KEY_TIMED, KEY_CHECK };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct daemon *daemon = state->input;

	switch (key) {
	case 't':
		daemon->has_terminal = true;
		return 0;
	case 'c':
		daemon->config_file = arg;
		return 0;
	case KEY_CHECK:
		daemon->checks = true;
		return 0;
	case KEY_STORE:
		daemon->store = arg;
		return 0;
	case KEY_TIMED:
		daemon->timed = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "too many arguments: %s", arg);
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "config", 'c', "FILE", 0, "Read this configuration, not " CONFIG_FILE, 0 },
		{ "check", KEY_CHECK, NULL, 0, "Say what is wrong with the configuration, and end", 0 },
		{ "terminal", 't', NULL, 0, "Ask the person at this terminal, not agents", 0 },
		{ "store", KEY_STORE, "FILE", 0, "Keep answers for always there, not in " STORE_ANSWERS, 0 },
		{ "timed", KEY_TIMED, "FILE", 0, "Keep other answers there, not in " TIMED_ANSWERS, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "Answer the questions of the Cordon LSM.\v"
		       "While it runs, programs that the policy asks about wait for "
		       "an answer: of a person at an agent, see cordon-agent(1), of "
		       "the program that the configuration names, or of \"cordonctl "
		       "allow\" and \"cordonctl deny\". SIGHUP makes it read its "
		       "configuration again.\n\n"
		       "Exit status: 0 ended by SIGINT, SIGTERM, \"q\" or the end "
		       "of its input, 1 failed, 2 wrong command line or, with "
		       "--check, configuration, 3 no Cordon in this kernel or no permission.",
	};
	static struct daemon daemon = {
		.signals.fd = -1,
		.again.fd = -1,
		.loop.epoll = -1,
		.notify.timer.fd = -1,
		.queue = { .source.fd = -1, .timer.fd = -1 },
		.answers = { .disk.source.fd = -1, .lock = -1 },
		.agents = { .source.fd = -1, .timer.fd = -1 },
		.hooks.timer.fd = -1,
		.terminal = { .output.source.fd = -1, .timer.fd = -1 },
	};
	int code;

	report_name("cordond");
	report_never_wait();
	argp_err_exit_status = EXIT_USAGE;
	setlocale(LC_CTYPE, "");
	printable_utf8(!strcmp(nl_langinfo(CODESET), "UTF-8"));

	args_parse(&argp, argc, argv, 0, &daemon);
	if (daemon.checks)
		return daemon_check(&daemon);
	code = daemon_configure(&daemon);
	if (code != EXIT_OK)
		return code;
	code = daemon_start(&daemon);
	if (code == EXIT_OK)
		code = daemon_run(&daemon);
	daemon_finish(&daemon);
	return code;
}
