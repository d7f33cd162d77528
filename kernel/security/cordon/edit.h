/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - making a policy out of another one
 */

#ifndef _SECURITY_CORDON_EDIT_H
#define _SECURITY_CORDON_EDIT_H

#include <linux/sched.h>

#include "policy.h"

/* In loops over all rules, of which there may be millions. */
static inline void cordon_breathe(u32 i)
{
	if (!(i % 4096))
		cond_resched();
}

__printf(2, 3) int cordon_refuse(struct cordon_reason *reason, const char *fmt,
				 ...);
struct cordon_policy *cordon_policy_alloc(u32 n_rules, u32 n_sets);
struct cordon_policy *cordon_policy_copy(const struct cordon_policy *old,
					 u32 more);
int cordon_policy_edit(struct cordon_policy *policy,
		       struct cordon_transaction *transaction,
		       struct cordon_reason *reason);

#endif /* _SECURITY_CORDON_EDIT_H */
