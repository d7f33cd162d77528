// SPDX-License-Identifier: GPL-2.0-only
/* What one policy has that another has not */

#include "policy-diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sha256.h"

#define NONE	SIZE_MAX

/* Seconds that do not count: time goes on while a policy is read. */
#define EXPIRES_SLACK	5

/* What a rule says, but for how long it still holds, and where it stands. */
struct saying {
	char digest[SHA256_HEX_SIZE];
	size_t index;
};

static int compare_sayings(const void *a, const void *b)
{
	const struct saying *x = a, *y = b;
	int order = strcmp(x->digest, y->digest);

	return order ? order : x->index < y->index ? -1 : 1;
}

/* Sorted by what they say. NULL: no memory. */
static struct saying *list_sayings(const struct policy *policy)
{
	size_t n = policy_rules(policy), i;
	struct saying *list = calloc(n + 1, sizeof(*list));
	struct text text = { 0 };

	for (i = 0; list && i < n; i++) {
		struct policy_rule rule;
		struct sha256 sha;

		policy_rule(policy, i, &rule);
		text_clear(&text);
		policy_print_timeless(policy, i, &text);
		if (rule.expires)
			text_puts(&text, " expires");
		if (text_failed(&text)) {
			free(list);
			list = NULL;
			break;
		}
		sha256_start(&sha);
		sha256_add(&sha, text.data, text.len);
		sha256_end(&sha, list[i].digest);
		list[i].index = i;
	}
	text_destroy(&text);
	if (list)
		qsort(list, n, sizeof(*list), compare_sayings);
	return list;
}

/*
 * For each rule of the one policy, in order, the same rule of the other or
 * NONE. Rules that say the same are paired in their order.
 */
static int pair_rules(const struct policy *old, const struct policy *new,
		      size_t *old_of_new, bool *old_is_kept)
{
	struct saying *olds = list_sayings(old), *news = list_sayings(new);
	size_t n_old = policy_rules(old), n_new = policy_rules(new);
	size_t i = 0, j = 0;

	if (!olds || !news) {
		free(olds);
		free(news);
		return -ENOMEM;
	}
	for (j = 0; j < n_new; j++)
		old_of_new[j] = NONE;
	for (i = 0, j = 0; i < n_old && j < n_new;) {
		int order = strcmp(olds[i].digest, news[j].digest);

		if (!order) {
			old_of_new[news[j].index] = olds[i].index;
			old_is_kept[olds[i].index] = true;
		}
		i += order <= 0;
		j += order >= 0;
	}
	free(olds);
	free(news);
	return 0;
}

static int list_add(struct policy_list *list, size_t room, size_t old,
		    size_t new)
{
	/* The caller knows how many there can be at most. */
	if (!list->pair) {
		list->pair = calloc(room + 1, sizeof(*list->pair));
		if (!list->pair)
			return -ENOMEM;
	}
	list->pair[list->count++] = (struct policy_pair){ old, new };
	return 0;
}

/*
 * Marks the rules that stand in the same order in both policies, as many of
 * them as possible: a longest ascending sequence of @old_of_new. @last[k] is
 * where one of length k + 1 ends with the smallest number.
 */
static int mark_unmoved(const size_t *old_of_new, size_t n, bool *unmoved)
{
	size_t *last = calloc(n + 1, sizeof(*last));
	size_t *before = calloc(n + 1, sizeof(*before));
	size_t length = 0, j;

	for (j = 0; last && before && j < n; j++) {
		size_t from = 0, to = length, middle;

		if (old_of_new[j] == NONE)
			continue;
		while (from < to) {
			middle = from + (to - from) / 2;
			if (old_of_new[last[middle]] < old_of_new[j])
				from = middle + 1;
			else
				to = middle;
		}
		before[j] = from ? last[from - 1] : NONE;
		last[from] = j;
		if (from == length)
			length++;
	}
	if (last && before && length) {
		for (j = last[length - 1]; j != NONE; j = before[j])
			unmoved[j] = true;
	}
	free(before);
	if (!last || !before) {
		free(last);
		return -ENOMEM;
	}
	free(last);
	return 0;
}

static bool other_time(const struct policy_diff *diff, size_t old, size_t new)
{
	struct policy_rule a, b;
	int64_t later;

	policy_rule(diff->old, old, &a);
	policy_rule(diff->new, new, &b);
	later = (int64_t)b.expires - a.expires;
	return later > EXPIRES_SLACK || later < -EXPIRES_SLACK;
}

static int sort_out(struct policy_diff *diff, const size_t *old_of_new,
		    const bool *old_is_kept, const bool *unmoved)
{
	size_t n_old = policy_rules(diff->old), n_new = policy_rules(diff->new);
	size_t i;
	int err = 0;

	for (i = 0; i < n_old && !err; i++) {
		if (!old_is_kept[i])
			err = list_add(&diff->removed, n_old, i, NONE);
	}
	for (i = 0; i < n_new && !err; i++) {
		size_t old = old_of_new[i];

		if (old == NONE) {
			err = list_add(&diff->added, n_new, NONE, i);
			continue;
		}
		if (!unmoved[i])
			err = list_add(&diff->moved, n_new, old, i);
		if (!err && other_time(diff, old, i))
			err = list_add(&diff->timed, n_new, old, i);
	}
	return err;
}

static int compare_rules(struct policy_diff *diff)
{
	size_t n_old = policy_rules(diff->old), n_new = policy_rules(diff->new);
	size_t *old_of_new = calloc(n_new + 1, sizeof(*old_of_new));
	bool *old_is_kept = calloc(n_old + 1, sizeof(*old_is_kept));
	bool *unmoved = calloc(n_new + 1, sizeof(*unmoved));
	int err = -ENOMEM;

	if (old_of_new && old_is_kept && unmoved)
		err = pair_rules(diff->old, diff->new, old_of_new, old_is_kept);
	if (!err)
		err = mark_unmoved(old_of_new, n_new, unmoved);
	if (!err)
		err = sort_out(diff, old_of_new, old_is_kept, unmoved);
	free(old_of_new);
	free(old_is_kept);
	free(unmoved);
	return err;
}

static size_t find_set(const struct policy *policy, const char *name)
{
	size_t n = policy_sets(policy), i;

	for (i = 0; i < n; i++) {
		if (!strcmp(policy_set_name(policy, i), name))
			return i;
	}
	return NONE;
}

static bool set_differs(const struct policy *old, size_t old_index,
			const struct policy *new, size_t new_index)
{
	struct policy_set_change change;
	bool differs;

	policy_compare_sets(old, old_index, new, new_index, &change);
	differs = change.added || change.removed;
	policy_set_change_destroy(&change);
	return differs;
}

static int compare_sets(struct policy_diff *diff)
{
	size_t n_old = policy_sets(diff->old), n_new = policy_sets(diff->new);
	size_t i, other;
	int err = 0;

	for (i = 0; i < n_old && !err; i++) {
		other = find_set(diff->new, policy_set_name(diff->old, i));
		if (other == NONE ||
		    set_differs(diff->old, i, diff->new, other))
			err = list_add(&diff->sets, n_old + n_new, i, other);
	}
	for (i = 0; i < n_new && !err; i++) {
		if (find_set(diff->old, policy_set_name(diff->new, i)) == NONE)
			err = list_add(&diff->sets, n_old + n_new, NONE, i);
	}
	return err;
}

int policy_diff_make(struct policy_diff *diff, const struct policy *old,
		     const struct policy *new)
{
	int err;

	*diff = (struct policy_diff){ .old = old, .new = new };
	policy_print_settings(old, &diff->old_settings);
	policy_print_settings(new, &diff->new_settings);
	err = compare_rules(diff);
	if (!err)
		err = compare_sets(diff);
	if (!err && (text_failed(&diff->old_settings) ||
		     text_failed(&diff->new_settings)))
		err = -ENOMEM;
	if (err)
		policy_diff_destroy(diff);
	return err;
}

void policy_diff_destroy(struct policy_diff *diff)
{
	free(diff->added.pair);
	free(diff->removed.pair);
	free(diff->moved.pair);
	free(diff->timed.pair);
	free(diff->sets.pair);
	text_destroy(&diff->old_settings);
	text_destroy(&diff->new_settings);
	*diff = (struct policy_diff){ 0 };
}

bool policy_diff_empty(const struct policy_diff *diff)
{
	return !diff->added.count && !diff->removed.count &&
	       !diff->moved.count && !diff->timed.count && !diff->sets.count &&
	       !strcmp(text_string(&diff->old_settings),
		       text_string(&diff->new_settings));
}
