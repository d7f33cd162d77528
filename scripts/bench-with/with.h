/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of the program share, see main.c. */

#ifndef WITH_H
#define WITH_H

#include <err.h>

static inline void must(int good, const char *what)
{
	if (!good)
		err(1, "%s", what);
}

/* A child that ends with us, like those who serve us. 0 is returned in it. */
int fork_servant(void);

/* Each runs in the process that then executes the command. */
void with_landlock(void);
void with_notify(void);
void with_queue(void);
void with_bpf(const char *file, const char *program);

#endif
