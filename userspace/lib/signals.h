/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals for a program at a terminal: they are noted, and a descriptor says
 * so. One that ends the program also gets it out of a write to a terminal that
 * takes no more.
 */

#ifndef CORDON_SIGNALS_H
#define CORDON_SIGNALS_H

#include <stdbool.h>

struct signals {
	bool end;	/* SIGINT, SIGTERM, SIGHUP, SIGQUIT */
	bool size;	/* SIGWINCH */
	bool stop;	/* SIGTSTP */
	bool resumed;	/* SIGCONT */
};

/*
 * Takes charge of them; @screen: of all four kinds, else only of those that
 * end the program. A descriptor that is readable when there were some, or
 * -errno.
 */
int signals_open(bool screen);
/* What there was since the last call. */
struct signals signals_take(void);
/* One that ends the program has come, taken or not. */
bool signals_ended(void);
/* Around writes to standard output that may wait for it. */
void signals_writing(bool writing);

#endif /* CORDON_SIGNALS_H */
