// SPDX-License-Identifier: GPL-2.0-only
/* Signals for a program at a terminal */

#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t pending[NSIG];
static volatile sig_atomic_t has_ended;
static volatile sig_atomic_t is_writing;
static int wake[2] = { -1, -1 };

static void handle(int number)
{
	int saved = errno;
	ssize_t n;

	pending[number] = 1;
	if (number == SIGINT || number == SIGTERM || number == SIGHUP ||
	    number == SIGQUIT) {
		has_ended = 1;
		if (is_writing) {
			/* Output that was stopped goes on, and makes room. */
			tcflow(STDOUT_FILENO, TCOOFF);
			tcflow(STDOUT_FILENO, TCOON);
			tcflush(STDOUT_FILENO, TCOFLUSH);
		}
	}
	n = write(wake[1], "", 1);
	(void)n; /* full: it is readable as it is */
	errno = saved;
}

int signals_open(bool screen)
{
	static const int numbers[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT,
	};
	/* No SA_RESTART: who waits in a write is to see that it is over. */
	struct sigaction action = { .sa_handler = handle };
	size_t i, n = screen ? sizeof(numbers) / sizeof(numbers[0]) : 4;
	sigset_t set;

	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	/* In the background, too, the handler may touch the terminal. */
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGTTOU);
	for (i = 0; i < n; i++) {
		if (sigaction(numbers[i], &action, NULL))
			return -errno;
	}
	/* Whatever the parent had blocked. */
	sigemptyset(&set);
	if (sigprocmask(SIG_SETMASK, &set, NULL))
		return -errno;
	return wake[0];
}

static int take(int number)
{
	int was = pending[number];

	pending[number] = 0;
	return was;
}

struct signals signals_take(void)
{
	struct signals signals;
	char bytes[64];

	while (read(wake[0], bytes, sizeof(bytes)) > 0)
		;
	signals.end = take(SIGINT) | take(SIGTERM) | take(SIGHUP) |
		      take(SIGQUIT);
	signals.size = take(SIGWINCH);
	signals.stop = take(SIGTSTP);
	signals.resumed = take(SIGCONT);
	return signals;
}

bool signals_ended(void)
{
	return has_ended;
}

void signals_writing(bool writing)
{
	is_writing = writing;
}
