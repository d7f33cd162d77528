// SPDX-License-Identifier: GPL-2.0-only
/* Keeps a key from answering what was not there yet */

#include "guard.h"

#include <termios.h>
#include <unistd.h>

void guard_hide(struct guard *guard)
{
	*guard = (struct guard){ 0 };
}

void guard_show(struct guard *guard, int64_t now_ms)
{
	if (guard->shown)
		return;
	guard->shown = true;
	guard->since_ms = now_ms;
}

bool guard_try(struct guard *guard, int64_t now_ms)
{
	if (!guard->ready)
		guard->since_ms = now_ms;
	return guard->ready;
}

int64_t guard_wait(const struct guard *guard, int64_t now_ms)
{
	int64_t left = guard->since_ms + GUARD_MS - now_ms;

	if (!guard->shown || guard->ready)
		return -1;
	return left > 0 ? left : 0;
}

void guard_tick(struct guard *guard, int64_t now_ms)
{
	if (!guard_wait(guard, now_ms))
		guard->ready = true;
}

void guard_drop_typed(void)
{
	if (tcgetpgrp(STDIN_FILENO) == getpgrp())
		tcflush(STDIN_FILENO, TCIFLUSH);
}
