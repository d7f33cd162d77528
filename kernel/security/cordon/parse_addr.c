// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - addresses and prefixes
 *
 * Strict: one octet or group is a number of at most three or four digits, and
 * nothing is guessed from what is missing.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "text.h"

/* Four decimal octets without leading zeros, and nothing else. */
static bool read_v4(const char *at, const char *end, u32 *addr)
{
	u32 octet, digits, i;

	*addr = 0;
	for (i = 0; i < 4; i++) {
		if (i && (at == end || *at++ != '.'))
			return false;
		octet = 0;
		for (digits = 0; at < end && *at >= '0' && *at <= '9'; at++) {
			if (digits++ == 3 || (digits == 2 && !octet))
				return false;
			octet = octet * 10 + (*at - '0');
		}
		if (!digits || octet > 255)
			return false;
		*addr = *addr << 8 | octet;
	}
	return at == end;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The 16-bit groups of an IPv6 address, as far as they are read. */
struct groups {
	u16 group[8];
	u32 n;
	int gap; /* groups before "::", or -1 */
};

/* Reads a group of hexadecimal digits; false when there is none. */
static bool read_group(const char **at, const char *end, struct groups *to)
{
	u32 value = 0, digits = 0;

	while (*at < end && hex_digit(**at) >= 0) {
		if (digits++ == 4)
			return false;
		value = value << 4 | hex_digit(*(*at)++);
	}
	if (!digits || to->n == 8)
		return false;
	to->group[to->n++] = value;
	return true;
}

/* Reads the dotted tail of an address such as 64:ff9b::192.0.2.1. */
static bool read_tail(const char *at, const char *end, struct groups *to)
{
	u32 v4;

	if (to->n > 6 || !read_v4(at, end, &v4))
		return false;
	to->group[to->n++] = v4 >> 16;
	to->group[to->n++] = v4;
	return true;
}

static bool read_groups(const char *at, const char *end, struct groups *to)
{
	const char *group;

	if (end - at >= 2 && at[0] == ':' && at[1] == ':') {
		to->gap = 0;
		at += 2;
	}
	while (at < end) {
		group = at;
		if (!read_group(&at, end, to))
			return false;
		if (at == end)
			return true;
		if (*at == '.') {
			to->n--;
			return read_tail(group, end, to);
		}
		if (*at++ != ':' || at == end)
			return false;
		if (*at != ':')
			continue;
		if (to->gap >= 0)
			return false;
		to->gap = to->n;
		at++;
	}
	return true;
}

static bool read_v6(const char *at, const char *end, struct cordon_addr6 *addr)
{
	struct groups groups = { .gap = -1 };
	u32 i, from;
	u64 half[2] = { 0, 0 };

	if (!read_groups(at, end, &groups))
		return false;
	/* "::" stands for one group of zeros at least. */
	if (groups.gap < 0 ? groups.n != 8 : groups.n > 7)
		return false;
	for (i = 0; i < groups.n; i++) {
		from = i;
		if (groups.gap >= 0 && i >= groups.gap)
			from += 8 - groups.n;
		half[from / 4] |= (u64)groups.group[i] << (48 - from % 4 * 16);
	}
	addr->hi = half[0];
	addr->lo = half[1];
	return true;
}

/* Clears the host bits; true when there were some. */
static bool clear_host(struct cordon_prefix *prefix)
{
	const struct cordon_prefix was = *prefix;
	u32 len = prefix->len;

	if (!prefix->is_v6) {
		prefix->v4 &= len ? 0xffffffffU << (32 - len) : 0;
		return prefix->v4 != was.v4;
	}
	if (len < 64)
		prefix->v6.hi &= len ? ~0ULL << (64 - len) : 0;
	if (len <= 64)
		prefix->v6.lo = 0;
	else
		prefix->v6.lo &= ~0ULL << (128 - len);
	return prefix->v6.hi != was.v6.hi || prefix->v6.lo != was.v6.lo;
}

static bool is_mapped(const struct cordon_prefix *prefix)
{
	return prefix->is_v6 && prefix->len >= 96 && !prefix->v6.hi &&
	       prefix->v6.lo >> 32 == 0xffff;
}

static int read_len(struct cordon_text *text, struct cordon_word word,
		    const char *slash, struct cordon_prefix *prefix)
{
	const struct cordon_word digits = { slash + 1, word.end };
	u64 len;
	int err;

	prefix->len = prefix->is_v6 ? 128 : 32;
	if (slash == word.end)
		return 0;
	err = cordon_text_u64(text, digits, 0, prefix->len, &len);
	if (!err)
		prefix->len = len;
	return err;
}

/**
 * cordon_parse_prefix - read ADDRESS or ADDRESS/LENGTH
 * @text: the text
 * @word: the prefix
 * @prefix: set to the prefix
 *
 * Return: 0 or -EINVAL.
 */
int cordon_parse_prefix(struct cordon_text *text, struct cordon_word word,
			struct cordon_prefix *prefix)
{
	const char *slash = memchr(word.at, '/', cordon_word_len(word));
	char canonical[CORDON_PREFIX_MAX];
	int err;

	if (!slash)
		slash = word.end;
	memset(prefix, 0, sizeof(*prefix));
	if (!read_v4(word.at, slash, &prefix->v4)) {
		prefix->is_v6 = read_v6(word.at, slash, &prefix->v6);
		if (!prefix->is_v6)
			return cordon_text_fail(text, word.at,
						"not an IPv4 or IPv6 address");
	}
	err = read_len(text, word, slash, prefix);
	if (err)
		return err;
	if (is_mapped(prefix))
		return cordon_text_fail(
			text, word.at,
			"an IPv4 address as IPv6: write it as IPv4");
	if (!clear_host(prefix))
		return 0;
	cordon_print_prefix(canonical, sizeof(canonical), prefix);
	return cordon_text_fail(text, word.at,
				"host bits are set; the prefix is %s",
				canonical);
}

/**
 * cordon_add_prefix - read a prefix into a set
 * @text: the text
 * @word: the prefix
 * @set: gets the prefix
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int cordon_add_prefix(struct cordon_text *text, struct cordon_word word,
		      struct cordon_addrset *set)
{
	struct cordon_prefix prefix;
	int err = cordon_parse_prefix(text, word, &prefix);

	if (err)
		return err;
	if (prefix.is_v6)
		err = cordon_addrset_add6(set, &prefix.v6, prefix.len);
	else
		err = cordon_addrset_add4(set, prefix.v4, prefix.len);
	return err ? cordon_text_nomem(text) : 0;
}
