/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/atomic.h>, in userspace. */

#ifndef _CORDON_SHIM_ATOMIC_H
#define _CORDON_SHIM_ATOMIC_H

#include <linux/types.h>

typedef struct {
	s64 counter;
} atomic64_t;

#define ATOMIC64_INIT(i)	{ (i) }

static inline s64 atomic64_read(const atomic64_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

static inline void atomic64_set(atomic64_t *v, s64 i)
{
	__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);
}

static inline void atomic64_inc(atomic64_t *v)
{
	__atomic_fetch_add(&v->counter, 1, __ATOMIC_RELAXED);
}

#endif /* _CORDON_SHIM_ATOMIC_H */
