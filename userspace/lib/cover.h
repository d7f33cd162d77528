/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules that an earlier rule makes useless: it matches whatever they match,
 * and comes first.
 */

#ifndef CORDON_COVER_H
#define CORDON_COVER_H

#include <stdbool.h>
#include <stddef.h>

#include "policy.h"

enum cover {
	COVER_NO,
	/*
	 * All calls but those of which something cannot be known: an allow
	 * does not decide these, a deny or an ask behind it does.
	 */
	COVER_KNOWN,
	COVER_ALL,
};

/*
 * Does the rule @earlier take from @later what it would decide? Only what can
 * be proved from their conditions: COVER_NO may be wrong, the others never.
 */
enum cover cover_rule(const struct policy *policy, size_t earlier,
		      size_t later);

/* Rules that nothing but an earlier one can cover with this path: see lint. */
struct cover_search {
	const struct policy *policy;
	size_t work;		/* comparisons that may still be made */
	/* private */
	size_t n_generic;
	size_t *generic;
	size_t *bucket;
	size_t n_buckets;
	size_t *chain;
};

/* 0 or -ENOMEM. */
int cover_search_start(struct cover_search *search,
		       const struct policy *policy);
void cover_search_end(struct cover_search *search);
/*
 * For @later = 0, 1, 2 ... in this order: the first earlier rule that covers
 * it. COVER_NO when there is none, or when the work is used up.
 */
enum cover cover_search(struct cover_search *search, size_t later,
			size_t *earlier);

/* Does every path that @inner matches match @outer? As for cover_rule(). */
bool cover_pattern(const char *outer, const char *inner);

#endif /* CORDON_COVER_H */
