// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations of the core that fail when a test says so
 */

#include <linux/slab.h>

#include "alloc.h"

static unsigned long countdown;

void alloc_fail_at(unsigned long n)
{
	countdown = n;
}

bool cordon_shim_alloc_fails(void)
{
	return countdown && !--countdown;
}
