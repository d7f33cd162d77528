/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - set of IPv4 and IPv6 prefixes
 *
 * Built once, then read only: sorted, merged ranges searched by bisection.
 * Pure: no locks, no hooks.
 */

#ifndef _SECURITY_CORDON_ADDRSET_H
#define _SECURITY_CORDON_ADDRSET_H

#include <linux/in6.h>
#include <linux/types.h>

/* Inclusive ranges, host order. */
struct cordon_range4 {
	u32 lo, hi;
};

struct cordon_addr6 {
	u64 hi, lo;
};

struct cordon_range6 {
	struct cordon_addr6 lo, hi;
};

/**
 * struct cordon_addrset - prefixes of both families
 * @n4: number of elements of @v4
 * @n6: number of elements of @v6
 * @v4: after cordon_addrset_seal(): sorted, disjoint, not adjacent
 * @v6: likewise
 */
struct cordon_addrset {
	u32 n4, n6;
	struct cordon_range4 *v4;
	struct cordon_range6 *v6;
};

/**
 * struct cordon_prefix - one prefix, for printing
 * @is_v6: family
 * @len: prefix length in bits
 * @v4: network address, host order
 * @v6: network address
 */
struct cordon_prefix {
	bool is_v6;
	u8 len;
	u32 v4;
	struct cordon_addr6 v6;
};

/**
 * struct cordon_prefix_iter - walks the minimal list of prefixes of a set
 * @index: of the range that is walked
 * @in_v6: the IPv4 ranges are done
 * @inside: the range is not done: go on at @next4 or @next6
 * @next4: first address that no prefix covered yet
 * @next6: likewise
 *
 * Zero it, then call cordon_addrset_next_prefix() until it returns false.
 */
struct cordon_prefix_iter {
	u32 index;
	bool in_v6, inside;
	u32 next4;
	struct cordon_addr6 next6;
};

int cordon_addrset_add4(struct cordon_addrset *set, u32 net, u8 len);
int cordon_addrset_add6(struct cordon_addrset *set,
			const struct cordon_addr6 *net, u8 len);
int cordon_addrset_seal(struct cordon_addrset *set);
void cordon_addrset_destroy(struct cordon_addrset *set);
bool cordon_addrset_has4(const struct cordon_addrset *set, u32 addr);
bool cordon_addrset_has6(const struct cordon_addrset *set,
			 const struct in6_addr *addr);
bool cordon_addrset_next_prefix(const struct cordon_addrset *set,
				struct cordon_prefix_iter *iter,
				struct cordon_prefix *prefix);

#endif /* _SECURITY_CORDON_ADDRSET_H */
