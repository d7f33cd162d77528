// SPDX-License-Identifier: GPL-2.0-only
/* Which earlier rule covers a rule */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cover.h"

#define NONE	SIZE_MAX

/*
 * A rule that names one path covers rules that name the same path alone: these
 * are found by a hash. All others are tried one by one.
 */
static size_t *bucket_of(const struct cover_search *search, const char *path)
{
	uint32_t hash = 0x811c9dc5;

	for (; *path; path++)
		hash = (hash ^ (uint8_t)*path) * 0x01000193;
	return &search->bucket[hash % search->n_buckets];
}

int cover_search_start(struct cover_search *search,
		       const struct policy *policy)
{
	size_t n = policy_rules(policy), i;

	search->policy = policy;
	search->n_generic = 0;
	search->n_buckets = n + 1;
	search->generic = calloc(n + 1, sizeof(*search->generic));
	search->chain = calloc(n + 1, sizeof(*search->chain));
	search->bucket = calloc(n + 1, sizeof(*search->bucket));
	if (!search->generic || !search->chain || !search->bucket) {
		cover_search_end(search);
		return -ENOMEM;
	}
	for (i = 0; i <= n; i++)
		search->bucket[i] = NONE;
	return 0;
}

void cover_search_end(struct cover_search *search)
{
	free(search->generic);
	free(search->chain);
	free(search->bucket);
	search->generic = search->chain = search->bucket = NULL;
}

/* Keeps the best find, and of equals the first. */
static void try(struct cover_search *search, size_t earlier, size_t later,
		enum cover *best, size_t *found)
{
	enum cover cover;

	if (!search->work)
		return;
	search->work--;
	cover = cover_rule(search->policy, earlier, later);
	if (cover < *best || cover == COVER_NO ||
	    (cover == *best && earlier > *found))
		return;
	*best = cover;
	*found = earlier;
}

static void remember(struct cover_search *search, size_t index,
		     const char *path)
{
	size_t *bucket;

	if (!path) {
		search->generic[search->n_generic++] = index;
		return;
	}
	bucket = bucket_of(search, path);
	search->chain[index] = *bucket;
	*bucket = index;
}

enum cover cover_search(struct cover_search *search, size_t later,
			size_t *earlier)
{
	enum cover best = COVER_NO;
	struct policy_rule rule;
	size_t i;

	*earlier = NONE;
	policy_rule(search->policy, later, &rule);
	for (i = 0; i < search->n_generic && best != COVER_ALL; i++)
		try(search, search->generic[i], later, &best, earlier);
	if (rule.exe_path) {
		for (i = *bucket_of(search, rule.exe_path); i != NONE;
		     i = search->chain[i])
			try(search, i, later, &best, earlier);
	}
	/* What it would cover, the one that covers it does. */
	if (best != COVER_ALL)
		remember(search, later, rule.exe_path);
	return best;
}
