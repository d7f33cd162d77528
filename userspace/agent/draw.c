// SPDX-License-Identifier: GPL-2.0-only
/* Paints the full screen */

#include <curses.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"
#include "printable.h"
#include "target.h"
#include "view.h"

/* Below this nothing can be told. */
#define COLUMNS_MIN	30
#define LINES_MIN	5

#define USER_COLUMNS	12
#define TARGET_COLUMNS	30
#define LEFT_COLUMNS	6

static void paint(int line, const char *string, enum look look)
{
	struct text text = { 0 };

	/* The last column of the last line would make a terminal scroll. */
	fit_put(&text, string, COLS - (line == LINES - 1));
	attrset(screen_look(look));
	mvaddstr(line, 0, text_string(&text));
	attrset(A_NORMAL);
	text_destroy(&text);
}

static void paint_bar(int line, const char *string)
{
	struct text text = { 0 };
	size_t columns = COLS - (line == LINES - 1), width;

	text_append(&text, string, fit_bytes(string, columns));
	for (width = fit_width(text_string(&text)); width < columns; width++)
		text_puts(&text, " ");
	paint(line, text_string(&text), LOOK_TITLE);
	text_destroy(&text);
}

static void paint_title(const struct view *view)
{
	size_t count = asked_count_open(view->model->questions);
	struct text text = { 0 };

	text_printf(&text, " Cordon: %zu question%s", count,
		    count == 1 ? "" : "s");
	text_puts(&text, !view->model->online ? ", NOT CONNECTED" :
		  view->sees_all ? " of all users" : " of yours");
	paint_bar(0, text_string(&text));
	text_destroy(&text);
}

static const char *keys_of(const struct view *view, bool fits)
{
	const struct model *model = view->model;

	if (view->overlay != OVERLAY_NONE)
		return " Up, Down: scroll   any other key: back";
	if (model->closed)
		return " Enter: go on   ? help   q quit";
	if (model_ready(model))
		return " a allow  d deny  Left/Right reach  f time  u user  v all  ? help  q quit";
	if (fits && model_selected(model))
		return " (wait)           Left/Right reach  f time  u user  v all  ? help  q quit";
	return " ? help  q quit";
}

static const char *list_state(const struct asked *asked)
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

static void put_program(struct text *to, const struct asked *asked,
			size_t columns)
{
	char *exe = printable(asked->record.exe ? asked->record.exe : "?");
	char *script = asked->record.script ?
			       printable(asked->record.script) : NULL;
	struct text text = { 0 };

	if (asked->changed)
		text_puts(&text, "CHANGED ");
	text_puts(&text, exe ? exe : "?");
	if (script)
		text_printf(&text, " %s", script);
	fit_put_cell(to, text_string(&text), columns);
	text_destroy(&text);
	free(exe);
	free(script);
}

static void put_target(struct text *to, const struct asked *asked)
{
	struct text text = { 0 };
	char *shown;

	target_short(&text, &asked->record);
	shown = printable(text_string(&text));
	text_puts(to, "  ");
	fit_put_cell(to, shown ? shown : "?", TARGET_COLUMNS);
	free(shown);
	text_destroy(&text);
}

static void put_user(struct text *to, const struct asked *asked)
{
	char *shown = printable(asked->user ? asked->user : "?");

	text_puts(to, "  ");
	fit_put_cell(to, shown ? shown : "?", USER_COLUMNS);
	free(shown);
}

static void paint_item(int line, const struct asked *asked, bool selected,
		       int64_t now_ms)
{
	bool has_target = COLS >= 70, has_user = COLS >= 80;
	size_t columns = COLS - 8 - LEFT_COLUMNS - 2;
	struct text text = { 0 };
	const char *state = list_state(asked);

	if (has_target)
		columns -= TARGET_COLUMNS + 2;
	if (has_user)
		columns -= USER_COLUMNS + 2;
	text_printf(&text, "%c %5" PRId64 " ", selected ? '>' : ' ',
		    asked->record.question);
	put_program(&text, asked, columns);
	if (has_user)
		put_user(&text, asked);
	if (has_target)
		put_target(&text, asked);
	if (state)
		text_printf(&text, "  %*s", LEFT_COLUMNS, state);
	else
		text_printf(&text, "  %*" PRId64 " s", LEFT_COLUMNS - 2,
			    asked_left(asked, now_ms));
	paint(line, text_string(&text),
	      selected ? LOOK_SELECTED : LOOK_PLAIN);
	text_destroy(&text);
}

/* The selected one is among them. */
static void paint_list(const struct model *model, int line, size_t rows,
		       int64_t now_ms)
{
	const struct asked_list *questions = model->questions;
	size_t index = asked_index(questions, model->selected), first = 0, i;

	if (index >= rows / 2)
		first = index - rows / 2;
	if (first + rows > questions->count)
		first = questions->count > rows ? questions->count - rows : 0;
	for (i = first; i < questions->count && i - first < rows; i++) {
		const struct asked *asked = questions->items[i];

		paint_item(line + (i - first), asked,
			   asked->record.question == model->selected, now_ms);
	}
}

static void paint_page(const struct page *page, int line, size_t first,
		       size_t rows)
{
	size_t i;

	for (i = 0; i < rows && first + i < page->count; i++)
		paint(line + i, text_string(&page->rows[first + i].text),
		      page->rows[first + i].look);
}

/* Values are cut shorter until all that must be known has room. */
static bool make_details(struct page *page, const struct model *model,
			 size_t rows, int64_t now_ms)
{
	static const size_t value_rows[] = { 6, 3, 2, 1 };
	size_t i;

	for (i = 0; i < sizeof(value_rows) / sizeof(value_rows[0]); i++) {
		page_clear(page);
		details_put(page, model, now_ms, value_rows[i]);
		page_shrink(page, rows);
		if (page_fits(page, rows))
			return true;
	}
	return false;
}

static bool draw_main(const struct view *view, size_t rows, int64_t now_ms)
{
	struct page page = { .columns = COLS }, message = { .columns = COLS };
	size_t count = view->model->questions->count, list = 0, i;
	bool fits;

	if (*view->message)
		page_add_words(&message, view->message, LOOK_PLAIN, 0);
	/* A long message takes from the list, not from the question. */
	if (message.count > 1 + rows / 8)
		message.count = 1 + rows / 8;
	rows -= message.count;
	fits = make_details(&page, view->model, rows, now_ms);
	if (page.count + 2 <= rows)
		list = rows - page.count - 1;
	/* One in a list of one is there to be seen already. */
	if (list > count)
		list = count;
	if (list && count > 1)
		paint_list(view->model, 1, list, now_ms);
	else
		list = 0;
	if (fits)
		paint_page(&page, list ? list + 2 : 1, 0, rows);
	else
		paint(1, "This window is too small to answer in.",
		      LOOK_WARNING);
	for (i = 0; i < message.count; i++)
		paint(LINES - 1 - message.count + i,
		      text_string(&message.rows[i].text), LOOK_PLAIN);
	page_destroy(&page);
	page_destroy(&message);
	return fits;
}

static void draw_overlay(struct view *view, size_t rows, int64_t now_ms)
{
	struct page page = { .columns = COLS };

	if (view->overlay == OVERLAY_HELP)
		help_put(&page);
	else
		details_put_all(&page, view->model, now_ms);
	view->scroll_max = page.count > rows ? page.count - rows : 0;
	if (view->scroll > view->scroll_max)
		view->scroll = view->scroll_max;
	paint_page(&page, 1, view->scroll, rows);
	page_destroy(&page);
}

bool view_draw(struct view *view, int64_t now_ms)
{
	bool fits = false;

	erase();
	if (COLS < COLUMNS_MIN || LINES < LINES_MIN) {
		paint(0, "Too small", LOOK_WARNING);
		return false;
	}
	paint_title(view);
	if (view->overlay == OVERLAY_NONE)
		fits = draw_main(view, LINES - 2, now_ms);
	else
		draw_overlay(view, LINES - 2, now_ms);
	paint_bar(LINES - 1, keys_of(view, fits));
	return fits;
}
