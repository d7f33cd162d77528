// SPDX-License-Identifier: GPL-2.0-only
/* The daemon and its configuration */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon.h"
#include "report.h"

static int read_config(struct daemon *daemon, struct config *config)
{
	return config_load(config, daemon->config_file);
}

static void set_files(struct daemon *daemon)
{
	daemon->files.always = daemon->store ? daemon->store :
					       daemon->config.store;
	daemon->files.timed = daemon->timed ? daemon->timed :
					      daemon->config.timed;
}

int daemon_configure(struct daemon *daemon)
{
	int code = read_config(daemon, &daemon->config);

	/* Nothing gets better by starting again. */
	if (code != EXIT_OK)
		return code == EXIT_UNAVAILABLE ? code : EXIT_USAGE;
	set_files(daemon);
	return EXIT_OK;
}

static void tell_manager(void)
{
	struct timespec now;
	char state[80];

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
		 (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify_send(state);
}

static void apply(struct daemon *daemon)
{
	set_files(daemon);
	details_read(&daemon->details);
	if (daemon->has_terminal)
		return;
	/* Its own path is where it listens still, should it come to that. */
	agents_reconfigure(&daemon->agents, &daemon->config);
	hooks_configure(&daemon->hooks, daemon->config.on_question);
}

void daemon_reload(struct daemon *daemon)
{
	struct config new, old = daemon->config;

	tell_manager();
	if (read_config(daemon, &new) == EXIT_OK) {
		daemon->config = new;
		apply(daemon);
		config_destroy(&old);
		report("the configuration was read again");
	} else {
		report("the configuration of before stays in force");
	}
	notify_send("READY=1");
}
