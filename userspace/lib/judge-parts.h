/* SPDX-License-Identifier: GPL-2.0-only */
/* A call, as the kernel's matcher wants it. For judge*.c alone. */

#ifndef CORDON_JUDGE_PARTS_H
#define CORDON_JUDGE_PARTS_H

#include "match.h"

#include "judge.h"

struct judge {
	unsigned int unknown;
	struct cordon_facts facts;
	struct cordon_sender_ids ids;
	struct cordon_target target;
};

/* Some conditions of a rule, from which it borrows. */
struct part {
	struct cordon_rule rule;
	struct cordon_rare rare;
};

/*
 * The part of @rule that does not depend on unknown facts. Returns what the
 * part that was left out depends on.
 */
unsigned int judge_known_part(const struct judge *judge,
			      const struct cordon_rule *rule,
			      struct part *known);
enum judge_match judge_match_rule(const struct judge *judge,
				  const struct cordon_set_table *sets,
				  const struct cordon_rule *rule);

#endif /* CORDON_JUDGE_PARTS_H */
