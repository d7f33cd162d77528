// SPDX-License-Identifier: GPL-2.0-only
/* What a key does to the full screen */

#include <curses.h>
#include <string.h>

#include "full.h"
#include "screen.h"

static void answer(struct full *full, bool allow, int64_t now_ms)
{
	struct asked *asked = model_selected(&full->model);
	struct answer answer;
	int err;

	switch (model_attempt(&full->model, allow, now_ms, &answer)) {
	case ATTEMPT_OK:
		err = full->feed->answer(full->feed, asked, &answer);
		if (err)
			full_say(full, "The answer could not be sent",
			    strerror(-err));
		else
			full_say(full, "Sent.", NULL);
		break;
	case ATTEMPT_NONE:
		full_say(full, "There is no question to answer.", NULL);
		break;
	case ATTEMPT_OFFLINE:
		full_say(full, "Not connected: nothing can be answered now.", NULL);
		break;
	case ATTEMPT_CLOSED:
		full_say(full, "Not answered: it is closed. Enter goes on.", NULL);
		break;
	case ATTEMPT_SENT:
		full_say(full, "It has your answer already.", NULL);
		break;
	case ATTEMPT_EARLY:
		full_say(full, "Too early: not taken as an answer.", NULL);
		break;
	case ATTEMPT_REFUSED:
		full_say(full, "Not like that", asked_refusal(asked, &answer));
		break;
	}
}

static void say_no_rule(struct full *full)
{
	if (model_is_open(&full->model))
		full_say(full, "\"once\" makes no rule; Right makes the answer reach further.",
			 NULL);
	else
		full_say(full, "There is no question to answer.", NULL);
}

static void set_overlay(struct full *full, enum overlay overlay)
{
	full->view.overlay = overlay;
	full->view.scroll = 0;
	model_hidden(&full->model);
}

static void scroll_by(struct full *full, int rows)
{
	struct view *view = &full->view;

	if (rows < 0)
		view->scroll -= (size_t)-rows < view->scroll ? (size_t)-rows :
							       view->scroll;
	else
		view->scroll += rows;
	if (view->scroll > view->scroll_max)
		view->scroll = view->scroll_max;
}

static void take_overlay_key(struct full *full, enum action action)
{
	int page = LINES > 3 ? LINES - 3 : 1;

	switch (action) {
	case ACTION_UP:
		scroll_by(full, -1);
		break;
	case ACTION_DOWN:
		scroll_by(full, 1);
		break;
	case ACTION_PAGE_UP:
		scroll_by(full, -page);
		break;
	case ACTION_PAGE_DOWN:
		scroll_by(full, page);
		break;
	case ACTION_REDRAW:
		screen_resize();
		break;
	default:
		set_overlay(full, OVERLAY_NONE);
	}
}

void full_key(struct full *full, enum action action, int64_t now_ms)
{
	struct model *model = &full->model;
	int page = LINES / 2;

	/* What was said last was about the key of before. */
	text_clear(&full->message);
	full->dirty = true;
	if (full->view.overlay != OVERLAY_NONE) {
		take_overlay_key(full, action);
		return;
	}
	switch (action) {
	case ACTION_ALLOW:
	case ACTION_DENY:
		answer(full, action == ACTION_ALLOW, now_ms);
		return;
	case ACTION_UP:
	case ACTION_DOWN:
		model_move(model, action == ACTION_UP ? -1 : 1, now_ms);
		break;
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		model_move(model, action == ACTION_PAGE_UP ? -page : page,
			   now_ms);
		break;
	case ACTION_FIRST:
	case ACTION_LAST:
		model_move_to_end(model, action == ACTION_LAST, now_ms);
		break;
	case ACTION_GO_ON:
		model_go_on(model, now_ms);
		break;
	case ACTION_NARROWER:
	case ACTION_WIDER:
		model_step_scope(model, action == ACTION_NARROWER ? -1 : 1);
		break;
	case ACTION_LONGER:
	case ACTION_SHORTER:
		if (!model_step_lasting(model, action == ACTION_LONGER ? 1 : -1))
			say_no_rule(full);
		break;
	case ACTION_USER:
		if (!model_toggle_user(model))
			say_no_rule(full);
		break;
	case ACTION_MOUNT:
		if (!model_toggle_mount(model))
			full_say(full, "That key is for programs that have a namespace of their own.",
				 NULL);
		break;
	case ACTION_ALL:
		if (model_selected(model))
			set_overlay(full, OVERLAY_ALL);
		break;
	case ACTION_HELP:
		set_overlay(full, OVERLAY_HELP);
		break;
	case ACTION_REDRAW:
		model_hidden(model);
		screen_resize();
		break;
	case ACTION_QUIT:
		full->leave = true;
		break;
	case ACTION_BURST:
		full_say(full, "Several keys at once: not taken as an answer.",
		    NULL);
		return;
	case ACTION_NONE:
		full_say(full, "That key does nothing here; ? shows those that do.",
		    NULL);
		return;
	default:
		if (action >= ACTION_PICK)
			model_pick_scope(model, action - ACTION_PICK);
	}
}
