/* SPDX-License-Identifier: GPL-2.0-only */
/* The configuration of the tools, see cordon.conf(5). */

#ifndef CORDON_CONFIG_H
#define CORDON_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "rights.h"
#include "text.h"

#define CONFIG_FILE	"/etc/cordon/cordond.conf"

/* Agents that the file may name. */
#define CONFIG_AGENTS_MAX	16

/* Every string is allocated; those that have no default may be NULL. */
struct config {
	char *mode;		/* "enforcing" or "permissive", or NULL */
	unsigned int mode_line;	/* where it says so; 0: nowhere */
	char *socket;		/* of the agents */
	char *store;		/* answers for always */
	char *timed;		/* answers that end */
	char *on_question;	/* program to run for a question, or NULL */
	char *all_group;	/* who may see and answer all questions */
	enum user_answers user_answers;	/* of all others */
	char *agent_group;	/* what installed agents are setgid to */
	char *agents[CONFIG_AGENTS_MAX];	/* their executables */
	size_t n_agents;
	unsigned int agent_timeout;	/* seconds that one may not read */
};

/* Why a text was refused. @line: 0: no line is to blame. */
struct config_error {
	unsigned int line;
	char reason[200];
};

/* The defaults. 0 or -ENOMEM. */
int config_init(struct config *config);
void config_destroy(struct config *config);

/*
 * Reads @text over the defaults. 0; -EINVAL with @error filled in; -ENOMEM.
 * When it is not 0, @config is left empty.
 */
int config_parse(struct config *config, const char *text, size_t len,
		 struct config_error *error);
/*
 * The same with a file, and says what is wrong. When @may_be_missing, a file
 * that is not there stands for the defaults. Exit code.
 */
int config_read(struct config *config, const char *path, bool may_be_missing);
/* The same with @path, or with CONFIG_FILE, if it is there, when it is NULL. */
int config_load(struct config *config, const char *path);
/* The same with a text that was read from @path. 0 or -errno. */
int config_take(struct config *config, const char *path, const char *text,
		size_t len);
/* What goes with an errno of these. */
int config_exit_code(int err);

bool config_is_mode(const char *word);
/*
 * Writes the mode into the file, which is made if need be; the rest of it stays
 * as it is. Says what is wrong. Exit code.
 */
int config_set_mode(const char *path, const char *mode);

#endif /* CORDON_CONFIG_H */
