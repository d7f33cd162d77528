/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers as they are typed, a line each. */

#ifndef CORDON_COMMAND_H
#define CORDON_COMMAND_H

#include "answer.h"
#include "record.h"

/*
 * Takes "allow SCOPE TIME user" apart; @line is used up. NULL, or what is wrong
 * with it.
 */
const char *command_parse(char *line, const struct record *question,
			  struct answer *answer);
/* The narrowest scope that a rule from this question can have; -1: none. */
int command_narrowest(const struct record *question);

#endif /* CORDON_COMMAND_H */
