/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl: names for enum judge_fact. */

#ifndef CORDON_CTL_FACTS_H
#define CORDON_CTL_FACTS_H

#include "judge.h"
#include "text.h"

/* As a policy has them. */
extern const char *const fact_names[JUDGE_FACTS];

/* Appends "exe, uid": those of @facts, by @names. */
void facts_print(struct text *to, unsigned int facts,
		 const char *const names[JUDGE_FACTS]);

#endif /* CORDON_CTL_FACTS_H */
