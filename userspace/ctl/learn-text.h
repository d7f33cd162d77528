/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl learn: the policy in the making. */

#ifndef CORDON_LEARN_TEXT_H
#define CORDON_LEARN_TEXT_H

#include "learn.h"

struct learn_text {
	const struct policy *base;	/* or NULL */
	struct text body;	/* programs that rules can name */
	struct text others;	/* comments on those that none can */
	struct text sets;	/* names that were given, a line each */
	size_t n_programs;
	size_t n_rules;
	uint64_t not_learnt;	/* targets that are left to comments */
};

/* Appends it with a comment, and the set that it needs. */
void learn_put_rule(struct learn_text *text, const struct learn_subject *subject,
		    const struct learn_rule *rule);

#endif /* CORDON_LEARN_TEXT_H */
