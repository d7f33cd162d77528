// SPDX-License-Identifier: GPL-2.0-only
/* The fewest rules for a number of targets */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "learn.h"

int learn_compare_addresses(const struct learn_address *a,
			    const struct learn_address *b)
{
	return memcmp(a, b, sizeof(*a));
}

static int compare_ports(const struct learn_item *a, const struct learn_item *b)
{
	return (a->dport > b->dport) - (a->dport < b->dport);
}

static int by_port(const void *left, const void *right)
{
	const struct learn_item *a = left, *b = right;
	int order = strcmp(a->proto, b->proto);

	if (!order)
		order = compare_ports(a, b);
	if (!order)
		order = learn_compare_addresses(&a->dst, &b->dst);
	return order;
}

static int by_host(const void *left, const void *right)
{
	const struct learn_item *a = left, *b = right;
	int order = strcmp(a->proto, b->proto);

	if (!order)
		order = learn_compare_addresses(&a->dst, &b->dst);
	if (!order)
		order = compare_ports(a, b);
	return order;
}

static bool same_port(const struct learn_item *a, const struct learn_item *b)
{
	return !strcmp(a->proto, b->proto) && a->dport == b->dport;
}

static bool same_host(const struct learn_item *a, const struct learn_item *b)
{
	return !strcmp(a->proto, b->proto) &&
	       !learn_compare_addresses(&a->dst, &b->dst);
}

/* How many items from @i on are alike. */
static size_t run(const struct learn_item *items, size_t count, size_t i,
		  bool (*same)(const struct learn_item *,
			       const struct learn_item *))
{
	size_t n = 1;

	while (i + n < count && same(&items[i], &items[i + n]))
		n++;
	return n;
}

/* Widening, only when it was asked for. */

static void cut(struct learn_address *dst, unsigned int prefix)
{
	unsigned int i;

	if (!dst->family || !prefix || dst->len <= prefix)
		return;
	dst->len = prefix;
	for (i = 0; i < sizeof(dst->bytes); i++) {
		if (i * 8 >= prefix)
			dst->bytes[i] = 0;
		else if (prefix - i * 8 < 8)
			dst->bytes[i] &= 0xff << (8 - (prefix - i * 8));
	}
}

static unsigned int prefix_of(const struct learn_item *item,
			      const struct learn_options *options)
{
	return item->dst.family == 4 ? options->prefix4 : options->prefix6;
}

/* Puts equal neighbours together. */
static void squeeze(struct learn_item *items, size_t *count)
{
	size_t from, to = 0;

	qsort(items, *count, sizeof(*items), by_port);
	for (from = 0; from < *count; from++) {
		if (to && !by_port(&items[to - 1], &items[from])) {
			items[to - 1].calls += items[from].calls;
			items[to - 1].hosts += items[from].hosts;
			items[to - 1].ports += items[from].ports;
		} else {
			items[to++] = items[from];
		}
	}
	*count = to;
}

/* Hosts of one network, when there are two or more. */
static void merge_networks(struct learn_item *items, size_t *count,
			   const struct learn_options *options)
{
	size_t i, j, n;

	qsort(items, *count, sizeof(*items), by_port);
	for (i = 0; i < *count; i += n) {
		struct learn_item network = items[i];
		unsigned int prefix = prefix_of(&items[i], options);

		cut(&network.dst, prefix);
		for (n = 1; i + n < *count; n++) {
			struct learn_item next = items[i + n];

			if (!same_port(&items[i], &next) ||
			    next.dst.family != network.dst.family)
				break;
			cut(&next.dst, prefix);
			if (learn_compare_addresses(&next.dst, &network.dst))
				break;
		}
		for (j = i; n > 1 && j < i + n; j++) {
			items[j].dst = network.dst;
			items[j].hosts = 1;
		}
	}
	squeeze(items, count);
}

static void merge_hosts(struct learn_item *items, size_t *count,
			unsigned int max)
{
	size_t i, j, n;

	qsort(items, *count, sizeof(*items), by_port);
	for (i = 0; i < *count; i += n) {
		n = run(items, *count, i, same_port);
		for (j = i; n > max && j < i + n; j++) {
			memset(&items[j].dst, 0, sizeof(items[j].dst));
			items[j].hosts += !items[j].hosts;
		}
	}
	squeeze(items, count);
}

static void merge_ports(struct learn_item *items, size_t *count,
			unsigned int max)
{
	size_t i, j, n;

	qsort(items, *count, sizeof(*items), by_host);
	for (i = 0; i < *count; i += n) {
		n = run(items, *count, i, same_host);
		for (j = i; n > max && j < i + n; j++) {
			items[j].dport = LEARN_NO_PORT;
			items[j].ports = 1;
		}
	}
	squeeze(items, count);
}

/* Rules, as wide as the items. */

static void destroy_rule(struct learn_rule *rule)
{
	text_destroy(&rule->protos);
	text_destroy(&rule->dsts);
	text_destroy(&rule->ports);
}

void learn_rules_destroy(struct learn_rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		destroy_rule(&rules->rule[i]);
	free(rules->rule);
	*rules = (struct learn_rules){ 0 };
}

static bool same_bytes(const struct text *a, const struct text *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

static void add_dst(struct learn_rule *rule, const struct learn_item *item)
{
	if (item->dst.family)
		text_append(&rule->dsts, (const char *)&item->dst,
			    sizeof(item->dst));
}

static void add_port(struct learn_rule *rule, const struct learn_item *item)
{
	if (item->dport != LEARN_NO_PORT)
		text_append(&rule->ports, (const char *)&item->dport,
			    sizeof(item->dport));
}

static void add_counts(struct learn_rule *rule, const struct learn_rule *more)
{
	rule->calls += more->calls;
	rule->hosts += more->hosts;
	rule->n_ports += more->n_ports;
}

/* Takes what is in @rule. */
static int put_rule(struct learn_rules *rules, struct learn_rule *rule)
{
	struct learn_rule *new = NULL;

	if (!text_failed(&rule->protos) && !text_failed(&rule->dsts) &&
	    !text_failed(&rule->ports))
		new = reallocarray(rules->rule, rules->count + 1, sizeof(*new));
	if (!new) {
		destroy_rule(rule);
		return -ENOMEM;
	}
	rules->rule = new;
	new[rules->count++] = *rule;
	return 0;
}

/* A rule for @n items that differ in one thing alone. */
static struct learn_rule make_rule(const struct learn_item *items, size_t n,
				   bool of_port)
{
	struct learn_rule rule = { 0 };
	size_t i;

	text_puts(&rule.protos, items->proto);
	for (i = 0; i < n; i++) {
		if (of_port || !i)
			add_dst(&rule, &items[i]);
		if (!of_port || !i)
			add_port(&rule, &items[i]);
		rule.calls += items[i].calls;
		rule.hosts += items[i].hosts;
		rule.n_ports += items[i].ports;
	}
	return rule;
}

/*
 * "Any" is no condition, so a list that has it would lose it; it is alone in a
 * group by its place in the order, and must stay so.
 */
static bool is_any(const struct learn_item *item, bool of_port)
{
	return of_port ? !item->dst.family : item->dport == LEARN_NO_PORT;
}

/* The other half of a rule, by which rules are put together. */
static int put_or_extend(struct learn_rules *rules, size_t first,
			 struct learn_rule *rule, const struct learn_item *item,
			 bool of_port)
{
	bool any = of_port ? item->dport == LEARN_NO_PORT : !item->dst.family;
	size_t i;

	for (i = first; !any && i < rules->count; i++) {
		struct learn_rule *other = &rules->rule[i];
		struct text *grows = of_port ? &other->ports : &other->dsts;

		/* Empty: any, and more would make it less. */
		if (!grows->len ||
		    !same_bytes(of_port ? &other->dsts : &other->ports,
				of_port ? &rule->dsts : &rule->ports))
			continue;
		if (of_port)
			add_port(other, item);
		else
			add_dst(other, item);
		add_counts(other, rule);
		destroy_rule(rule);
		return text_failed(grows) ? -ENOMEM : 0;
	}
	return put_rule(rules, rule);
}

/* Rules for items of one protocol, made group by group. */
static int cover(struct learn_rules *rules, struct learn_item *items,
		 size_t count, bool of_port)
{
	size_t i, n, first = rules->count;
	struct learn_rule rule;
	int err = 0;

	qsort(items, count, sizeof(*items), of_port ? by_port : by_host);
	for (i = 0; !err && i < count; i += n) {
		n = 1;
		if (!is_any(&items[i], of_port))
			n = run(items, count, i,
				of_port ? same_port : same_host);
		rule = make_rule(&items[i], n, of_port);
		err = put_or_extend(rules, first, &rule, &items[i], of_port);
	}
	return err;
}

/* Whichever way of grouping makes fewer rules. */
static int cover_protocol(struct learn_rules *rules, struct learn_item *items,
			  size_t count)
{
	struct learn_rules one = { 0 }, two = { 0 }, *best;
	size_t i;
	int err;

	err = cover(&one, items, count, true);
	if (!err)
		err = cover(&two, items, count, false);
	best = one.count <= two.count ? &one : &two;
	for (i = 0; !err && i < best->count; i++) {
		err = put_rule(rules, &best->rule[i]);
		best->rule[i] = (struct learn_rule){ 0 };
	}
	learn_rules_destroy(&one);
	learn_rules_destroy(&two);
	return err;
}

/* Rules that differ in their protocol alone become one. */
static void merge_protocols(struct learn_rules *rules)
{
	size_t i, j;

	for (i = 0; i < rules->count; i++) {
		struct learn_rule *rule = &rules->rule[i];

		for (j = i + 1; j < rules->count; j++) {
			struct learn_rule *other = &rules->rule[j];

			if (!same_bytes(&rule->dsts, &other->dsts) ||
			    !same_bytes(&rule->ports, &other->ports))
				continue;
			text_printf(&rule->protos, ",%s",
				    text_string(&other->protos));
			add_counts(rule, other);
			destroy_rule(other);
			memmove(other, other + 1,
				(--rules->count - j) * sizeof(*other));
			j--;
		}
	}
}

static bool same_proto(const struct learn_item *a, const struct learn_item *b)
{
	return !strcmp(a->proto, b->proto);
}

int learn_merge(struct learn_rules *rules, struct learn_item *items,
		size_t *count, const struct learn_options *options)
{
	size_t i, n;
	int err = 0;

	*rules = (struct learn_rules){ 0 };
	if (options->prefix4 || options->prefix6)
		merge_networks(items, count, options);
	if (options->max_hosts)
		merge_hosts(items, count, options->max_hosts);
	if (options->max_ports)
		merge_ports(items, count, options->max_ports);
	qsort(items, *count, sizeof(*items), by_port);
	for (i = 0; !err && i < *count; i += n) {
		n = run(items, *count, i, same_proto);
		err = cover_protocol(rules, &items[i], n);
	}
	if (err)
		learn_rules_destroy(rules);
	else
		merge_protocols(rules);
	return err;
}
