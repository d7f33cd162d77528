/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages that somebody else can cause, so that nobody can fill the log: a
 * few in a while, then that more are left out, and later how many.
 */

#ifndef CORDON_COMPLAIN_H
#define CORDON_COMPLAIN_H

#include <stdint.h>

struct complain {
	int64_t since_ms;	/* when the first of this while was said */
	unsigned int said;
	unsigned long left_out;
};

/* As report(). */
void complain(struct complain *complain, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* CORDON_COMPLAIN_H */
