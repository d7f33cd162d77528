/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/sched.h>, in userspace. */

#ifndef _CORDON_SHIM_SCHED_H
#define _CORDON_SHIM_SCHED_H

#include_next <linux/sched.h>

/* The scheduler of a process needs no help. */
static inline void cond_resched(void)
{
}

#endif /* _CORDON_SHIM_SCHED_H */
