// SPDX-License-Identifier: GPL-2.0-only
/* cordond: answers what the Cordon LSM asks */

#include <argp.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "loop.h"
#include "printable.h"
#include "queue.h"
#include "report.h"
#include "securityfs.h"
#include "store.h"
#include "terminal.h"
#include "wakeup.h"
#include "witness.h"

const char *argp_program_version = "cordond " CORDON_VERSION;

enum { KEY_STORE = 256 };

struct daemon {
	struct loop loop;
	struct queue queue;
	struct wakeup wakeup;
	struct source signals;
	struct terminal terminal;
	bool has_terminal;
	const char *store;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct daemon *daemon = state->input;

	switch (key) {
	case 't':
		daemon->has_terminal = true;
		return 0;
	case KEY_STORE:
		daemon->store = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "too many arguments: %s", arg);
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

/* The way out for every expected signal is the same, and a clean one. */
static void signal_ready(struct source *source, uint32_t events)
{
	struct daemon *daemon = (struct daemon *)
		((char *)source - offsetof(struct daemon, signals));
	struct signalfd_siginfo info;

	(void)events;
	if (read(source->fd, &info, sizeof(info)) == sizeof(info))
		loop_stop(&daemon->loop, EXIT_OK);
}

static int signals_open(struct daemon *daemon)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	daemon->signals.ready = signal_ready;
	daemon->signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (daemon->signals.fd < 0)
		return -errno;
	return loop_add(&daemon->loop, &daemon->signals, EPOLLIN);
}

static void settle(void *data)
{
	struct daemon *daemon = data;
	int err = queue_settle(&daemon->queue);

	if (err < 0) {
		loop_stop(&daemon->loop, fs_report("queue", err, NULL));
		return;
	}
	if (!daemon->has_terminal)
		return;
	if (err)
		terminal_update(&daemon->terminal);
	terminal_settle(&daemon->terminal);
}

/*
 * Held programs wait for us: not for a page of ours that was swapped out,
 * least of all to a disk behind a program that is held.
 */
static void stay_in_memory(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT))
		report("cannot stay in memory: %s", strerror(errno));
}

/* Exit code; 0: everything is open. */
static int start(struct daemon *daemon)
{
	int err = loop_init(&daemon->loop, settle, daemon);

	if (!err)
		err = signals_open(daemon);
	if (err) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	err = queue_open(&daemon->queue, &daemon->loop);
	if (err)
		return fs_report("queue", err, NULL);
	err = witness_open();
	if (err)
		report("cannot record who answers: %s", strerror(-err));
	err = wakeup_open(&daemon->wakeup, &daemon->loop, &daemon->queue);
	/* audit=0 or built without: "queue" wakes us up by itself. */
	if (err && err != -EPROTONOSUPPORT && err != -ECONNREFUSED)
		report("cannot listen to audit records: %s", strerror(-err));
	stay_in_memory();
	if (!daemon->has_terminal)
		return EXIT_OK;
	err = terminal_open(&daemon->terminal, &daemon->loop, &daemon->queue,
			    daemon->store);
	if (err) {
		report("terminal: %s", strerror(-err));
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

static int run(struct daemon *daemon)
{
	int err = loop_run(&daemon->loop);

	if (err) {
		report("%s", strerror(-err));
		return EXIT_REFUSED;
	}
	return daemon->loop.code;
}

static void finish(struct daemon *daemon)
{
	if (daemon->has_terminal)
		terminal_close(&daemon->terminal);
	wakeup_close(&daemon->wakeup);
	witness_close();
	queue_close(&daemon->queue);
	if (daemon->signals.fd >= 0)
		close(daemon->signals.fd);
	loop_destroy(&daemon->loop);
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "terminal", 't', NULL, 0, "Ask the person at this terminal", 0 },
		{ "store", KEY_STORE, "FILE", 0, "Keep answers for always there, not in " STORE_ANSWERS, 0 },
		{ 0 }
	};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "Answer the questions of the Cordon LSM.\v"
		       "While it runs, programs that the policy asks about wait for "
		       "an answer. Without --terminal nobody is asked here, and "
		       "\"cordonctl allow\" and \"cordonctl deny\" give the answers.\n\n"
		       "Exit status: 0 ended by SIGINT, SIGTERM, SIGHUP, \"q\" or the "
		       "end of its input, 1 failed, 2 wrong command line, 3 no Cordon "
		       "in this kernel or no permission.",
	};
	static struct daemon daemon = {
		.signals.fd = -1,
		.queue = { .source.fd = -1, .timer.fd = -1 },
		.terminal.output.source.fd = -1,
		.store = STORE_ANSWERS,
	};
	int code;

	report_name("cordond");
	argp_err_exit_status = EXIT_USAGE;
	setlocale(LC_CTYPE, "");
	printable_utf8(!strcmp(nl_langinfo(CODESET), "UTF-8"));

	argp_parse(&argp, argc, argv, 0, NULL, &daemon);
	code = start(&daemon);
	if (code == EXIT_OK)
		code = run(&daemon);
	finish(&daemon);
	return code;
}
