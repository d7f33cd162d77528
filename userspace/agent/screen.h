/* SPDX-License-Identifier: GPL-2.0-only */
/* The terminal, through ncurses. */

#ifndef CORDON_SCREEN_H
#define CORDON_SCREEN_H

#include <stdbool.h>

/*
 * NULL: there is a terminal that can show a full screen. Else why not; empty
 * when that needs no saying.
 */
const char *screen_missing(void);

/* Takes the terminal, and gives it back. 0 or -errno. */
int screen_open(void);
void screen_close(void);
/* Gives it back for as long as the program is stopped or in the background. */
void screen_suspend(void);
/* False: it is still somebody else's. */
bool screen_resume(void);
/* It has another size: nothing of what it shows is certain any more. */
void screen_resize(void);
/* It takes output now; false: it was stopped, or is slow. */
bool screen_takes_output(void);
/* Shows what was drawn. True: the terminal has all of it. */
bool screen_show(void);
/* Looks; plain on a terminal without colours. */
enum look {
	LOOK_PLAIN,
	LOOK_TITLE,
	LOOK_SELECTED,
	LOOK_NAME,
	LOOK_WARNING,
	LOOK_FAINT,
	LOOK_COUNT
};

/* For attrset(). */
unsigned int screen_look(enum look look);

#endif /* CORDON_SCREEN_H */
