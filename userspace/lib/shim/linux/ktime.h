/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/ktime.h>, in userspace. */

#ifndef _CORDON_SHIM_KTIME_H
#define _CORDON_SHIM_KTIME_H

#include <time.h>

#include <linux/types.h>

static inline u64 ktime_get_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

#endif /* _CORDON_SHIM_KTIME_H */
