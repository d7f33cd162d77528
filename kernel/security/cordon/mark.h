/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - for whom, and under which policy, a socket was judged
 *
 * A mark is the generation in the upper bits and the clear id of a task in the
 * lower ones: one word, so that it is read and written at once, and one compare
 * tells both. Who runs out of either half is never cleared again: every send is
 * judged then, which is slow, and right.
 */

#ifndef _SECURITY_CORDON_MARK_H
#define _SECURITY_CORDON_MARK_H

#include <linux/bits.h>
#include <linux/types.h>

#define CORDON_MARK_ID_BITS 40
#define CORDON_MARK_GEN_MAX (BIT_ULL(64 - CORDON_MARK_ID_BITS) - 2)

/* What is no mark: equal to none, as their generation is 0. */
#define CORDON_UNMARKED 0ULL /* never connected, no flag was ever set */
#define CORDON_MARK_MIXED 1ULL /* connected, under different marks */
#define CORDON_MARK_FLAGGED 2ULL /* never connected, but a flag was set */

/* Of the generation in force: that of a task without its clear id. */
extern u64 cordon_mark_now;

/**
 * cordon_mark_of - the part of a mark that is the generation's
 * @gen: the generation
 *
 * Return: it, or 0 for one that there are no marks of.
 */
static inline u64 cordon_mark_of(u64 gen)
{
	return gen <= CORDON_MARK_GEN_MAX ? gen << CORDON_MARK_ID_BITS : 0;
}

/**
 * cordon_mark_in_force - what cordon_mark_now is under a generation
 * @gen: the generation
 *
 * Return: what no socket has if there are no marks of that generation.
 */
static inline u64 cordon_mark_in_force(u64 gen)
{
	return cordon_mark_of(gen) ?: U64_MAX << CORDON_MARK_ID_BITS;
}

#endif /* _SECURITY_CORDON_MARK_H */
