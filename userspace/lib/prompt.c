// SPDX-License-Identifier: GPL-2.0-only
/* A question as a person reads it */

#include "prompt.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "printable.h"
#include "target.h"
#include "users.h"

static struct text *add(struct prompt_field *fields, size_t *count,
			const char *name)
{
	struct prompt_field *field = &fields[(*count)++];

	*field = (struct prompt_field){ .name = name };
	return &field->value;
}

static struct text *warn(struct prompt_field *fields, size_t *count,
			 const char *name)
{
	struct text *value = add(fields, count, name);

	fields[*count - 1].warning = true;
	return value;
}

static void describe_target(struct text *to, const struct prompt *prompt)
{
	struct text target = { 0 };

	target_describe(&target, prompt->record);
	put_printable(to, text_string(&target));
	text_destroy(&target);
	if (!prompt->service)
		return;
	text_puts(to, " (");
	put_printable(to, prompt->service);
	text_puts(to, ")");
}

/* Why there will be no rule; NULL: there can be one. */
static const char *doubt(const struct record *record)
{
	if (record->exe && !record_has_path(record))
		return "this program is no file that can be named; it can only be answered once";
	if (!strcmp(record->mnt, "other"))
		return "started in a mount namespace of its own: the file at that path may be another than yours, so no rule is offered";
	if (record_needs_any_mount(record))
		return "started in a namespace of its own: its user chooses which script that is and what runs it, so no rule is offered";
	if (record->script && !record_script_path(record))
		return "the script was not started by its own full path: no rule would match it the next time";
	return NULL;
}

static void describe_waiting(struct text *to, const struct prompt *prompt)
{
	const struct record *record = prompt->record;
	int64_t left = prompt->left > 0 ? prompt->left : 0;

	if (!strcmp(record->state, "timeout"))
		text_printf(to,
			    "none: nobody answered in time; forgotten in %" PRId64 " s",
			    left);
	else if (!strcmp(record->state, "lost"))
		text_printf(to,
			    "none: nobody was there to answer; forgotten in %" PRId64 " s",
			    left);
	else
		text_printf(to, "%" PRId64 " call%s, %" PRId64 " s left",
			    record->waiting >= 0 ? record->waiting : 0,
			    record->waiting == 1 ? "" : "s", left);
}

size_t prompt_fields(const struct prompt *prompt,
		     struct prompt_field fields[PROMPT_FIELDS_MAX])
{
	const struct record *record = prompt->record;
	const char *careful = doubt(record);
	size_t count = 0;

	put_printable(add(fields, &count, "Program"), record->exe);
	if (prompt->changed)
		text_puts(warn(fields, &count, "CHANGED"),
			  "known path, new content: not the file that a rule knows; a rule made now takes any content");
	if (record->script)
		put_printable(add(fields, &count, "Script"),
			      record_script_name(record));
	if (prompt->user)
		put_printable(add(fields, &count, "User"), prompt->user);
	if (prompt->parent)
		put_printable(add(fields, &count, "Started by"),
			      prompt->parent);
	describe_target(add(fields, &count, "Wants"), prompt);
	describe_waiting(add(fields, &count, "Waiting"), prompt);
	if (careful)
		text_puts(warn(fields, &count, "Careful"), careful);
	return count;
}

void prompt_fields_destroy(struct prompt_field *fields, size_t count)
{
	while (count--)
		text_destroy(&fields[count].value);
}

void prompt_put(struct text *to, const struct prompt *prompt, size_t others)
{
	struct prompt_field fields[PROMPT_FIELDS_MAX];
	size_t count = prompt_fields(prompt, fields), i;

	text_printf(to, "Question %" PRId64 ": may this program send?",
		    prompt->record->question);
	if (others)
		text_printf(to, " (%zu more to answer)", others);
	text_puts(to, "\n");
	for (i = 0; i < count; i++)
		text_printf(to, "  %-10s %s\n", fields[i].name,
			    text_string(&fields[i].value));
	prompt_fields_destroy(fields, count);
}

void prompt_put_keys(struct text *to, const struct record *record)
{
	int narrowest = command_narrowest(record);

	text_puts(to, "  a allow once, d deny once, ? more\n");
	if (narrowest >= 0)
		text_printf(to, "  A allow always, D deny always: %s\n",
			    scope_help(narrowest));
}

void prompt_put_row(struct text *to, const struct record *record, char mark)
{
	struct text target = { 0 };
	char user[300];

	target_short(&target, record);
	text_printf(to, "%c %" PRId64 "  ", mark, record->question);
	put_printable(to, user_print(user, sizeof(user), record->uid));
	text_puts(to, "  ");
	put_printable(to, record->exe);
	text_puts(to, "  ");
	put_printable(to, text_string(&target));
	text_puts(to, "\n");
	text_destroy(&target);
}

void prompt_put_help(struct text *to)
{
	int scope;

	text_puts(to,
		  "  a            allow once        A  allow always, as narrowly as a rule can\n"
		  "  d            deny once         D  deny always, as narrowly as a rule can\n"
		  "  allow SCOPE [TIME] [user]      make a rule (a and d do for allow and deny)\n"
		  "  deny SCOPE [TIME] [user]       \"user\": only for the user who was asked about\n"
		  "  n            next question     l  list all     Enter  show this one again\n"
		  "  q            leave; what waits is left to others, or unanswered\n"
		  "  TIME: boot (until reboot, when not given), always, 300, 5m, 1h, 2d\n");
	for (scope = SCOPE_APP; scope < SCOPE_COUNT; scope++)
		text_printf(to, "  %s%-10s %s\n",
			    scope == SCOPE_APP ? "SCOPE: " : "       ",
			    scope_name(scope), scope_help(scope));
}
