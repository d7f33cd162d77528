/* SPDX-License-Identifier: GPL-2.0-only */
/* The benchmark of what gets out, see leaks.c. */

#ifndef LEAKS_H
#define LEAKS_H

/* There is no rule for it. */
#define UNKNOWN	"/bench-new"

int run_leaks(char **args);
int run_leak(char **args);

#endif
