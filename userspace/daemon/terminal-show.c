// SPDX-License-Identifier: GPL-2.0-only
/* What the terminal front end shows */

#include <stdlib.h>
#include <string.h>

#include "parent.h"
#include "prompt.h"
#include "terminal.h"
#include "users.h"

void terminal_show(struct terminal *terminal, struct question *question)
{
	const struct record *record = &question->record;
	struct text *out = &terminal->output.pending;
	size_t others = questions_unsettled(&terminal->queue->questions) - 1;
	char user[300];
	bool proven;
	char *path = parent_find(record, &proven);
	char *parent = path ? parent_print(path, proven, record->ppid) : NULL;
	const struct prompt prompt = {
		.record = record,
		.left = (question->ends_ms - now_ms() + 999) / 1000,
		.user = user_print(user, sizeof(user), record->uid),
		.parent = parent,
	};

	terminal->shown = record->question;
	terminal->shown_state = !strcmp(record->state, "timeout");
	guard_hide(&terminal->guard);
	if (terminal->output.lost) {
		text_puts(out, "\n(Some text was lost while this terminal was stopped.)\n");
		terminal->output.lost = false;
	}
	text_puts(out, "\n");
	prompt_put(out, &prompt, others);
	free(parent);
	free(path);
	terminal_prompt(terminal);
}

void terminal_prompt(struct terminal *terminal)
{
	struct text *out = &terminal->output.pending;
	struct question *question;

	question = questions_find(&terminal->queue->questions,
				  terminal->shown);
	if (!question)
		return;
	prompt_put_keys(out, &question->record);
	terminal_sign(terminal);
}

void terminal_sign(struct terminal *terminal)
{
	if (!terminal_is_deaf(terminal))
		text_puts(&terminal->output.pending, "> ");
}

void terminal_list(struct terminal *terminal)
{
	const struct questions *questions = &terminal->queue->questions;
	struct text *out = &terminal->output.pending;
	size_t i, shown = 0;

	for (i = 0; i < questions->count; i++) {
		const struct question *question = &questions->list[i];
		bool current = question->record.question == terminal->shown;

		if (question->settled)
			continue;
		/* Enough for a screen; cordonctl queue lists all. */
		if (shown++ == 30) {
			text_puts(out, "  ...\n");
			break;
		}
		prompt_put_row(out, &question->record, current ? '*' : ' ');
	}
	if (!shown)
		text_puts(out, "No questions.\n");
}

void terminal_help(struct terminal *terminal)
{
	prompt_put_help(&terminal->output.pending);
}
