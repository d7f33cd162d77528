/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines */

#ifndef CORDON_ARGS_H
#define CORDON_ARGS_H

#include <argp.h>

/*
 * argp_parse(), with -h for --help, and without what that says of argp's own
 * habits.
 */
void args_parse(const struct argp *argp, int argc, char **argv,
		unsigned int flags, void *input);

#endif /* CORDON_ARGS_H */
