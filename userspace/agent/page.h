/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of text, cut to the width of a screen. */

#ifndef CORDON_PAGE_H
#define CORDON_PAGE_H

#include "screen.h"
#include "text.h"

struct row {
	struct text text;
	enum look look;
	unsigned int rank;	/* 0: must be seen; higher ones go first */
};

struct page {
	struct row *rows;
	size_t count;
	size_t room;
	size_t columns;
	bool failed;		/* no memory: a row is missing */
};

/* Never NULL: without memory it is one that is not shown. */
struct text *page_add(struct page *page, enum look look, unsigned int rank);
/*
 * "  NAME  value", in as many rows as it takes; what does not fit in @rows of
 * them is "..." in its middle.
 */
void page_add_field(struct page *page, const char *name, const char *value,
		    size_t rows, enum look look, unsigned int rank);
/* The same with text of ours, which breaks at its blanks. */
void page_add_note(struct page *page, const char *name, const char *value,
		   size_t rows, enum look look, unsigned int rank);
/* Text that breaks at its blanks. */
void page_add_words(struct page *page, const char *string, enum look look,
		    unsigned int rank);
/* Leaves out those of the highest rank, until @rows are left or only rank 0. */
void page_shrink(struct page *page, size_t rows);
/* All is there, and none of rank 0 is more than @rows has room for. */
bool page_fits(const struct page *page, size_t rows);
void page_clear(struct page *page);
void page_destroy(struct page *page);

#endif /* CORDON_PAGE_H */
