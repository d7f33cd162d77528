// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - prefixes as text
 *
 * As RFC 5952 and the kernel's %pI6c write them.
 */

#include <linux/string.h>

#include "addrset.h"
#include "parse.h"
#include "print.h"

static void put_v4(struct cordon_print *out, u32 addr)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8) {
		cordon_put_u32(out, addr >> shift & 0xff);
		if (shift)
			cordon_put_char(out, '.');
	}
}

static void put_group(struct cordon_print *out, u16 group)
{
	int shift = 12;

	while (shift && !(group >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		cordon_put_char(out, "0123456789abcdef"[group >> shift & 15]);
}

/* The longest run of zero groups, the first of several; it has two at least. */
static u32 find_gap(const u16 *group, u32 n, u32 *gap)
{
	u32 i, run = 0, longest = 1;

	*gap = n;
	for (i = 0; i < n; i++) {
		run = group[i] ? 0 : run + 1;
		if (run > longest) {
			longest = run;
			*gap = i + 1 - run;
		}
	}
	return *gap < n ? longest : 0;
}

/* ::ffff:192.0.2.1, and addresses of ISATAP, end in a dotted address. */
static bool has_dots(struct cordon_addr6 addr)
{
	return (!addr.hi && addr.lo >> 32 == 0xffff) ||
	       (addr.lo >> 32 | 0x02000000) == 0x02005efe;
}

static void put_v6(struct cordon_print *out, struct cordon_addr6 addr)
{
	bool dots = has_dots(addr), colon = false;
	u32 i, gap, run, n = dots ? 6 : 8;
	u16 group[8];

	for (i = 0; i < 4; i++) {
		group[i] = addr.hi >> (48 - i * 16);
		group[i + 4] = addr.lo >> (48 - i * 16);
	}
	run = find_gap(group, n, &gap);
	for (i = 0; i < n; i++) {
		if (run && i == gap) {
			cordon_put(out, "::");
			colon = false;
			i += run - 1;
			continue;
		}
		if (colon)
			cordon_put_char(out, ':');
		put_group(out, group[i]);
		colon = true;
	}
	if (!dots)
		return;
	if (colon)
		cordon_put_char(out, ':');
	put_v4(out, addr.lo);
}

/* Prints a prefix: no length when it is a single address. */
void cordon_put_prefix(struct cordon_print *out,
		       const struct cordon_prefix *prefix)
{
	if (prefix->is_v6)
		put_v6(out, prefix->v6);
	else
		put_v4(out, prefix->v4);
	if (prefix->len == (prefix->is_v6 ? 128 : 32))
		return;
	cordon_put_char(out, '/');
	cordon_put_u32(out, prefix->len);
}

/**
 * cordon_print_prefix - print a prefix
 * @buf: for the text; CORDON_PREFIX_MAX bytes are enough
 * @size: bytes of @buf
 * @prefix: the prefix
 *
 * Return: bytes of the text, without the final NUL.
 */
size_t cordon_print_prefix(char *buf, size_t size,
			   const struct cordon_prefix *prefix)
{
	struct cordon_print out = { .buf = buf, .size = size };

	cordon_put_prefix(&out, prefix);
	return cordon_put_end(&out);
}

static bool is_fresh(const struct cordon_prefix_iter *iter)
{
	return !iter->index && !iter->in_v6 && !iter->inside;
}

/**
 * cordon_print_set_line - print the next line that defines a set
 * @buf: for the line; CORDON_SET_LINE_MAX bytes are enough
 * @size: bytes of @buf
 * @set: the set
 * @iter: zeroed before the first line
 *
 * Return: bytes of the line, without the final NUL; it has no newline. 0 when
 * all lines were printed: there is one for an empty set too.
 */
size_t cordon_print_set_line(char *buf, size_t size,
			     const struct cordon_set *set,
			     struct cordon_prefix_iter *iter)
{
	struct cordon_print out = { .buf = buf, .size = size };
	struct cordon_prefix prefix;
	bool fresh = is_fresh(iter);
	u32 n = 0;

	cordon_put(&out, "set ");
	cordon_put(&out, set->name);
	while (n < CORDON_SET_LINE_PREFIXES &&
	       cordon_addrset_next_prefix(&set->addrs, iter, &prefix)) {
		cordon_put_char(&out, ' ');
		cordon_put_prefix(&out, &prefix);
		n++;
	}
	cordon_put_end(&out);
	return n || fresh ? out.len : 0;
}
