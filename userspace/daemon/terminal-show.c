// SPDX-License-Identifier: GPL-2.0-only
/* What the terminal front end shows */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "printable.h"
#include "target.h"
#include "terminal.h"
#include "users.h"

static void put_field(struct text *out, const char *name, const char *value)
{
	char *shown = printable(value);

	text_printf(out, "  %-10s %s\n", name, shown ? shown : "?");
	free(shown);
}

/* The parent as it is now: it may have changed since the call was made. */
static void put_parent(struct text *out, int64_t ppid)
{
	char path[40], name[64] = "", line[128];
	FILE *file;

	if (ppid <= 0)
		return;
	snprintf(path, sizeof(path), "/proc/%" PRId64 "/comm", ppid);
	file = fopen(path, "re");
	if (file) {
		if (!fgets(name, sizeof(name), file))
			*name = '\0';
		fclose(file);
	}
	name[strcspn(name, "\n")] = '\0';
	snprintf(line, sizeof(line), "%s (process %" PRId64 ")",
		 *name ? name : "?", ppid);
	put_field(out, "Started by", line);
}

static void put_waiting(struct text *out, const struct question *question)
{
	const struct record *record = &question->record;
	int64_t left = (question->ends_ms - now_ms() + 999) / 1000;

	if (left < 0)
		left = 0;
	if (!strcmp(record->state, "timeout"))
		text_printf(out,
			    "  %-10s none: nobody answered in time; forgotten in %" PRId64 " s\n",
			    "Waiting", left);
	else if (!strcmp(record->state, "lost"))
		text_printf(out,
			    "  %-10s none: nobody was there to answer; forgotten in %" PRId64 " s\n",
			    "Waiting", left);
	else
		text_printf(out, "  %-10s %" PRId64 " call%s, %" PRId64 " s left\n",
			    "Waiting", record->waiting,
			    record->waiting == 1 ? "" : "s", left);
}

static void put_warning(struct text *out, const struct record *record)
{
	if (record->exe && !record_has_path(record))
		text_puts(out,
			  "  Careful: this program is no file that can be named; it can only be answered once.\n");
	else if (!strcmp(record->mnt, "other"))
		text_puts(out,
			  "  Careful: it was started in a mount namespace of its own; the file at that path may be\n"
			  "  another than yours. It can only be answered once.\n");
}

void terminal_show(struct terminal *terminal, struct question *question)
{
	const struct record *record = &question->record;
	struct text *out = &terminal->output.pending;
	size_t others = questions_unsettled(&terminal->queue->questions) - 1;
	struct text target = { 0 };
	char user[300];

	terminal->shown = record->question;
	terminal->shown_state = !strcmp(record->state, "timeout");
	target_describe(&target, record);

	if (terminal->output.lost) {
		text_puts(out, "\n(Some text was lost while this terminal was stopped.)\n");
		terminal->output.lost = false;
	}
	text_printf(out, "\nQuestion %" PRId64 ": may this program send?",
		    record->question);
	if (others)
		text_printf(out, " (%zu more to answer)", others);
	text_puts(out, "\n");
	put_field(out, "Program", record->exe ? record->exe : "?");
	if (record->script)
		put_field(out, "Script", record->script);
	put_field(out, "User", user_print(user, sizeof(user), record->uid));
	put_parent(out, record->ppid);
	put_field(out, "Wants", text_string(&target));
	put_waiting(out, question);
	put_warning(out, record);
	terminal_prompt(terminal);
	text_destroy(&target);
}

void terminal_prompt(struct terminal *terminal)
{
	struct text *out = &terminal->output.pending;
	struct question *question;
	int narrowest;

	question = questions_find(&terminal->queue->questions,
				  terminal->shown);
	if (!question)
		return;
	narrowest = terminal_narrowest(&question->record);
	text_puts(out, "  a allow once, d deny once");
	if (narrowest >= 0)
		text_printf(out, "; always, for %s: A allow, D deny",
			    scope_help(narrowest));
	text_puts(out, "; ? more\n> ");
}

void terminal_list(struct terminal *terminal)
{
	const struct questions *questions = &terminal->queue->questions;
	struct text *out = &terminal->output.pending;
	size_t i, shown = 0;

	for (i = 0; i < questions->count; i++) {
		const struct question *question = &questions->list[i];
		struct text target = { 0 };
		char user[300], *exe;

		if (question->settled)
			continue;
		/* Enough for a screen; cordonctl queue lists all. */
		if (shown++ == 30) {
			text_puts(out, "  ...\n");
			break;
		}
		target_short(&target, &question->record);
		exe = printable(question->record.exe ? question->record.exe :
						       "?");
		user_print(user, sizeof(user), question->record.uid);
		text_printf(out, "%c %" PRId64 "  %s  %s  %s\n",
			    question->record.question == terminal->shown ?
				    '*' : ' ',
			    question->record.question, user, exe ? exe : "?",
			    text_string(&target));
		free(exe);
		text_destroy(&target);
	}
	if (!shown)
		text_puts(out, "No questions.\n");
}

void terminal_help(struct terminal *terminal)
{
	struct text *out = &terminal->output.pending;
	int scope;

	text_puts(out,
		  "  a            allow once        A  allow always, as narrowly as a rule can\n"
		  "  d            deny once         D  deny always, as narrowly as a rule can\n"
		  "  allow SCOPE [TIME] [user]      make a rule (a and d do for allow and deny)\n"
		  "  deny SCOPE [TIME] [user]       \"user\": only for the user who was asked about\n"
		  "  n            next question     l  list all     Enter  show this one again\n"
		  "  q            leave: what waits is treated as unanswered\n"
		  "  TIME: boot (until reboot, when not given), always, 300, 5m, 1h, 2d\n");
	for (scope = SCOPE_APP; scope < SCOPE_COUNT; scope++)
		text_printf(out, "  %s%-10s %s\n",
			    scope == SCOPE_APP ? "SCOPE: " : "       ",
			    scope_name(scope), scope_help(scope));
}
