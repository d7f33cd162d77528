// SPDX-License-Identifier: GPL-2.0-only
/* What the full screen shows */

#include "model.h"

#include "array.h"

static const struct answer lastings[] = {
	{ .lasting = LASTING_SECONDS, .seconds = 300 },
	{ .lasting = LASTING_SECONDS, .seconds = 3600 },
	{ .lasting = LASTING_BOOT },
	{ .lasting = LASTING_ALWAYS },
};

_Static_assert(ARRAY_SIZE(lastings) == MODEL_LASTINGS, "");

#define LASTING_FIRST 2

void model_init(struct model *model, struct asked_list *questions)
{
	*model = (struct model){ .questions = questions };
}

struct asked *model_selected(const struct model *model)
{
	return asked_find(model->questions, model->selected);
}

/* The safest answer is where each question begins. */
static void select_question(struct model *model, const struct asked *asked)
{
	model->selected = asked ? asked->record.question : 0;
	model->version = asked ? asked->version : 0;
	model->closed = asked && asked->state == ASKED_CLOSED;
	model->answer = (struct answer){
		.this_user = asked && asked->only_this_user,
	};
	model->lasting = LASTING_FIRST;
	guard_hide(&model->guard);
}

static void forget_closed(struct model *model)
{
	struct asked_list *questions = model->questions;
	size_t i = questions->count;

	while (i--) {
		struct asked *asked = questions->items[i];

		if (asked->state == ASKED_CLOSED &&
		    asked->record.question != model->selected)
			asked_forget(questions, asked);
	}
}

static void select_next(struct model *model)
{
	select_question(model, asked_next(model->questions, model->selected));
	forget_closed(model);
}

/* Answered here: the person waits for the next one. */
static bool is_done(const struct model *model, const struct asked *asked)
{
	if (asked->state == ASKED_SETTLED)
		return asked_count_open(model->questions);
	return asked->state == ASKED_CLOSED && asked->mine;
}

static void update_selected(struct model *model, struct asked *asked,
			    int64_t now_ms)
{
	if (asked->state == ASKED_CLOSED) {
		if (!model->closed) {
			model->closed = true;
			model->touched_ms = now_ms;
			guard_hide(&model->guard);
		}
		return;
	}
	/* It was closed, and was opened again. */
	model->closed = false;
	if (asked->version == model->version)
		return;
	model->version = asked->version;
	guard_hide(&model->guard);
	model->answer.this_user |= asked->only_this_user;
	model->answer.any_mount &= !asked->no_any_mount;
	if (!(model_scopes(model) & 1U << model->answer.scope))
		model->answer.scope = SCOPE_ONCE;
}

void model_update(struct model *model, bool online, int64_t now_ms)
{
	struct asked *asked = model_selected(model);

	if (model->online != online)
		guard_hide(&model->guard);
	model->online = online;
	if (!asked || is_done(model, asked))
		select_next(model);
	else
		update_selected(model, asked, now_ms);
	forget_closed(model);
}

void model_drawn(struct model *model, int64_t now_ms)
{
	if (model_is_open(model))
		guard_show(&model->guard, now_ms);
}

void model_hidden(struct model *model)
{
	guard_hide(&model->guard);
}

bool model_is_open(const struct model *model)
{
	const struct asked *asked = model_selected(model);

	return asked && asked->state == ASKED_OPEN && model->online;
}

bool model_ready(const struct model *model)
{
	return model->guard.ready;
}

int64_t model_wait(const struct model *model, int64_t now_ms)
{
	int64_t left;

	if (!model->closed)
		return guard_wait(&model->guard, now_ms);
	left = model->touched_ms + MODEL_CLOSED_MS - now_ms;
	return left > 0 ? left : 0;
}

void model_tick(struct model *model, int64_t now_ms)
{
	if (!model->closed)
		guard_tick(&model->guard, now_ms);
	else if (!model_wait(model, now_ms))
		select_next(model);
}

enum attempt model_attempt(struct model *model, bool allow, int64_t now_ms,
			   struct answer *answer)
{
	const struct asked *asked = model_selected(model);

	model->touched_ms = now_ms;
	if (!asked)
		return ATTEMPT_NONE;
	if (!model->online)
		return ATTEMPT_OFFLINE;
	if (asked->state == ASKED_CLOSED)
		return ATTEMPT_CLOSED;
	if (asked->state != ASKED_OPEN)
		return ATTEMPT_SENT;
	if (!guard_try(&model->guard, now_ms))
		return ATTEMPT_EARLY;
	*answer = model->answer;
	answer->allow = allow;
	answer->lasting = lastings[model->lasting].lasting;
	answer->seconds = lastings[model->lasting].seconds;
	if (answer->scope == SCOPE_ONCE) {
		answer->this_user = false;
		answer->any_mount = false;
	}
	return asked_refusal(asked, answer) ? ATTEMPT_REFUSED : ATTEMPT_OK;
}

unsigned int model_scopes(const struct model *model)
{
	const struct asked *asked = model_selected(model);
	struct answer answer = { .any_mount = model->answer.any_mount };
	unsigned int scopes = 0;
	int scope;

	for (scope = 0; asked && scope < SCOPE_COUNT; scope++) {
		answer.scope = scope;
		if (!asked_refusal(asked, &answer))
			scopes |= 1U << scope;
	}
	return scopes;
}

struct answer model_lasting(size_t which)
{
	return lastings[which];
}

static void select_at(struct model *model, size_t index, int64_t now_ms)
{
	struct asked *asked = model->questions->items[index];

	model->touched_ms = now_ms;
	if (asked->record.question == model->selected)
		return;
	select_question(model, asked);
	forget_closed(model);
}

void model_move(struct model *model, int steps, int64_t now_ms)
{
	const struct asked_list *questions = model->questions;
	size_t index = asked_index(questions, model->selected);
	size_t down = steps < 0 ? -(size_t)steps : 0;

	if (!questions->count)
		return;
	if (steps < 0)
		index = index > down ? index - down : 0;
	else
		index += steps;
	if (index >= questions->count)
		index = questions->count - 1;
	select_at(model, index, now_ms);
}

void model_move_to_end(struct model *model, bool last, int64_t now_ms)
{
	size_t count = model->questions->count;

	if (count)
		select_at(model, last ? count - 1 : 0, now_ms);
}

void model_go_on(struct model *model, int64_t now_ms)
{
	model->touched_ms = now_ms;
	if (model->closed)
		select_next(model);
}

void model_step_scope(struct model *model, int steps)
{
	unsigned int scopes = model_scopes(model);
	int scope = model->answer.scope;

	do {
		scope += steps;
		if (scope < 0 || scope >= SCOPE_COUNT)
			return;
	} while (!(scopes & 1U << scope));
	model->answer.scope = scope;
}

void model_pick_scope(struct model *model, size_t place)
{
	unsigned int scopes = model_scopes(model);
	int scope;

	for (scope = 0; scope < SCOPE_COUNT; scope++) {
		if (!(scopes & 1U << scope) || place--)
			continue;
		model->answer.scope = scope;
		return;
	}
}

static bool has_rule(const struct model *model)
{
	return model_is_open(model) && model->answer.scope != SCOPE_ONCE;
}

bool model_step_lasting(struct model *model, int steps)
{
	if (!has_rule(model))
		return false;
	model->lasting = (model->lasting + MODEL_LASTINGS + steps) %
			 MODEL_LASTINGS;
	return true;
}

bool model_toggle_user(struct model *model)
{
	const struct asked *asked = model_selected(model);

	if (!has_rule(model) || asked->only_this_user)
		return false;
	model->answer.this_user = !model->answer.this_user;
	return true;
}

bool model_toggle_mount(struct model *model)
{
	const struct asked *asked = model_selected(model);

	if (!model_is_open(model) || !record_needs_any_mount(&asked->record))
		return false;
	model->answer.any_mount = !model->answer.any_mount &&
				  !asked->no_any_mount;
	if (!(model_scopes(model) & 1U << model->answer.scope))
		model->answer.scope = SCOPE_ONCE;
	return true;
}
