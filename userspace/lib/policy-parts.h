/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a parsed policy is made of. For the few files that are compiled against
 * the kernel's headers; the others have policy.h.
 */

#ifndef CORDON_POLICY_PARTS_H
#define CORDON_POLICY_PARTS_H

#include "match.h"
#include "parse.h"

#include "policy.h"

/* What the parser does not keep of a rule. */
struct policy_place {
	unsigned int line;
	uint64_t id;
	uint64_t hits;
};

struct policy {
	struct cordon_draft draft;
	struct policy_place *place;	/* one for each rule */
	const char **set_names;		/* one for each set */
};

static inline const struct cordon_rule *rule_at(const struct policy *policy,
						size_t index)
{
	return policy->draft.rules[index];
}

static inline struct cordon_set_table sets_of(const struct policy *policy)
{
	return (struct cordon_set_table){
		.n = policy->draft.n_sets,
		.set = policy->draft.sets,
	};
}

#endif /* CORDON_POLICY_PARTS_H */
