/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - arithmetic on addresses, as little as is needed
 */

#ifndef _SECURITY_CORDON_ADDR6_H
#define _SECURITY_CORDON_ADDR6_H

#include "addrset.h"

static inline int cordon_compare6(struct cordon_addr6 a, struct cordon_addr6 b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

/* Wraps from the last address to the first. */
static inline struct cordon_addr6 cordon_after6(struct cordon_addr6 a)
{
	a.lo++;
	if (!a.lo)
		a.hi++;
	return a;
}

/* Last address of the prefix; its host bits are not set in @net. */
static inline u32 cordon_last4(u32 net, u8 len)
{
	return len ? net | (u32)(0xffffffffULL >> len) : 0xffffffff;
}

static inline struct cordon_addr6 cordon_last6(struct cordon_addr6 net, u8 len)
{
	if (len == 0)
		net.hi = ~0ULL;
	else if (len < 64)
		net.hi |= ~0ULL >> len;
	if (len <= 64)
		net.lo = ~0ULL;
	else if (len < 128)
		net.lo |= ~0ULL >> (len - 64);
	return net;
}

#endif /* _SECURITY_CORDON_ADDR6_H */
