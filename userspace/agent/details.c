// SPDX-License-Identifier: GPL-2.0-only
/* The selected question, and the answer that is being made up */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "printable.h"
#include "view.h"

/* What is left out first when there is little room. */
enum {
	RANK_MUST,
	RANK_WAITING,
	RANK_CHOICES,
	RANK_PARENT,
	RANK_RULE,
	RANK_BLANK,
};

#define ROWS_ALL	4096
#define ROWS_TARGET	4

static unsigned int rank_of(const struct prompt_field *field)
{
	static const struct {
		const char *name;
		unsigned int rank;
	} ranks[] = {
		{ "Waiting", RANK_WAITING },
		{ "Started by", RANK_PARENT },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ranks); i++) {
		if (!strcmp(field->name, ranks[i].name))
			return ranks[i].rank;
	}
	return RANK_MUST;
}

/* Where to is the question itself: it is not cut. */
static size_t rows_of(const struct prompt_field *field, size_t rows)
{
	if (strcmp(field->name, "Wants") || rows > ROWS_TARGET)
		return rows;
	return ROWS_TARGET;
}

static void put_fields(struct page *page, const struct asked *asked,
		       int64_t now_ms, size_t rows)
{
	struct prompt prompt = asked_prompt(asked, now_ms);
	struct prompt_field fields[PROMPT_FIELDS_MAX];
	size_t i, count = prompt_fields(&prompt, fields);

	for (i = 0; i < count; i++) {
		const char *value = text_string(&fields[i].value);

		if (fields[i].warning)
			page_add_note(page, fields[i].name, value, rows,
				      LOOK_WARNING, RANK_MUST);
		else
			page_add_field(page, fields[i].name, value,
				       rows_of(&fields[i], rows), LOOK_PLAIN,
				       rank_of(&fields[i]));
	}
	prompt_fields_destroy(fields, count);
}

static void put_limits(struct page *page, const struct asked *asked,
		       size_t rows)
{
	const char *limits = asked_limits(asked);

	if (limits)
		page_add_note(page, "Answers", limits, rows, LOOK_WARNING,
			      RANK_MUST);
}

static void put_choice(struct text *to, const char *word, bool chosen)
{
	text_printf(to, chosen ? "[%s] " : " %s  ", word);
}

/* In a single row only what is chosen has room. */
static void put_scopes(struct page *page, const struct model *model,
		       size_t rows)
{
	unsigned int scopes = model_scopes(model);
	struct text text = { 0 };
	int scope;

	for (scope = 0; scope < SCOPE_COUNT; scope++) {
		bool chosen = scope == (int)model->answer.scope;

		if (scopes & 1U << scope && (chosen || rows > 1))
			put_choice(&text, scope_name(scope), chosen);
	}
	page_add_note(page, "Reach", text_string(&text), rows, LOOK_PLAIN,
		      RANK_MUST);
	text_destroy(&text);
}

static void put_lastings(struct page *page, const struct model *model,
			 size_t rows)
{
	struct text text = { 0 };
	size_t i;

	for (i = 0; i < MODEL_LASTINGS; i++) {
		struct answer answer = model_lasting(i);
		bool chosen = i == model->lasting;
		char word[40];

		lasting_print(word, sizeof(word), &answer);
		if (chosen || rows > 1)
			put_choice(&text, word, chosen);
	}
	page_add_note(page, "Time", text_string(&text), rows, LOOK_PLAIN,
		      RANK_MUST);
	text_destroy(&text);
}

static void put_options(struct page *page, const struct model *model,
			const struct asked *asked, size_t rows)
{
	const struct answer *answer = &model->answer;
	struct text text = { 0 };

	if (answer->scope != SCOPE_ONCE)
		text_printf(&text, "%s ", answer->this_user ?
			    "[only this user]" : " any user ");
	if (record_needs_any_mount(&asked->record))
		text_puts(&text, answer->any_mount ?
			  "[any file at that path]" : "");
	if (text.len)
		page_add_note(page, "Who", text_string(&text), rows,
			      LOOK_PLAIN,
			      answer->this_user || answer->any_mount ?
				      RANK_MUST : RANK_CHOICES);
	text_destroy(&text);
}

/* What the answer says, as a rule or in words. */
static void put_rule(struct page *page, const struct model *model,
		     const struct asked *asked, size_t rows)
{
	const char *help = scope_help(model->answer.scope);
	struct answer answer = model->answer;
	struct text rule = { 0 };
	char *shown;

	page_add_note(page, "", help, rows, LOOK_FAINT, RANK_RULE);
	if (answer.scope == SCOPE_ONCE || asked_refusal(asked, &answer))
		return;
	answer.allow = true;
	answer.lasting = model_lasting(model->lasting).lasting;
	answer.seconds = model_lasting(model->lasting).seconds;
	answer_rule(&rule, &asked->record, &answer);
	/* The verdict comes with the key. */
	shown = printable(text_string(&rule) + strlen("allow "));
	page_add_field(page, "Rule", shown ? shown : "?", rows, LOOK_FAINT,
		       RANK_RULE);
	free(shown);
	text_destroy(&rule);
}

static const char *state_words(const struct model *model,
			       const struct asked *asked)
{
	switch (asked->state) {
	case ASKED_OPEN:
		break;
	case ASKED_SENT:
		return ": your answer is on its way";
	case ASKED_SETTLED:
		return ": you have answered it";
	case ASKED_CLOSED:
		return " is CLOSED: answered elsewhere, settled by the policy, or nobody waits any more";
	}
	if (!model->online)
		return ": not connected, it cannot be answered now";
	return ": may this program send?";
}

static void put_head(struct page *page, const struct model *model,
		     const struct asked *asked, unsigned int rank)
{
	size_t count = model->questions->count;
	struct text head = { 0 };

	text_printf(&head, "Question %" PRId64, asked->record.question);
	if (count > 1)
		text_printf(&head, " (%zu of %zu)",
			    asked_index(model->questions, model->selected) + 1,
			    count);
	text_puts(&head, state_words(model, asked));
	page_add_words(page, text_string(&head),
		       asked->state == ASKED_CLOSED ? LOOK_WARNING :
						      LOOK_SELECTED, rank);
	text_destroy(&head);
}

static const char *nothing_words(const struct model *model)
{
	if (model->online)
		return "No questions. They are shown here when they come.";
	if (model->connecting)
		return "Connecting to cordond.";
	return "Not connected to cordond. It is tried again until it is there.";
}

void details_put(struct page *page, const struct model *model, int64_t now_ms,
		 size_t rows)
{
	const struct asked *asked = model_selected(model);

	if (!asked) {
		page_add_words(page, nothing_words(model), LOOK_PLAIN,
			       RANK_MUST);
		return;
	}
	put_head(page, model, asked, RANK_MUST);
	put_fields(page, asked, now_ms, rows);
	if (asked->state == ASKED_CLOSED)
		return;
	put_limits(page, asked, rows);
	page_add(page, LOOK_PLAIN, RANK_BLANK);
	put_scopes(page, model, rows);
	if (model->answer.scope != SCOPE_ONCE)
		put_lastings(page, model, rows);
	put_options(page, model, asked, rows);
	put_rule(page, model, asked, rows);
}

void details_put_all(struct page *page, const struct model *model,
		     int64_t now_ms)
{
	const struct asked *asked = model_selected(model);
	struct record_value value;
	size_t i;
	int has;

	if (!asked)
		return;
	put_head(page, model, asked, 0);
	put_fields(page, asked, now_ms, ROWS_ALL);
	page_add(page, LOOK_PLAIN, 0);
	for (i = 0; (has = record_value(&asked->record, i, &value)) >= 0; i++) {
		char *shown, number[24];

		if (!has)
			continue;
		snprintf(number, sizeof(number), "%" PRId64, value.number);
		shown = printable(value.string ? value.string : number);
		page_add_field(page, value.key, shown ? shown : "?", ROWS_ALL,
			       LOOK_PLAIN, 0);
		free(shown);
	}
}
