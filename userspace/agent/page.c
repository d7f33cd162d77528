// SPDX-License-Identifier: GPL-2.0-only
/* Rows of text, cut to the width of a screen */

#include "page.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fit.h"

#define NAME_COLUMNS	14
#define NAME_LENGTH	11

static struct text *no_row(struct page *page)
{
	static struct text text;

	page->failed = true;
	text_clear(&text);
	return &text;
}

struct text *page_add(struct page *page, enum look look, unsigned int rank)
{
	struct row *row;

	if (page->count == page->room) {
		size_t room = page->room ? page->room * 2 : 32;
		struct row *rows = realloc(page->rows, room * sizeof(*rows));

		if (!rows)
			return no_row(page);
		memset(rows + page->room, 0,
		       (room - page->room) * sizeof(*rows));
		page->rows = rows;
		page->room = room;
	}
	row = &page->rows[page->count++];
	text_clear(&row->text);
	row->look = look;
	row->rank = rank;
	return &row->text;
}

static size_t break_anywhere(const char *string, size_t columns)
{
	size_t len = fit_bytes(string, columns);

	/* A wide character in no room at all: let it be. */
	return len ? len : strlen(string);
}

/* At a blank if there is one. */
static size_t break_at_blank(const char *string, size_t columns)
{
	size_t len = break_anywhere(string, columns), cut = len;

	if (!string[len])
		return len;
	while (cut && string[cut] != ' ')
		cut--;
	return cut ? cut : len;
}

static void put_rows(struct page *page, const char *name, const char *value,
		     size_t rows, enum look look, unsigned int rank,
		     size_t (*break_at)(const char *string, size_t columns))
{
	size_t columns = page->columns - NAME_COLUMNS - 1;
	struct text whole = { 0 };
	const char *at;

	fit_put(&whole, value, columns * rows);
	at = text_string(&whole);
	do {
		struct text *to = page_add(page, look, rank);
		size_t len = break_at(at, columns);

		text_printf(to, "  %-*s ", NAME_LENGTH, name);
		text_append(to, at, len);
		name = "";
		at += len;
		if (break_at == break_at_blank)
			at += strspn(at, " ");
	} while (*at);
	text_destroy(&whole);
}

void page_add_field(struct page *page, const char *name, const char *value,
		    size_t rows, enum look look, unsigned int rank)
{
	put_rows(page, name, value, rows, look, rank, break_anywhere);
}

void page_add_note(struct page *page, const char *name, const char *value,
		   size_t rows, enum look look, unsigned int rank)
{
	put_rows(page, name, value, rows, look, rank,
		 rows > 1 ? break_at_blank : break_anywhere);
}

void page_add_words(struct page *page, const char *string, enum look look,
		    unsigned int rank)
{
	struct text whole = { 0 };
	const char *at;

	fit_put(&whole, string, SIZE_MAX);
	at = text_string(&whole);
	do {
		struct text *to = page_add(page, look, rank);
		size_t len = break_at_blank(at, page->columns);

		text_append(to, at, len);
		at += len;
		at += strspn(at, " ");
	} while (*at);
	text_destroy(&whole);
}

static unsigned int highest(const struct page *page)
{
	unsigned int rank = 0;
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (page->rows[i].rank > rank)
			rank = page->rows[i].rank;
	}
	return rank;
}

static void drop(struct page *page, unsigned int rank)
{
	size_t i, kept = 0;

	for (i = 0; i < page->count; i++) {
		struct row row = page->rows[i];

		if (row.rank == rank)
			continue;
		/* Swapped, not copied: each text is freed once. */
		page->rows[i] = page->rows[kept];
		page->rows[kept++] = row;
	}
	page->count = kept;
}

void page_shrink(struct page *page, size_t rows)
{
	unsigned int rank;

	while (page->count > rows && (rank = highest(page)))
		drop(page, rank);
}

bool page_fits(const struct page *page, size_t rows)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		if (text_failed(&page->rows[i].text))
			return false;
	}
	return !page->failed && page->count <= rows;
}

void page_clear(struct page *page)
{
	page->count = 0;
	page->failed = false;
}

void page_destroy(struct page *page)
{
	size_t i;

	for (i = 0; i < page->room; i++)
		text_destroy(&page->rows[i].text);
	free(page->rows);
	*page = (struct page){ 0 };
}
