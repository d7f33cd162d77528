// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - comma separated values in a policy text
 *
 * Each list is made canonical here: sorted, merged, without duplicates.
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "settab.h"
#include "text.h"

static int order_span(const void *a, const void *b)
{
	const struct cordon_span *x = a, *y = b;

	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return 0;
}

/* Values end below U32_MAX, so that hi + 1 does not wrap. */
static void seal_spans(struct cordon_spans *spans)
{
	struct cordon_span *v = spans->span;
	u32 i, last = 0;

	sort(v, spans->n, sizeof(*v), order_span, NULL);
	for (i = 1; i < spans->n; i++) {
		if (v[i].lo > v[last].hi + 1)
			v[++last] = v[i];
		else if (v[i].hi > v[last].hi)
			v[last].hi = v[i].hi;
	}
	spans->n = last + 1;
}

static int read_span(struct cordon_text *text, struct cordon_word word, u32 max,
		     struct cordon_span *span)
{
	const char *dash = memchr(word.at, '-', cordon_word_len(word));
	struct cordon_word lo = { word.at, dash ? dash : word.end };
	struct cordon_word hi = { dash ? dash + 1 : word.at, word.end };
	u64 from, to;
	int err;

	err = cordon_text_u64(text, lo, 0, max, &from);
	if (!err)
		err = cordon_text_u64(text, hi, 0, max, &to);
	if (err)
		return err;
	if (from > to)
		return cordon_text_fail(text, word.at,
					"the range ends before it begins");
	span->lo = from;
	span->hi = to;
	return 0;
}

/**
 * cordon_parse_spans - read a list of numbers and ranges
 * @text: the text
 * @value: the list
 * @max: the largest number allowed, below U32_MAX
 * @spans: set to the ranges, allocated
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int cordon_parse_spans(struct cordon_text *text, struct cordon_word value,
		       u32 max, struct cordon_spans **spans)
{
	struct cordon_list list;
	struct cordon_word word;
	struct cordon_spans *to;
	u32 n;
	int err;

	err = cordon_text_list(text, value, &list, &n);
	if (err)
		return err;
	to = kmalloc(struct_size(to, span, n), GFP_KERNEL);
	if (!to)
		return cordon_text_nomem(text);
	to->n = 0;
	while (cordon_list_next(&list, &word)) {
		err = read_span(text, word, max, &to->span[to->n++]);
		if (err) {
			kfree(to);
			return err;
		}
	}
	seal_spans(to);
	*spans = to;
	return 0;
}

/**
 * cordon_parse_protos - read a list of protocol classes
 * @text: the text
 * @value: the list
 * @protos: set to the mask
 *
 * Return: 0 or -EINVAL.
 */
int cordon_parse_protos(struct cordon_text *text, struct cordon_word value,
			u64 *protos)
{
	struct cordon_list list;
	struct cordon_word word;
	int err, proto;
	u32 n;

	err = cordon_text_list(text, value, &list, &n);
	if (err)
		return err;
	*protos = 0;
	while (cordon_list_next(&list, &word)) {
		proto = cordon_proto_find(word.at, cordon_word_len(word));
		if (proto < 0)
			return cordon_text_fail(text, word.at,
						"unknown protocol class");
		*protos |= CORDON_PROTO_BIT(proto);
	}
	return 0;
}

static bool has_set(const struct cordon_dst *dst, u32 set)
{
	u32 i;

	for (i = 0; i < dst->n_sets; i++) {
		if (dst->sets[i] == set)
			return true;
	}
	return false;
}

static int add_dst(struct cordon_text *text, struct cordon_word word,
		   struct cordon_settab *tab, struct cordon_dst *dst)
{
	u32 set;
	int err;

	if (*word.at != '@')
		return cordon_add_prefix(text, word, &dst->addrs);
	word.at++;
	err = cordon_settab_find(tab, text, word, &set);
	if (!err && !has_set(dst, set))
		dst->sets[dst->n_sets++] = set;
	return err;
}

static u32 count_sets(struct cordon_word value)
{
	const char *at;
	u32 n = 0;

	for (at = value.at; at < value.end; at++)
		n += *at == '@';
	return n;
}

/**
 * cordon_parse_dst - read a list of prefixes and named sets
 * @text: the text
 * @value: the list
 * @tab: the sets that the text names so far
 * @dst: set to the destinations, allocated
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int cordon_parse_dst(struct cordon_text *text, struct cordon_word value,
		     struct cordon_settab *tab, struct cordon_dst **dst)
{
	struct cordon_list list;
	struct cordon_word word;
	struct cordon_dst *to;
	u32 n;
	int err;

	err = cordon_text_list(text, value, &list, &n);
	if (err)
		return err;
	to = kzalloc(struct_size(to, sets, count_sets(value)), GFP_KERNEL);
	if (!to)
		return cordon_text_nomem(text);
	while (!err && cordon_list_next(&list, &word))
		err = add_dst(text, word, tab, to);
	if (!err && cordon_addrset_seal(&to->addrs))
		err = cordon_text_nomem(text);
	if (err) {
		cordon_addrset_destroy(&to->addrs);
		kfree(to);
		return err;
	}
	*dst = to;
	return 0;
}
