// SPDX-License-Identifier: GPL-2.0-only
/* Asks a person in lines of text */

#include "dialogue.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "printable.h"
#include "prompt.h"

/* Enough for a screen; cordonctl queue lists all. */
#define LIST_MAX 30

static bool is_asking(const struct dialogue *dialogue)
{
	return dialogue->feed->online && dialogue->shown && !dialogue->sent &&
	       !dialogue->paused;
}

/* The sign that says: your turn. */
static void put_sign(struct dialogue *dialogue)
{
	if (is_asking(dialogue) &&
	    (!dialogue->guarded || dialogue->guard.ready))
		text_puts(&dialogue->out, "> ");
}

static void put_keys(struct text *to, const struct asked *asked)
{
	const char *limits = asked_limits(asked);

	if (!limits) {
		prompt_put_keys(to, &asked->record);
		return;
	}
	text_printf(to, "  %s.", limits);
	if (!asked->no_allow)
		text_puts(to, " a allow once, d deny once;");
	else if (!asked->no_deny)
		text_puts(to, " d deny once, D deny always;");
	text_puts(to, " ? more\n");
}

static void show(struct dialogue *dialogue, const struct asked *asked,
		 int64_t now_ms)
{
	size_t others = asked_count_open(dialogue->feed->questions) - 1;
	struct prompt prompt = asked_prompt(asked, now_ms);

	dialogue->shown = asked->record.question;
	dialogue->version = asked->version;
	dialogue->ran_out = !strcmp(asked->record.state, "timeout");
	dialogue->paused = false;
	guard_hide(&dialogue->guard);
	text_puts(&dialogue->out, "\n");
	prompt_put(&dialogue->out, &prompt, others);
	put_keys(&dialogue->out, asked);
	put_sign(dialogue);
}

static void forget_closed(struct asked_list *questions)
{
	size_t i = questions->count;

	while (i--) {
		if (questions->items[i]->state == ASKED_CLOSED)
			asked_forget(questions, questions->items[i]);
	}
}

static void say_closed(struct dialogue *dialogue)
{
	text_printf(&dialogue->out,
		    "\nQuestion %" PRId64 " is closed: answered elsewhere, settled by a change of policy, or nobody waits any more.\n",
		    dialogue->shown);
}

static void update_shown(struct dialogue *dialogue, const struct asked *asked,
			 int64_t now_ms)
{
	if (!dialogue->paused && asked->version == dialogue->version)
		return;
	if (!dialogue->ran_out && !strcmp(asked->record.state, "timeout"))
		text_printf(&dialogue->out,
			    "\nNobody answered question %" PRId64 " in time; an answer still counts for the next try.\n",
			    dialogue->shown);
	show(dialogue, asked, now_ms);
}

void dialogue_update(struct dialogue *dialogue, int64_t now_ms)
{
	struct feed *feed = dialogue->feed;
	struct asked *asked;

	if (!feed->online) {
		dialogue->sent = false;
		dialogue->paused = true;
		return;
	}
	if (dialogue->sent)
		return;
	asked = asked_find(feed->questions, dialogue->shown);
	if (asked && asked->state == ASKED_OPEN) {
		update_shown(dialogue, asked, now_ms);
		return;
	}
	if (dialogue->shown)
		say_closed(dialogue);
	forget_closed(feed->questions);
	asked = asked_next(feed->questions, dialogue->shown);
	dialogue->shown = 0;
	dialogue->paused = false;
	if (asked)
		show(dialogue, asked, now_ms);
}

static void given(void *data, const struct outcome *outcome)
{
	struct dialogue *dialogue = data;
	struct text *out = &dialogue->out;

	if (outcome->id != dialogue->shown)
		text_printf(out, "Question %" PRId64 ": ", outcome->id);
	if (outcome->refused) {
		text_puts(out, "Refused: ");
		put_printable(out, outcome->trouble);
	} else {
		text_puts(out, outcome->allow ? "Allowed" : "Denied");
		text_puts(out, outcome->rule ? ": " : " once.");
		put_printable(out, outcome->rule ? outcome->rule : "");
		if (outcome->trouble) {
			text_puts(out, "\nBut ");
			put_printable(out, outcome->trouble);
		}
		dialogue->answers++;
		if (dialogue->once)
			dialogue->leave = true;
	}
	text_puts(out, "\n");
	if (outcome->id != dialogue->shown) {
		put_sign(dialogue);
		return;
	}
	dialogue->sent = false;
	/* Refused: it is put again, if it is still open. */
	if (outcome->refused)
		dialogue->paused = true;
	else
		dialogue->shown = 0;
}

static void notice(void *data, const char *text)
{
	struct dialogue *dialogue = data;

	text_printf(&dialogue->out, "\n%s\n", text);
	put_sign(dialogue);
}

void dialogue_init(struct dialogue *dialogue, struct feed *feed)
{
	*dialogue = (struct dialogue){ .feed = feed };
	feed->given = given;
	feed->notice = notice;
	feed->data = dialogue;
}

void dialogue_destroy(struct dialogue *dialogue)
{
	text_destroy(&dialogue->out);
}

static void list(struct dialogue *dialogue)
{
	const struct asked_list *questions = dialogue->feed->questions;
	size_t i, count = 0;

	for (i = 0; i < questions->count; i++) {
		const struct asked *asked = questions->items[i];
		bool current = asked->record.question == dialogue->shown;

		if (asked->state != ASKED_OPEN)
			continue;
		if (count++ == LIST_MAX) {
			text_puts(&dialogue->out, "  ...\n");
			break;
		}
		prompt_put_row(&dialogue->out, &asked->record,
			       current ? '*' : ' ');
	}
	if (!count)
		text_puts(&dialogue->out, "No questions.\n");
}

static void answer(struct dialogue *dialogue, struct asked *asked, char *line)
{
	struct answer how;
	const char *wrong = command_parse(line, &asked->record, &how);
	bool is_shown = asked->record.question == dialogue->shown;
	int err;

	asked_narrow(asked, &how);
	if (!wrong)
		wrong = asked_refusal(asked, &how);
	if (wrong) {
		text_printf(&dialogue->out, "%s. ? and Enter: help.\n", wrong);
		put_sign(dialogue);
		return;
	}
	if (is_shown)
		dialogue->sent = true;
	err = dialogue->feed->answer(dialogue->feed, asked, &how);
	if (!err)
		return;
	text_printf(&dialogue->out, "The answer could not be sent: %s.\n",
		    strerror(-err));
	if (is_shown)
		dialogue->sent = false;
	put_sign(dialogue);
}

/* "17 allow host": for that question, whichever is on display. */
static void answer_id(struct dialogue *dialogue, char *line)
{
	struct asked *asked;
	char *rest;
	long long id;

	errno = 0;
	id = strtoll(line, &rest, 10);
	asked = errno ? NULL : asked_find(dialogue->feed->questions, id);
	if (asked && asked->state == ASKED_OPEN) {
		answer(dialogue, asked, rest);
		return;
	}
	text_printf(&dialogue->out, "Question %.*s is not open.\n",
		    (int)(rest - line), line);
	put_sign(dialogue);
}

static void take_line(struct dialogue *dialogue, char *line, int64_t now_ms)
{
	struct asked_list *questions = dialogue->feed->questions;
	struct asked *asked = NULL;

	if (is_asking(dialogue))
		asked = asked_find(questions, dialogue->shown);
	if (!dialogue->feed->online) {
		text_puts(&dialogue->out,
			  "Not connected to cordond: nothing can be answered now.\n");
	} else if (*line >= '0' && *line <= '9') {
		answer_id(dialogue, line);
	} else if (!asked || asked->state != ASKED_OPEN) {
		text_puts(&dialogue->out,
			  "There is no question to answer now.\n");
	} else if (!*line) {
		show(dialogue, asked, now_ms);
	} else if (!strcmp(line, "n") || !strcmp(line, "next")) {
		show(dialogue, asked_next(questions, dialogue->shown), now_ms);
	} else {
		answer(dialogue, asked, line);
	}
}

void dialogue_line(struct dialogue *dialogue, char *line, int64_t now_ms)
{
	line += strspn(line, " \t");
	line[strcspn(line, "\r")] = '\0';
	if (!strcmp(line, "q") || !strcmp(line, "quit")) {
		dialogue->leave = true;
	} else if (!strcmp(line, "?") || !strcmp(line, "help")) {
		prompt_put_help(&dialogue->out);
		put_sign(dialogue);
	} else if (!strcmp(line, "l") || !strcmp(line, "list")) {
		list(dialogue);
		put_sign(dialogue);
	} else {
		take_line(dialogue, line, now_ms);
	}
}

void dialogue_written(struct dialogue *dialogue, int64_t now_ms)
{
	if (is_asking(dialogue))
		guard_show(&dialogue->guard, now_ms);
}

bool dialogue_is_deaf(const struct dialogue *dialogue)
{
	return dialogue->guarded && is_asking(dialogue) &&
	       !dialogue->guard.ready;
}

int64_t dialogue_tick(struct dialogue *dialogue, int64_t now_ms)
{
	if (!dialogue_is_deaf(dialogue))
		return -1;
	guard_tick(&dialogue->guard, now_ms);
	if (!dialogue_is_deaf(dialogue))
		put_sign(dialogue);
	return guard_wait(&dialogue->guard, now_ms);
}
