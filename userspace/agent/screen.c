// SPDX-License-Identifier: GPL-2.0-only
/* The terminal, through ncurses */

#include "screen.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "signals.h"

/* A size is what somebody set; memory is not wasted for it. */
#define LINES_MAX	500
#define COLUMNS_MAX	1000

/* Milliseconds after which an escape byte is no part of a longer key. */
#define ESCAPE_MS	50

static SCREEN *screen;
static bool has_looks;

const char *screen_missing(void)
{
	int error;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return "";
	/* Neither LINES nor COLUMNS: what the terminal itself says. */
	use_env(FALSE);
	use_tioctl(TRUE);
	if (!getenv("TERM"))
		return "TERM is not set";
	if (!strcmp(getenv("TERM"), "dumb"))
		return "";
	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return "the system does not know this type of terminal (TERM)";
	if (!cursor_address || !clear_screen)
		return "this type of terminal (TERM) has no full screen";
	return NULL;
}

static void init_looks(void)
{
	const char *no_colour = getenv("NO_COLOR");

	has_looks = has_colors() && !(no_colour && *no_colour) &&
		    start_color() == OK;
	if (!has_looks)
		return;
	use_default_colors();
	init_pair(LOOK_WARNING, COLOR_RED, -1);
	init_pair(LOOK_FAINT, COLOR_CYAN, -1);
}

static bool is_foreground(void)
{
	return tcgetpgrp(STDOUT_FILENO) == getpgrp();
}

int screen_open(void)
{
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return -ENOTTY;
	init_looks();
	/* Not raw: Ctrl-C, Ctrl-Z, Ctrl-S stay what they are. */
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	curs_set(0);
	/* What was typed was meant for the program before us. */
	flushinp();
	screen_resize();
	return 0;
}

void screen_close(void)
{
	if (!isendwin()) {
		signals_writing(true);
		curs_set(1);
		endwin();
		signals_writing(false);
	}
	delscreen(screen);
}

void screen_suspend(void)
{
	if (!isendwin()) {
		curs_set(1);
		endwin();
	}
}

bool screen_resume(void)
{
	if (!is_foreground())
		return false;
	curs_set(0);
	flushinp();
	screen_resize();
	return true;
}

void screen_resize(void)
{
	struct winsize size;
	int height = LINES, width = COLS;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row &&
	    size.ws_col) {
		height = size.ws_row < LINES_MAX ? size.ws_row : LINES_MAX;
		width = size.ws_col < COLUMNS_MAX ? size.ws_col :
						      COLUMNS_MAX;
	}
	if (is_term_resized(height, width))
		resizeterm(height, width);
	clearok(stdscr, TRUE);
}

bool screen_takes_output(void)
{
	struct pollfd fd = { STDOUT_FILENO, POLLOUT, 0 };

	return poll(&fd, 1, 0) > 0;
}

bool screen_show(void)
{
	int pending = 0;

	signals_writing(true);
	refresh();
	signals_writing(false);
	/* On a line that takes its time it is not on display yet. */
	return ioctl(STDOUT_FILENO, TIOCOUTQ, &pending) || !pending;
}

unsigned int screen_look(enum look look)
{
	static const attr_t plain[LOOK_COUNT] = {
		[LOOK_TITLE] = A_REVERSE,
		[LOOK_SELECTED] = A_BOLD,
		[LOOK_NAME] = A_NORMAL,
		[LOOK_WARNING] = A_BOLD | A_REVERSE,
	};

	if (!has_looks || (look != LOOK_WARNING && look != LOOK_FAINT))
		return plain[look];
	return COLOR_PAIR(look) | (look == LOOK_WARNING ? A_BOLD : 0);
}
