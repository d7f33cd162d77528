/* SPDX-License-Identifier: GPL-2.0-only */
/* Milliseconds that pass by, those in suspend too. */

#ifndef CORDON_CLOCK_H
#define CORDON_CLOCK_H

#include <stdint.h>

int64_t clock_ms(void);

/* The sooner of two waits in milliseconds, where -1 is for ever. */
static inline int64_t sooner(int64_t a, int64_t b)
{
	if (a < 0 || (b >= 0 && b < a))
		return b;
	return a;
}

/* As poll(2) takes it. */
static inline int poll_ms(int64_t wait)
{
	return wait < 0 ? -1 : wait > 86400000 ? 86400000 : (int)wait;
}

#endif /* CORDON_CLOCK_H */
