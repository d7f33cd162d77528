/* SPDX-License-Identifier: GPL-2.0-only */
/* The daemon: its parts, and how they begin, go on and end. */

#ifndef CORDON_DAEMON_H
#define CORDON_DAEMON_H

#include "agents.h"
#include "answers.h"
#include "config.h"
#include "details.h"
#include "hooks.h"
#include "loop.h"
#include "notify.h"
#include "queue.h"
#include "terminal.h"
#include "wakeup.h"

struct daemon {
	/* The command line; what it does not say the configuration does. */
	const char *config_file;
	const char *store;
	const char *timed;
	bool has_terminal;
	bool checks;	/* the configuration, and no more */

	struct config config;
	struct give_files files;
	struct loop loop;
	struct queue queue;
	struct wakeup wakeup;
	struct source signals;
	struct source again;	/* timer: there is something to complete */
	struct notify notify;
	struct details details;
	struct answers answers;
	struct agents agents;
	struct hooks hooks;
	struct terminal terminal;
	bool ready;		/* the service manager knows that we are */
};

/* Exit codes; EXIT_OK: go on. They say what is wrong. */
int daemon_start(struct daemon *daemon);
int daemon_run(struct daemon *daemon);
void daemon_finish(struct daemon *daemon);

/* The part that has a file of its own. */
int daemon_configure(struct daemon *daemon);
int daemon_check(struct daemon *daemon);
/* The configuration again; when it is bad, the one of before stays. */
void daemon_reload(struct daemon *daemon);

#endif /* CORDON_DAEMON_H */
