/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocations of the core that fail when a test says so. */

#ifndef _CORDON_FUZZ_ALLOC_H
#define _CORDON_FUZZ_ALLOC_H

/* Lets the n-th allocation from now on fail; 0: none. */
void alloc_fail_at(unsigned long n);

#endif /* _CORDON_FUZZ_ALLOC_H */
