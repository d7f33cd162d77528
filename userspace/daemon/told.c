// SPDX-License-Identifier: GPL-2.0-only
/* What an agent has been told of the questions */

#include "told.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

/* The two lists side by side, from the id on that is the next. */
struct walk {
	struct told *told;
	const struct questions *questions;
	const struct teller *teller;
	size_t in;	/* index of what was told */
	size_t out;	/* where that goes: what is closed drops out */
	size_t at;	/* index of the questions */
};

void told_init(struct told *told)
{
	*told = (struct told){ .between = true };
}

void told_destroy(struct told *told)
{
	free(told->list);
	told_init(told);
}

static size_t told_from(const struct told *told, int64_t id)
{
	size_t low = 0, high = told->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (told->list[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Nearly always the new one is the last one, or something dropped out. */
static bool insert(struct walk *walk, const struct question *question)
{
	struct told *told = walk->told;

	if (walk->out == walk->in) {
		if (ARRAY_GROW(told->list, told->count, told->room))
			return false;
		memmove(&told->list[walk->in + 1], &told->list[walk->in],
			(told->count - walk->in) * sizeof(*told->list));
		told->count++;
		walk->in++;
	}
	told->list[walk->out++] = (struct told_question){
		question->record.question, question->version,
	};
	return true;
}

static bool tell_new(struct walk *walk, struct question *question)
{
	if (walk->teller->may_see(walk->teller->data, question)) {
		if (!insert(walk, question))
			return false;
		walk->teller->question(walk->teller->data, question);
	}
	walk->at++;
	return true;
}

static void tell_old(struct walk *walk, struct question *question)
{
	struct told_question *old = &walk->told->list[walk->in++];

	walk->at++;
	if (!walk->teller->may_see(walk->teller->data, question)) {
		walk->teller->closed(walk->teller->data, old->id);
		return;
	}
	if (old->version != question->version)
		walk->teller->question(walk->teller->data, question);
	walk->told->list[walk->out++] = (struct told_question){
		old->id, question->version,
	};
}

/* False: no memory. */
static bool step(struct walk *walk)
{
	struct told_question *old = NULL;
	struct question *question = NULL;

	if (walk->in < walk->told->count)
		old = &walk->told->list[walk->in];
	if (walk->at < walk->questions->count)
		question = &walk->questions->list[walk->at];
	if (old && (!question || old->id < question->record.question)) {
		walk->teller->closed(walk->teller->data, old->id);
		walk->in++;
		return true;
	}
	if (!old || question->record.question < old->id)
		return tell_new(walk, question);
	tell_old(walk, question);
	return true;
}

static bool at_end(const struct walk *walk)
{
	return walk->in == walk->told->count &&
	       walk->at == walk->questions->count;
}

/* The id to go on with when this walk goes no further. */
static int64_t next_id(const struct walk *walk)
{
	int64_t next = INT64_MAX;

	if (walk->in < walk->told->count)
		next = walk->told->list[walk->in].id;
	if (walk->at < walk->questions->count &&
	    walk->questions->list[walk->at].record.question < next)
		next = walk->questions->list[walk->at].record.question;
	return next;
}

static void close_gap(struct walk *walk)
{
	struct told *told = walk->told;

	if (walk->in == walk->out)
		return;
	memmove(&told->list[walk->out], &told->list[walk->in],
		(told->count - walk->in) * sizeof(*told->list));
	told->count -= walk->in - walk->out;
}

/* True: to the end. */
static bool go(struct told *told, const struct questions *questions,
	       const struct teller *teller)
{
	struct walk walk = {
		.told = told,
		.questions = questions,
		.teller = teller,
		.in = told_from(told, told->next),
		.at = questions_from(questions, told->next),
	};
	bool ended;

	walk.out = walk.in;
	while (!at_end(&walk) && !teller->is_full(teller->data)) {
		if (!step(&walk))
			break;
	}
	ended = at_end(&walk);
	told->next = next_id(&walk);
	close_gap(&walk);
	return ended;
}

bool told_go_on(struct told *told, const struct questions *questions,
		const struct teller *teller)
{
	for (;;) {
		/*
		 * A pass that has begun goes to its end first: questions that
		 * change all the time must not keep the last ones waiting.
		 */
		if (told->between) {
			if (told->pass == questions->updates)
				return true;
			told->between = false;
			told->pass = questions->updates;
			told->next = 0;
		}
		if (!go(told, questions, teller))
			return false;
		told->between = true;
	}
}
