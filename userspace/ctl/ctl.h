/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl: what its commands share. */

#ifndef CORDON_CTL_H
#define CORDON_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "args.h"
#include "json.h"
#include "record.h"
#include "report.h"
#include "text.h"

/* Each takes its own command line; argv[0] is "cordonctl NAME". */
int cmd_add(int argc, char **argv);
int cmd_allow(int argc, char **argv);
int cmd_ask(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_delete(int argc, char **argv);
int cmd_deny(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_learn(int argc, char **argv);
int cmd_load(int argc, char **argv);
int cmd_log(int argc, char **argv);
int cmd_mode(int argc, char **argv);
int cmd_queue(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_seal(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_status(int argc, char **argv);

/*
 * The arguments of a command that has no options of its own, or just --json.
 * @min, @max: how many words it takes; @max < 0: any number.
 */
struct words {
	const char *args;
	const char *help;
	int min, max;
	bool has_json;
	/* results */
	bool json;
	int argc;
	char **argv;
};

void words_parse(struct words *words, int argc, char **argv);
/*
 * For all words of a command line, and a NULL. To be freed; there is no return
 * where there is no memory.
 */
char **words_room(int argc);

/*
 * Checks and writes @text to "rules". @lead: bytes before what was typed. Exit
 * code; says what is wrong.
 */
int rules_write(const struct text *text, size_t lead);
/*
 * Looks at a rule that was just added, and says what its author may not expect
 * of it. Its id, and its canonical text appended to @canonical. 0: it could not
 * be found.
 */
uint64_t rules_added(const char *line, struct text *canonical);

/* A number of at least 1. 0 or -EINVAL, after saying so. */
int parse_id(const char *word, const char *what, uint64_t *id);

/*
 * --store, --timed: for struct argp_child; its input is a struct give_files,
 * which gets the system's files at first.
 */
extern const struct argp files_argp;

/* The lines of "queue". Exit code; says what is wrong. */
int queue_read(struct record **records, size_t *count);

/* Prints and releases it. Exit code. */
int json_print(struct json_object *object);

#endif /* CORDON_CTL_H */
