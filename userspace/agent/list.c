// SPDX-License-Identifier: GPL-2.0-only
/* The list of questions, a row each */

#include <inttypes.h>
#include <string.h>

#include "fit.h"
#include "printable.h"
#include "target.h"
#include "view.h"

/* "> 12345 " */
#define NUMBER_COLUMNS	8
#define LEFT_COLUMNS	6
#define GAP		2

/* Programs are told apart by the end of their path: they get the rest. */
#define USER_COLUMNS	12
#define TARGET_COLUMNS	30

struct columns {
	size_t program;
	size_t user;	/* 0: no such column */
	size_t target;
};

static void put_program(struct text *to, const struct asked *asked)
{
	if (asked->changed)
		text_puts(to, "CHANGED ");
	put_printable(to, asked->record.exe);
	if (!asked->record.script)
		return;
	text_puts(to, " ");
	put_printable(to, record_script_name(&asked->record));
}

static void put_user(struct text *to, const struct asked *asked)
{
	put_printable(to, asked->user);
}

static void put_target(struct text *to, const struct asked *asked)
{
	struct text text = { 0 };

	target_short(&text, &asked->record);
	put_printable(to, text_string(&text));
	text_destroy(&text);
}

typedef void put_fn(struct text *to, const struct asked *asked);

static void widen(size_t *columns, put_fn *put, const struct asked *asked)
{
	struct text text = { 0 };
	size_t width;

	put(&text, asked);
	width = fit_width(text_string(&text));
	if (width > *columns)
		*columns = width;
	text_destroy(&text);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* As wide as they have to be, if there is so much room. */
static struct columns measure(const struct asked_list *questions, size_t first,
			      size_t count, size_t screen)
{
	size_t room = screen - NUMBER_COLUMNS - GAP - LEFT_COLUMNS, i;
	struct columns columns = { 0 };

	for (i = first; i < first + count; i++) {
		widen(&columns.program, put_program, questions->items[i]);
		if (screen >= 80)
			widen(&columns.user, put_user, questions->items[i]);
		if (screen >= 70)
			widen(&columns.target, put_target, questions->items[i]);
	}
	if (columns.user)
		room -= GAP;
	if (columns.target)
		room -= GAP;
	if (columns.program + columns.user + columns.target <= room)
		return columns;
	columns.user = least(columns.user, USER_COLUMNS);
	columns.target = least(columns.target, TARGET_COLUMNS);
	columns.program = room - columns.user - columns.target;
	return columns;
}

static void put_cell(struct text *to, put_fn *put, const struct asked *asked,
		     size_t columns)
{
	struct text text = { 0 };

	if (!columns)
		return;
	put(&text, asked);
	fit_put_cell(to, text_string(&text), columns);
	text_printf(to, "%*s", GAP, "");
	text_destroy(&text);
}

static const char *state_of(const struct asked *asked)
{
	switch (asked->state) {
	case ASKED_OPEN:
		break;
	case ASKED_SENT:
		return "sent";
	case ASKED_SETTLED:
		return "done";
	case ASKED_CLOSED:
		return "closed";
	}
	if (!strcmp(asked->record.state, "open"))
		return NULL;
	return "late";
}

static void put_row(struct page *page, const struct asked *asked,
		    bool selected, const struct columns *columns,
		    int64_t now_ms)
{
	struct text *to = page_add(page, selected ? LOOK_SELECTED : LOOK_PLAIN,
				   0);
	const char *state = state_of(asked);

	text_printf(to, "%c %5" PRId64 " ", selected ? '>' : ' ',
		    asked->record.question);
	put_cell(to, put_program, asked, columns->program);
	put_cell(to, put_user, asked, columns->user);
	put_cell(to, put_target, asked, columns->target);
	if (state)
		text_printf(to, "%*s", LEFT_COLUMNS, state);
	else
		text_printf(to, "%*" PRId64 " s", LEFT_COLUMNS - 2,
			    asked_left(asked, now_ms));
}

void list_put(struct page *page, const struct model *model, int64_t now_ms,
	      size_t rows)
{
	const struct asked_list *questions = model->questions;
	size_t index = asked_index(questions, model->selected), first = 0, i;
	struct columns columns;

	if (rows > questions->count)
		rows = questions->count;
	if (index >= rows / 2)
		first = index - rows / 2;
	if (first + rows > questions->count)
		first = questions->count - rows;
	columns = measure(questions, first, rows, page->columns);
	for (i = first; i < first + rows; i++) {
		const struct asked *asked = questions->items[i];

		put_row(page, asked,
			asked->record.question == model->selected, &columns,
			now_ms);
	}
}
