/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Keeps a key from answering a question that was not there yet when the finger
 * went down. A prompt takes no answer until it has been on display for half a
 * second, in which nobody tried to answer: a key that is held down, or struck
 * twice, answers one question and no more.
 *
 * Whoever uses it drops the input that comes before guard_tick() says that the
 * prompt is ready, all of it: what is still unread then was typed later.
 * Times are of a clock in milliseconds.
 */

#ifndef CORDON_GUARD_H
#define CORDON_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#define GUARD_MS 500

struct guard {
	bool shown;
	bool ready;
	int64_t since_ms;
};

/* It is not, or no longer, on display as it is. */
void guard_hide(struct guard *guard);
/* It is on display; no news if it was before. */
void guard_show(struct guard *guard, int64_t now_ms);
/* Somebody tried to answer it. True: it is ready. */
bool guard_try(struct guard *guard, int64_t now_ms);
/* Milliseconds until it can be ready; -1: it is, or is not on display. */
int64_t guard_wait(const struct guard *guard, int64_t now_ms);
/*
 * Makes it ready when it is time; to be called when all input that came before
 * @now_ms was taken.
 */
void guard_tick(struct guard *guard, int64_t now_ms);

/*
 * Drops what was typed at the terminal that is standard input; never what is
 * typed for other programs.
 */
void guard_drop_typed(void);

#endif /* CORDON_GUARD_H */
