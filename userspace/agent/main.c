// SPDX-License-Identifier: GPL-2.0-only
/* cordon-agent: asks a person what cordond wants to know */

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "agent.h"
#include "args.h"
#include "clock.h"
#include "dialogue.h"
#include "link.h"
#include "printable.h"
#include "protocol.h"
#include "report.h"
#include "screen.h"
#include "secure.h"

const char *argp_program_version = "cordon-agent " CORDON_VERSION;

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case 'b':
		options->bell = true;
		return 0;
	case 'l':
		options->line = true;
		return 0;
	case 's':
		options->socket = arg;
		return 0;
	case 'w':
		options->wait = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "too many arguments: %s", arg);
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

/* Exit code; 0: there is a connection, or the person wants to wait for one. */
static int connect_to(struct link *link, const struct options *options)
{
	int err = link_open(link, options->socket, true, clock_ms());

	if (!err || options->wait)
		return EXIT_OK;
	report("%s: %s%s", options->socket, strerror(-err),
	       err == -ENOENT || err == -ECONNREFUSED ?
	       ": is cordond running? (--wait waits for it)" : "");
	return EXIT_UNAVAILABLE;
}

static int run(struct feed *feed, const struct options *options)
{
	const char *why;

	if (options->line)
		return dialogue_hold(feed, false, -1);
	why = screen_missing();
	if (!why)
		return full_run(feed, options);
	if (*why)
		report("%s: asking line by line", why);
	return dialogue_hold(feed, false, -1);
}

int main(int argc, char **argv)
{
	static const struct argp_option argp_options[] = {
		{ "line", 'l', NULL, 0, "Ask line by line, also at a terminal that could do more", 0 },
		{ "socket", 's', "PATH", 0, "Where cordond listens, instead of " PROTOCOL_SOCKET, 0 },
		{ "wait", 'w', NULL, 0, "Wait for cordond when it is not running yet", 0 },
		{ "bell", 'b', NULL, 0, "Ring the bell for each new question", 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.doc = "Answer the questions of the Cordon LSM: what may send, and where to.\v"
		       "Needs a running cordond. Shows your own questions; all of them to "
		       "root and to the members of group cordon. Without a terminal, or "
		       "with one that cannot move its cursor, it asks line by line.\n\n"
		       "Exit status: 0 left, or ended by a signal or the end of its "
		       "input, 1 failed, 2 wrong command line, 3 no cordond, or it does "
		       "not want this agent.",
	};
	struct options options = { .socket = PROTOCOL_SOCKET };
	struct link link;
	int err = secure_start(), code;

	report_name("cordon-agent");
	argp_err_exit_status = EXIT_USAGE;
	if (err) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	setlocale(LC_CTYPE, "");
	printable_utf8(!strcmp(nl_langinfo(CODESET), "UTF-8"));

	args_parse(&argp, argc, argv, 0, &options);
	code = connect_to(&link, &options);
	if (code == EXIT_OK)
		code = run(&link.feed, &options);
	link_close(&link);
	return code;
}
