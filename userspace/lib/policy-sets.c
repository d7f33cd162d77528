// SPDX-License-Identifier: GPL-2.0-only
/* The named sets of a policy */

#include <stdlib.h>
#include <string.h>

#include "addr6.h"

#include "policy-parts.h"

/* Prefixes that are named when a set has changed. */
#define NAMED_MAX	5

size_t policy_sets(const struct policy *policy)
{
	return policy->draft.n_sets;
}

const char *policy_set_name(const struct policy *policy, size_t index)
{
	return policy->draft.sets[index]->name;
}

/* The prefixes of a set, one after the other. */
struct walk {
	const struct cordon_addrset *addrs;
	struct cordon_prefix_iter iter;
	struct cordon_prefix prefix;
	bool more;
};

static void walk_next(struct walk *walk)
{
	walk->more = cordon_addrset_next_prefix(walk->addrs, &walk->iter,
						&walk->prefix);
}

static void walk_start(struct walk *walk, const struct policy *policy,
		       size_t index)
{
	static const struct cordon_addrset nothing;

	*walk = (struct walk){
		.addrs = policy ? &policy->draft.sets[index]->addrs : &nothing,
	};
	walk_next(walk);
}

/* In the order of the walk: IPv4 first, ascending; shorter ones first. */
static int compare(const struct cordon_prefix *a, const struct cordon_prefix *b)
{
	int order;

	if (a->is_v6 != b->is_v6)
		return a->is_v6 ? 1 : -1;
	if (a->v4 != b->v4)
		return a->v4 < b->v4 ? -1 : 1;
	order = cordon_compare6(a->v6, b->v6);
	return order ? order : (int)a->len - (int)b->len;
}

static void count(const struct walk *walk, size_t *number, struct text *first)
{
	char prefix[CORDON_PREFIX_MAX];

	if ((*number)++ >= NAMED_MAX)
		return;
	cordon_print_prefix(prefix, sizeof(prefix), &walk->prefix);
	text_printf(first, "%s\n", prefix);
}

void policy_compare_sets(const struct policy *from, size_t from_index,
			 const struct policy *to, size_t to_index,
			 struct policy_set_change *change)
{
	struct walk old, new;

	*change = (struct policy_set_change){ 0 };
	walk_start(&old, from, from_index);
	walk_start(&new, to, to_index);
	while (old.more || new.more) {
		int order = !old.more ? 1 : !new.more ? -1 :
				compare(&old.prefix, &new.prefix);

		if (order < 0)
			count(&old, &change->removed, &change->first_removed);
		if (order > 0)
			count(&new, &change->added, &change->first_added);
		if (order <= 0)
			walk_next(&old);
		if (order >= 0)
			walk_next(&new);
	}
}

void policy_set_change_destroy(struct policy_set_change *change)
{
	text_destroy(&change->first_added);
	text_destroy(&change->first_removed);
}
