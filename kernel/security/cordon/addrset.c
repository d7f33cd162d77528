// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - set of IPv4 and IPv6 prefixes
 */

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "addr6.h"
#include "addrset.h"
#include "grow.h"

/* What cordon_grow() has made room for, for so many elements. */
static u32 room_for(u32 n)
{
	return n ? max(roundup_pow_of_two(n), 8UL) : 0;
}

/**
 * cordon_addrset_add4 - add an IPv4 prefix to a set that is being built
 * @set: the set, zeroed before the first prefix
 * @net: network address in host order, without host bits
 * @len: prefix length
 *
 * Return: 0 or -ENOMEM.
 */
int cordon_addrset_add4(struct cordon_addrset *set, u32 net, u8 len)
{
	u32 room = room_for(set->n4);
	int err = cordon_grow((void **)&set->v4, set->n4, &room,
			      sizeof(*set->v4));

	if (err)
		return err;
	set->v4[set->n4].lo = net;
	set->v4[set->n4].hi = cordon_last4(net, len);
	set->n4++;
	return 0;
}

/**
 * cordon_addrset_add6 - add an IPv6 prefix to a set that is being built
 * @set: the set, zeroed before the first prefix
 * @net: network address, without host bits
 * @len: prefix length
 *
 * Return: 0 or -ENOMEM.
 */
int cordon_addrset_add6(struct cordon_addrset *set,
			const struct cordon_addr6 *net, u8 len)
{
	u32 room = room_for(set->n6);
	int err = cordon_grow((void **)&set->v6, set->n6, &room,
			      sizeof(*set->v6));

	if (err)
		return err;
	set->v6[set->n6].lo = *net;
	set->v6[set->n6].hi = cordon_last6(*net, len);
	set->n6++;
	return 0;
}

/* Sorting millions of prefixes takes a while: let others run meanwhile. */
static void rest(const void *priv)
{
	u32 *compared = *(u32 *const *)priv;

	if (!(++*compared % 65536))
		cond_resched();
}

static int order4(const void *a, const void *b, const void *priv)
{
	const struct cordon_range4 *x = a, *y = b;

	rest(priv);
	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return 0;
}

static int order6(const void *a, const void *b, const void *priv)
{
	const struct cordon_range6 *x = a, *y = b;

	rest(priv);
	return cordon_compare6(x->lo, y->lo);
}

/* What was printed by the kernel is, and need not be sorted again. */
static bool is_sorted(const void *v, u32 n, size_t size, cmp_r_func_t order,
		      const void *priv)
{
	const u8 *at = v;

	for (; n > 1; n--, at += size) {
		if (order(at, at + size, priv) > 0)
			return false;
	}
	return true;
}

/* Merges sorted ranges that overlap or touch; returns how many are left. */
static u32 merge4(struct cordon_range4 *v, u32 n)
{
	u32 i, last = 0;

	for (i = 1; i < n; i++) {
		if (v[last].hi == 0xffffffff)
			break;
		if (v[i].lo > v[last].hi + 1)
			v[++last] = v[i];
		else if (v[i].hi > v[last].hi)
			v[last].hi = v[i].hi;
	}
	return n ? last + 1 : 0;
}

static u32 merge6(struct cordon_range6 *v, u32 n)
{
	struct cordon_addr6 next;
	u32 i, last = 0;

	for (i = 1; i < n; i++) {
		next = cordon_after6(v[last].hi);
		if (!next.hi && !next.lo)
			break;
		if (cordon_compare6(v[i].lo, next) > 0)
			v[++last] = v[i];
		else if (cordon_compare6(v[i].hi, v[last].hi) > 0)
			v[last].hi = v[i].hi;
	}
	return n ? last + 1 : 0;
}

/* Gives back what an array grew too much for @was elements, of which @n are left. */
static int trim(void **array, u32 was, u32 n, size_t size)
{
	void *exact = NULL;

	if (n == room_for(was))
		return 0;
	if (n) {
		exact = kvmalloc_array(n, size, GFP_KERNEL | __GFP_NOWARN);
		if (!exact)
			return -ENOMEM;
		memcpy(exact, *array, n * size);
	}
	kvfree(*array);
	*array = exact;
	return 0;
}

/**
 * cordon_addrset_seal - make a set ready for lookups
 * @set: the set; read only from now on
 *
 * Sorts and merges. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int cordon_addrset_seal(struct cordon_addrset *set)
{
	u32 compared = 0, *priv = &compared;
	u32 was4 = set->n4, was6 = set->n6;
	int err;

	if (!is_sorted(set->v4, set->n4, sizeof(*set->v4), order4, &priv))
		sort_r(set->v4, set->n4, sizeof(*set->v4), order4, NULL, &priv);
	if (!is_sorted(set->v6, set->n6, sizeof(*set->v6), order6, &priv))
		sort_r(set->v6, set->n6, sizeof(*set->v6), order6, NULL, &priv);
	set->n4 = merge4(set->v4, was4);
	set->n6 = merge6(set->v6, was6);
	err = trim((void **)&set->v4, was4, set->n4, sizeof(*set->v4));
	if (err)
		return err;
	return trim((void **)&set->v6, was6, set->n6, sizeof(*set->v6));
}

/**
 * cordon_addrset_destroy - free what a set holds
 * @set: the set; empty afterwards
 */
void cordon_addrset_destroy(struct cordon_addrset *set)
{
	kvfree(set->v4);
	kvfree(set->v6);
	memset(set, 0, sizeof(*set));
}

/**
 * cordon_addrset_has4 - is an IPv4 address in a set?
 * @set: sealed
 * @addr: host order
 *
 * Context: any.
 * Return: true when it is.
 */
bool cordon_addrset_has4(const struct cordon_addrset *set, u32 addr)
{
	const struct cordon_range4 *range = set->v4;
	u32 n = set->n4, half;

	/* To the last range that begins at the address or before. */
	for (; n > 1; n -= half) {
		half = n / 2;
		if (range[half].lo <= addr)
			range += half;
	}
	return n && range->lo <= addr && addr <= range->hi;
}

/**
 * cordon_addrset_has6 - is an IPv6 address in a set?
 * @set: sealed
 * @addr: network order
 *
 * Context: any.
 * Return: true when it is.
 */
bool cordon_addrset_has6(const struct cordon_addrset *set,
			 const struct in6_addr *addr)
{
	const struct cordon_addr6 a = {
		.hi = (u64)ntohl(addr->s6_addr32[0]) << 32 |
		      ntohl(addr->s6_addr32[1]),
		.lo = (u64)ntohl(addr->s6_addr32[2]) << 32 |
		      ntohl(addr->s6_addr32[3]),
	};
	const struct cordon_range6 *range = set->v6;
	u32 n = set->n6, half;

	for (; n > 1; n -= half) {
		half = n / 2;
		if (cordon_compare6(range[half].lo, a) <= 0)
			range += half;
	}
	return n && cordon_compare6(range->lo, a) <= 0 &&
	       cordon_compare6(a, range->hi) <= 0;
}
