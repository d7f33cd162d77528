// SPDX-License-Identifier: GPL-2.0-only
/* Paints the full screen */

#include <curses.h>

#include "fit.h"
#include "view.h"

/* Below this nothing can be told. */
#define COLUMNS_MIN	30
#define LINES_MIN	5

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

	text_puts(&text, " Cordon: ");
	if (view->model->online)
		text_printf(&text, "%zu question%s %s", count,
			    count == 1 ? "" : "s",
			    view->sees_all ? "of all users" : "of yours");
	else
		text_puts(&text, view->model->connecting ?
				 "connecting" : "NOT CONNECTED");
	paint_bar(0, text_string(&text));
	text_destroy(&text);
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
	struct page others = { .columns = COLS };
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
		list_put(&others, view->model, now_ms, list);
	else
		list = 0;
	paint_page(&others, 1, 0, list);
	if (fits)
		paint_page(&page, list ? list + 2 : 1, 0, rows);
	else
		paint(1, "Window too small to answer in.",
		      LOOK_WARNING);
	for (i = 0; i < message.count; i++)
		paint(LINES - 1 - message.count + i,
		      text_string(&message.rows[i].text), LOOK_PLAIN);
	page_destroy(&page);
	page_destroy(&message);
	page_destroy(&others);
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
	struct text hints = { 0 };
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
	hints_put(&hints, view, fits, COLS - 1);
	paint_bar(LINES - 1, text_string(&hints));
	text_destroy(&hints);
	return fits;
}
