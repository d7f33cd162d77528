/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - enforcing or permissive, and what is counted
 */

#ifndef _SECURITY_CORDON_MODE_H
#define _SECURITY_CORDON_MODE_H

#include <linux/compiler.h>
#include <linux/percpu.h>
#include <linux/types.h>

/* enum cordon_counter - counters shown in "status" */
enum cordon_counter {
	CORDON_COUNT_ALLOWED, /* calls judged and allowed */
	CORDON_COUNT_DENIED, /* calls denied, or that would have been */
	CORDON_COUNT_ASKED, /* questions opened */
	CORDON_COUNT_ANSWERED, /* questions settled by an answer or a rule */
	CORDON_COUNT_TIMEOUTS, /* questions nobody answered in time */
	CORDON_COUNT_OVERFLOW, /* calls not asked about: a bound was reached */
	CORDON_COUNT_MISSED, /* records left out */
	CORDON_COUNTERS
};

struct cordon_counts {
	u64 n[CORDON_COUNTERS];
};

extern bool cordon_is_permissive;
DECLARE_PER_CPU(struct cordon_counts, cordon_counts);

static inline bool cordon_permissive(void)
{
	return READ_ONCE(cordon_is_permissive);
}

static inline void cordon_count(enum cordon_counter counter)
{
	this_cpu_inc(cordon_counts.n[counter]);
}

u64 cordon_counter_sum(enum cordon_counter counter);

#endif /* _SECURITY_CORDON_MODE_H */
