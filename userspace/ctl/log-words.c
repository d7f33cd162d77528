// SPDX-License-Identifier: GPL-2.0-only
/* Events of the audit trail in words, a line each */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "colour.h"
#include "log.h"
#include "target.h"

static void painted(struct text *to, const struct log_style *style,
		    enum colour colour, const char *word)
{
	if (style->colour)
		text_puts(to, colour_on(stdout, colour));
	text_puts(to, word);
	if (style->colour)
		text_puts(to, colour_off(stdout));
}

static void put_who(struct text *to, const struct record *record,
		    const struct log_style *style)
{
	log_program(to, record, style->full);
	text_puts(to, " (");
	log_user(to, record->uid);
	text_puts(to, ") ");
}

static void put_rule(struct text *to, const struct record *record)
{
	if (record->rule > 0)
		text_printf(to, ", rule %" PRId64, record->rule);
	else
		text_puts(to, ", the default");
	if (*record->label)
		text_printf(to, " (%s)", record->label);
}

static const char *reason_words(const char *reason)
{
	static const struct {
		const char *reason;
		const char *words;
	} table[] = {
		{ "answer", "as answered" },
		{ "timeout", "not answered in time" },
		{ "no-responder", "nobody there to ask" },
		{ "bound", "too many questions or held calls" },
		{ "not-held", "the caller could not be held" },
		{ "sealed", "nobody can be asked after the seal" },
		{ "internal", "no memory for a question" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (!strcmp(reason, table[i].reason))
			return table[i].words;
	}
	return NULL;
}

static void put_error(struct text *to, const struct record *record)
{
	const char *name;

	/* That is what a denial is unless the rule says otherwise. */
	if (record->error <= 0 || record->error == EACCES ||
	    record->error > 4095)
		return;
	name = strerrorname_np(record->error);
	if (name)
		text_printf(to, ", with %s", name);
}

static void put_verdict(struct text *to, const struct record *record,
			const struct log_style *style)
{
	bool let_through = record->permissive > 0;
	const char *why = reason_words(record->reason);

	put_who(to, record, style);
	if (!strcmp(record->verdict, "allow"))
		painted(to, style, COLOUR_ALLOW, "allowed");
	else if (!strcmp(record->verdict, "ask"))
		painted(to, style, COLOUR_ASK, "would be asked");
	else if (let_through)
		painted(to, style, COLOUR_ASK, "would be denied");
	else
		painted(to, style, COLOUR_DENY, "denied");
	text_puts(to, ": ");
	target_describe(to, record);
	put_rule(to, record);
	if (why)
		text_printf(to, ", %s", why);
	put_error(to, record);
	if (record->missed > 0)
		text_printf(to, "; %" PRId64 " more before it not recorded",
			    record->missed);
}

static void put_question(struct text *to, const struct record *record,
			 const struct log_style *style)
{
	put_who(to, record, style);
	painted(to, style, COLOUR_ASK, "asks");
	text_puts(to, ": ");
	target_describe(to, record);
	text_printf(to, ", question %" PRId64, record->question);
	put_rule(to, record);
}

/* "alice", "alice as root": who logged in, and as whom they did it. */
static void put_person(struct text *to, int64_t uid, int64_t auid)
{
	if (auid >= 0 && auid != RECORD_NO_LOGIN && auid != uid) {
		log_user(to, auid);
		text_puts(to, " as ");
	}
	log_user(to, uid);
}

static void put_lasting(struct text *to, const char *lasting)
{
	if (!strcmp(lasting, "always"))
		text_puts(to, ", for good");
	else if (!strcmp(lasting, "boot"))
		text_puts(to, ", until reboot");
	else if (*lasting && strcmp(lasting, "once"))
		text_printf(to, ", for %s s", lasting);
}

static void put_witness(struct text *to, const struct witness *witness)
{
	text_puts(to, "by ");
	put_person(to, witness->uid, witness->auid);
	if (witness->exe) {
		text_puts(to, " with ");
		log_string(to, witness->exe);
	}
	if (*witness->terminal && *witness->terminal != '?')
		text_printf(to, " at %s", witness->terminal);
	if (witness->cmd) {
		text_puts(to, ": ");
		log_string(to, witness->cmd);
	} else if (*witness->scope) {
		text_printf(to, ", %s", witness->scope);
	}
	put_lasting(to, witness->lasting);
}

static void put_by(struct text *to, const struct record *record)
{
	text_puts(to, "by ");
	put_person(to, record->by_uid, record->by_auid);
	if (record->by_comm) {
		text_puts(to, " with ");
		log_string(to, record->by_comm);
	}
}

/* How a question came to its end. */
static const char *settled_words(const char *op)
{
	static const struct {
		const char *op;
		const char *words;
	} table[] = {
		{ "allow", "answered " },
		{ "deny", "answered " },
		{ "rule", "settled by a change " },
		{ "timeout", "not answered in time" },
		{ "lost", "the responder went away" },
		{ "gone", "nobody waits for it any more" },
		{ "sealed", "sealed " },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (!strcmp(op, table[i].op))
			return table[i].words;
	}
	return op;
}

static void put_answer(struct text *to, const struct event *event,
		       const struct log_style *style)
{
	const struct record *record = &event->record;
	bool allow = !strcmp(record->verdict, "allow");
	bool witness = event->witness.question > 0;

	put_who(to, record, style);
	painted(to, style, allow ? COLOUR_ALLOW : COLOUR_DENY,
		allow ? "may send" : "may not send");
	text_puts(to, ": ");
	target_describe(to, record);
	text_printf(to, ", question %" PRId64 " ", record->question);
	text_puts(to, witness ? "answered " : settled_words(record->op));
	if (witness)
		put_witness(to, &event->witness);
	else if (record->by_uid >= 0)
		put_by(to, record);
	if (record->held > 0)
		text_printf(to, "; %" PRId64 " call%s released", record->held,
			    record->held == 1 ? "" : "s");
}

static void put_only_witness(struct text *to, const struct witness *witness,
			     const struct log_style *style)
{
	bool allow = !strcmp(witness->verdict, "allow");

	if (witness->question <= 0) {
		text_printf(to, "cordond: %s", witness->op);
	} else {
		text_printf(to, "question %" PRId64 " answered: ",
			    witness->question);
		painted(to, style, allow ? COLOUR_ALLOW : COLOUR_DENY,
			allow ? "allow" : "deny");
	}
	text_puts(to, ", ");
	put_witness(to, witness);
	if (!witness->res)
		painted(to, style, COLOUR_DENY, ", but it was not taken");
}

static void put_change(struct text *to, const struct change *change,
		       const struct log_style *style)
{
	static const struct {
		const char *op;
		const char *done;
		const char *refused;
		bool by_kernel;
	} table[] = {
		{ "load", "policy loaded", "loading a policy", false },
		{ "boot", "policy of the kernel loaded",
		  "loading the policy of the kernel", true },
		{ "rules", "rules changed", "changing rules", false },
		{ "expire", "rules came to their end", "ending rules", true },
		{ "mode", "mode set", "setting the mode", false },
		{ "seal", "sealed until reboot", "the seal", false },
	};
	bool done = change->res > 0, by_kernel = false;
	const char *words = change->op;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++) {
		if (strcmp(change->op, table[i].op))
			continue;
		words = done ? table[i].done : table[i].refused;
		by_kernel = table[i].by_kernel;
	}
	if (!done)
		painted(to, style, COLOUR_DENY, "refused: ");
	painted(to, style, done ? COLOUR_CHANGED : COLOUR_DENY, words);
	if (*change->mode)
		text_printf(to, done ? " to %s" : ", it stays %s",
			    change->mode);
	if (!by_kernel) {
		text_puts(to, ", by ");
		put_person(to, change->uid, change->auid);
		text_puts(to, " with ");
		log_string(to, change->comm ? change->comm : "?");
	}
	if (change->new_gen > change->old_gen)
		text_printf(to, ", generation %" PRId64 " to %" PRId64,
			    change->old_gen, change->new_gen);
}

void log_words(struct text *to, const struct event *event,
	       const struct log_style *style)
{
	log_time(to, event->time, style->today);
	text_puts(to, " ");
	if (event->node) {
		log_string(to, event->node);
		text_puts(to, ": ");
	}
	switch (event->kind) {
	case EVENT_VERDICT:
		put_verdict(to, &event->record, style);
		break;
	case EVENT_QUESTION:
		put_question(to, &event->record, style);
		break;
	case EVENT_ANSWER:
		put_answer(to, event, style);
		break;
	case EVENT_CHANGE:
		put_change(to, &event->change, style);
		break;
	case EVENT_WITNESS:
		put_only_witness(to, &event->witness, style);
		break;
	case EVENT_KINDS:
		break;
	}
	text_puts(to, "\n");
}
