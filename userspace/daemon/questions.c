// SPDX-License-Identifier: GPL-2.0-only
/* The open questions */

#include "questions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"

static int by_id(const void *a, const void *b)
{
	const struct question *left = a, *right = b;

	if (left->record.question == right->record.question)
		return 0;
	return left->record.question < right->record.question ? -1 : 1;
}

struct question *questions_find(const struct questions *questions, int64_t id)
{
	const struct question key = { .record.question = id };

	if (!questions->count)
		return NULL;
	return bsearch(&key, questions->list, questions->count,
		       sizeof(*questions->list), by_id);
}

int questions_update(struct questions *questions, const char *text, size_t len)
{
	struct questions new = { 0 };
	struct record *records;
	int64_t now = now_ms();
	size_t i, count;

	records = record_parse_all(text, len, &count, &new.bad);
	if (!records)
		return -ENOMEM;
	new.list = calloc(count + 1, sizeof(*new.list));
	if (!new.list) {
		record_destroy_all(records, count);
		return -ENOMEM;
	}
	for (i = 0; i < count; i++) {
		struct question *to = &new.list[i], *old;

		to->record = records[i];
		to->ends_ms = now;
		if (records[i].left > 0)
			to->ends_ms += records[i].left * 1000;
		old = questions_find(questions, records[i].question);
		if (old) {
			to->settled = old->settled;
			to->skipped = old->skipped;
		}
	}
	new.count = count;
	/* The strings belong to the new list now. */
	free(records);
	qsort(new.list, new.count, sizeof(*new.list), by_id);
	questions_destroy(questions);
	*questions = new;
	return 0;
}

void questions_destroy(struct questions *questions)
{
	size_t i;

	for (i = 0; i < questions->count; i++)
		record_destroy(&questions->list[i].record);
	free(questions->list);
	*questions = (struct questions){ 0 };
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
