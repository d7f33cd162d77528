// SPDX-License-Identifier: GPL-2.0-only
/* The open questions */

#include "questions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "loop.h"
#include "text.h"

static int by_id(const void *a, const void *b)
{
	const struct question *left = a, *right = b;

	if (left->record.question == right->record.question)
		return 0;
	return left->record.question < right->record.question ? -1 : 1;
}

size_t questions_from(const struct questions *questions, int64_t id)
{
	size_t low = 0, high = questions->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (questions->list[middle].record.question < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct question *questions_find(const struct questions *questions, int64_t id)
{
	size_t at = questions_from(questions, id);

	if (at == questions->count ||
	    questions->list[at].record.question != id)
		return NULL;
	return &questions->list[at];
}

/* Not the time that is left, nor the generation: those change all the time. */
static bool is_news(const struct record *old, const struct record *new)
{
	return strcmp(old->state, new->state) ||
	       old->waiting != new->waiting || old->rule != new->rule ||
	       old->after != new->after || strcmp(old->label, new->label);
}

static void take_over(struct questions *new, struct question *to,
		      struct question *old)
{
	/* Judged again, and asked all the same: our answer was none. */
	to->settled = old->settled && old->record.gen == to->record.gen;
	to->skipped = old->skipped;
	to->complete = old->complete;
	to->changed = old->changed;
	to->parent = old->parent;
	to->parent_proven = old->parent_proven;
	to->version = old->version;
	if (is_news(&old->record, &to->record))
		questions_touch(new, to);
}

/* 0, also when the line is not understood, or -ENOMEM. */
static int add_line(struct questions *new, const char *line, size_t len,
		    int64_t now)
{
	struct question *to;
	int err = ARRAY_GROW(new->list, new->count, new->room);

	if (err)
		return err;
	to = &new->list[new->count];
	*to = (struct question){ .ends_ms = now };
	err = record_parse(&to->record, line, len);
	if (err == -ENOMEM)
		return err;
	if (err) {
		new->bad++;
		return 0;
	}
	/* No sum of ours overflows, whatever the number is. */
	if (to->record.left > 0 && to->record.left < INT32_MAX)
		to->ends_ms += to->record.left * 1000;
	new->count++;
	return 0;
}

int questions_add(struct questions *new, const char *text, size_t len)
{
	const char *end = text + len, *line;
	int64_t now = now_ms();
	int err = 0;

	while (!err && (line = text_line(&text, end, &len))) {
		if (len)
			err = add_line(new, line, len, now);
	}
	return err;
}

void questions_update(struct questions *questions, struct questions *new)
{
	size_t i;

	new->version = questions->version;
	new->updates = questions->updates + 1;
	if (new->count)
		qsort(new->list, new->count, sizeof(*new->list), by_id);
	for (i = 0; i < new->count; i++) {
		struct question *to = &new->list[i], *old;

		old = questions_find(questions, to->record.question);
		if (old) {
			take_over(new, to, old);
			old->parent = NULL;
		} else {
			questions_touch(new, to);
		}
	}
	questions_destroy(questions);
	*questions = *new;
	*new = (struct questions){ 0 };
}

void questions_touch(struct questions *questions, struct question *question)
{
	question->version = ++questions->version;
}

void questions_destroy(struct questions *questions)
{
	size_t i;

	for (i = 0; i < questions->count; i++) {
		record_destroy(&questions->list[i].record);
		free(questions->list[i].parent);
	}
	free(questions->list);
	*questions = (struct questions){ 0 };
}

bool question_is_open(const struct question *question)
{
	return strcmp(question->record.state, "answered");
}

int64_t question_left(const struct question *question)
{
	int64_t left = (question->ends_ms - now_ms() + 999) / 1000;

	return left > 0 ? left : 0;
}

struct question *questions_next(const struct questions *questions)
{
	struct question *skipped = NULL;
	size_t i;

	for (i = 0; i < questions->count; i++) {
		struct question *question = &questions->list[i];

		if (question->settled)
			continue;
		if (!question->skipped)
			return question;
		if (!skipped)
			skipped = question;
	}
	return skipped;
}

size_t questions_unsettled(const struct questions *questions)
{
	size_t i, count = 0;

	for (i = 0; i < questions->count; i++)
		count += !questions->list[i].settled;
	return count;
}

int64_t questions_first_end(const struct questions *questions)
{
	int64_t first = -1;
	size_t i;

	for (i = 0; i < questions->count; i++) {
		if (first < 0 || questions->list[i].ends_ms < first)
			first = questions->list[i].ends_ms;
	}
	return first;
}
