// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the prefixes that a set of addresses is made of
 */

#include <linux/string.h>

#include "addr6.h"
#include "addrset.h"

/*
 * Length of the largest prefix that begins at @lo and ends at @hi or before:
 * one bit shorter as long as @lo has no host bit set and @hi is not passed.
 */
static u8 largest4(u32 lo, u32 hi)
{
	u8 len = 32;

	while (len && !(lo & (u32)(1ULL << (32 - len))) &&
	       cordon_last4(lo, len - 1) <= hi)
		len--;
	return len;
}

static bool bit6(struct cordon_addr6 a, u8 bit)
{
	return (bit < 64 ? a.lo >> bit : a.hi >> (bit - 64)) & 1;
}

static u8 largest6(struct cordon_addr6 lo, struct cordon_addr6 hi)
{
	u8 len = 128;

	while (len && !bit6(lo, 128 - len) &&
	       cordon_compare6(cordon_last6(lo, len - 1), hi) <= 0)
		len--;
	return len;
}

static void next4(const struct cordon_range4 *range,
		  struct cordon_prefix_iter *iter, struct cordon_prefix *prefix)
{
	u32 net = iter->inside ? iter->next4 : range->lo;
	u8 len = largest4(net, range->hi);
	u32 last = cordon_last4(net, len);

	prefix->is_v6 = false;
	prefix->v4 = net;
	prefix->len = len;
	iter->inside = last != range->hi;
	iter->next4 = last + 1;
	if (!iter->inside)
		iter->index++;
}

static void next6(const struct cordon_range6 *range,
		  struct cordon_prefix_iter *iter, struct cordon_prefix *prefix)
{
	struct cordon_addr6 net = iter->inside ? iter->next6 : range->lo;
	u8 len = largest6(net, range->hi);
	struct cordon_addr6 last = cordon_last6(net, len);

	prefix->is_v6 = true;
	prefix->v6 = net;
	prefix->len = len;
	iter->inside = cordon_compare6(last, range->hi) != 0;
	iter->next6 = cordon_after6(last);
	if (!iter->inside)
		iter->index++;
}

/**
 * cordon_addrset_next_prefix - walk the minimal list of prefixes of a set
 * @set: sealed
 * @iter: zeroed before the first call
 * @prefix: the next prefix; IPv4 first, ascending
 *
 * Return: false when there is none left.
 */
bool cordon_addrset_next_prefix(const struct cordon_addrset *set,
				struct cordon_prefix_iter *iter,
				struct cordon_prefix *prefix)
{
	memset(prefix, 0, sizeof(*prefix));
	if (!iter->in_v6) {
		if (iter->index < set->n4) {
			next4(&set->v4[iter->index], iter, prefix);
			return true;
		}
		iter->in_v6 = true;
		iter->index = 0;
	}
	if (iter->index >= set->n6)
		return false;
	next6(&set->v6[iter->index], iter, prefix);
	return true;
}
