// SPDX-License-Identifier: GPL-2.0-only
/* The daemon and its configuration */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accounts.h"
#include "daemon.h"
#include "durable.h"
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

static void warn(const char *key, const char *value, const char *what)
{
	report("warning: %s = %s: %s", key, value, what);
}

static bool check_program(const char *key, const char *path, bool tell)
{
	bool bad = access(path, X_OK);

	if (bad && tell)
		warn(key, path, strerror(errno));
	return !bad;
}

/* Not all of them need be installed. */
static void check_agents(const struct config *config)
{
	bool found = false;
	size_t i;

	for (i = 0; i < config->n_agents; i++)
		found |= check_program("agent", config->agents[i], false);
	for (i = 0; i < config->n_agents && !found; i++)
		check_program("agent", config->agents[i], true);
}

/* The last part is made when there is something to keep. */
static void check_folder(const char *key, const char *path)
{
	int err = durable_check_folder(path);

	if (err)
		warn(key, path, strerror(-err));
}

static void check_group(const struct accounts *groups, const char *key,
			const char *name)
{
	uint32_t id;

	if (name && *name && accounts_find(groups, name, &id))
		warn(key, name, "there is no such group");
}

/* What may come to be there until it is needed is no mistake. */
static void check_system(const struct config *config)
{
	struct accounts groups;

	if (config->on_question)
		check_program("on-question", config->on_question, true);
	check_agents(config);
	check_folder("store", config->store);
	check_folder("timed", config->timed);
	if (accounts_read(&groups, ACCOUNTS_GROUPS))
		return;
	check_group(&groups, "all-group", config->all_group);
	check_group(&groups, "agent-group", config->agent_group);
	accounts_destroy(&groups);
}

int daemon_check(struct daemon *daemon)
{
	int code = read_config(daemon, &daemon->config);

	if (code == EXIT_OK) {
		check_system(&daemon->config);
		puts("no mistakes");
	}
	config_destroy(&daemon->config);
	return code == EXIT_REFUSED ? EXIT_USAGE : code;
}

/* Who may answer is not known then: only those who always may. */
static void trust_root_alone(struct config *config)
{
	while (config->n_agents)
		free(config->agents[--config->n_agents]);
}

/* Without a responder everything that asks would be denied. */
int daemon_configure(struct daemon *daemon)
{
	struct config *config = &daemon->config;

	if (read_config(daemon, config) != EXIT_OK) {
		if (config_init(config)) {
			report("%s", strerror(ENOMEM));
			return EXIT_REFUSED;
		}
		trust_root_alone(config);
		report("the configuration does not count: the defaults are in force, and only agents of root can answer, until it is read again without a mistake");
	}
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
