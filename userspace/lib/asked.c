// SPDX-License-Identifier: GPL-2.0-only
/* Questions as those who show them to a person keep them */

#include "asked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

void asked_destroy(struct asked *asked)
{
	record_destroy(&asked->record);
	free(asked->user);
	free(asked->parent);
	free(asked->service);
	asked->user = NULL;
	asked->parent = NULL;
	asked->service = NULL;
}

size_t asked_index(const struct asked_list *list, int64_t id)
{
	size_t first = 0, last = list->count;

	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (list->items[middle]->record.question < id)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

struct asked *asked_find(const struct asked_list *list, int64_t id)
{
	size_t i = asked_index(list, id);

	if (i < list->count && list->items[i]->record.question == id)
		return list->items[i];
	return NULL;
}

static bool same_string(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What changes while the same thing is asked: the count down, the policy. */
static bool passes(const char *key)
{
	static const char *const keys[] = {
		"waiting", "left", "after", "gen", "rule", "label",
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(key, keys[i]))
			return true;
	}
	return false;
}

static bool same_record(const struct record *a, const struct record *b)
{
	struct record_value left, right;
	size_t i;
	int has;

	for (i = 0; (has = record_value(a, i, &left)) >= 0; i++) {
		if (passes(left.key))
			continue;
		if (has != record_value(b, i, &right))
			return false;
		if (!has)
			continue;
		if (left.number != right.number ||
		    !same_string(left.string, right.string))
			return false;
	}
	return true;
}

static bool same(const struct asked *a, const struct asked *b)
{
	return a->changed == b->changed && a->scopes == b->scopes &&
	       a->no_allow == b->no_allow && a->no_deny == b->no_deny &&
	       a->no_any_mount == b->no_any_mount &&
	       a->only_this_user == b->only_this_user &&
	       same_string(a->user, b->user) &&
	       same_string(a->parent, b->parent) &&
	       same_string(a->service, b->service) &&
	       same_record(&a->record, &b->record);
}

static void replace(struct asked_list *list, struct asked *old,
		    struct asked *new)
{
	new->version = same(old, new) ? old->version : ++list->versions;
	new->state = ASKED_OPEN;
	new->request = 0;
	new->gone = false;
	new->mine = false;
	if (old->state == ASKED_SENT) {
		new->state = ASKED_SENT;
		new->request = old->request;
	}
	asked_destroy(old);
	*old = *new;
}

static int make_room(struct asked_list *list)
{
	if (list->count >= ASKED_MAX)
		return -E2BIG;
	return ARRAY_GROW(list->items, list->count, list->room);
}

int asked_put(struct asked_list *list, struct asked *new)
{
	struct asked *asked = asked_find(list, new->record.question);
	size_t at;
	int err;

	if (asked) {
		replace(list, asked, new);
		return 0;
	}
	err = make_room(list);
	if (err)
		return err;
	asked = malloc(sizeof(*asked));
	if (!asked)
		return -ENOMEM;
	*asked = *new;
	asked->version = ++list->versions;
	at = asked_index(list, asked->record.question);
	memmove(list->items + at + 1, list->items + at,
		(list->count - at) * sizeof(struct asked *));
	list->items[at] = asked;
	list->count++;
	return 0;
}

void asked_forget(struct asked_list *list, struct asked *asked)
{
	size_t at = asked_index(list, asked->record.question);

	list->count--;
	memmove(list->items + at, list->items + at + 1,
		(list->count - at) * sizeof(struct asked *));
	asked_destroy(asked);
	free(asked);
}

void asked_forget_all(struct asked_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		asked_destroy(list->items[i]);
		free(list->items[i]);
	}
	free(list->items);
	*list = (struct asked_list){ .versions = list->versions };
}

struct asked *asked_next(const struct asked_list *list, int64_t after)
{
	size_t start = asked_index(list, after + 1), i;

	for (i = 0; i < list->count; i++) {
		struct asked *asked = list->items[(start + i) % list->count];

		if (asked->state == ASKED_OPEN)
			return asked;
	}
	return NULL;
}

size_t asked_count_open(const struct asked_list *list)
{
	size_t i, count = 0;

	for (i = 0; i < list->count; i++)
		count += list->items[i]->state == ASKED_OPEN;
	return count;
}

static bool has_rule(const struct asked *asked)
{
	const struct answer answer = { .scope = SCOPE_APP };

	return !answer_refusal(&asked->record, &answer);
}

const char *asked_limits(const struct asked *asked)
{
	if (asked->no_allow && asked->no_deny)
		return "You may not answer: an administrator does";
	if (asked->no_allow)
		return "You may only deny";
	if (asked->scopes == 1U << SCOPE_ONCE && has_rule(asked))
		return "You may only answer once";
	return NULL;
}

void asked_narrow(const struct asked *asked, struct answer *answer)
{
	if (asked->only_this_user && answer->scope != SCOPE_ONCE)
		answer->this_user = true;
}

const char *asked_refusal(const struct asked *asked,
			  const struct answer *answer)
{
	const char *refusal = answer_refusal(&asked->record, answer);

	if (answer->allow ? asked->no_allow : asked->no_deny)
		return asked_limits(asked);
	if (answer->any_mount && asked->no_any_mount)
		return "only an administrator makes a rule for any file at that path";
	if (!refusal && !answer->any_mount &&
	    !(asked->scopes & 1U << answer->scope))
		return "it cannot be answered with that scope";
	return refusal;
}

int64_t asked_left(const struct asked *asked, int64_t now_ms)
{
	int64_t left = (asked->ends_ms - now_ms + 999) / 1000;

	return left > 0 ? left : 0;
}

struct prompt asked_prompt(const struct asked *asked, int64_t now_ms)
{
	return (struct prompt){
		.record = &asked->record,
		.left = asked_left(asked, now_ms),
		.user = asked->user,
		.parent = asked->parent,
		.service = asked->service,
		.changed = asked->changed,
	};
}
