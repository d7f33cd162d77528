// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - enforcing or permissive, and what is counted
 */

#include <linux/cache.h>
#include <linux/percpu.h>

#include "mode.h"

bool cordon_is_permissive __read_mostly;
DEFINE_PER_CPU(struct cordon_counts, cordon_counts);

/**
 * cordon_counter_sum - value of a counter
 * @counter: which
 *
 * Return: the sum over all processors, a snapshot.
 */
u64 cordon_counter_sum(enum cordon_counter counter)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(cordon_counts, cpu).n[counter]);
	return sum;
}
