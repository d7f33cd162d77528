/* SPDX-License-Identifier: GPL-2.0-only */
/* What the full screen shows, as rows of text, and painted. */

#ifndef CORDON_VIEW_H
#define CORDON_VIEW_H

#include "model.h"
#include "page.h"

enum overlay {
	OVERLAY_NONE,
	OVERLAY_HELP,
	OVERLAY_ALL,	/* all of the selected question */
};

struct view {
	const struct model *model;
	bool sees_all;
	const char *message;
	enum overlay overlay;
	size_t scroll;		/* rows of the overlay that are above */
	size_t scroll_max;	/* set when it is drawn */
};

/*
 * Facts and choices of the selected question; values take @rows rows at most.
 */
void details_put(struct page *page, const struct model *model, int64_t now_ms,
		 size_t rows);
/* All facts, whole. */
void details_put_all(struct page *page, const struct model *model,
		     int64_t now_ms);
/* So many of the questions; the selected one is among them. */
void list_put(struct page *page, const struct model *model, int64_t now_ms,
	      size_t rows);
void help_put(struct page *page);
/* The keys that have an effect now; those that matter most if it is narrow. */
void hints_put(struct text *to, const struct view *view, bool fits,
	       size_t columns);

/*
 * Draws it all. True: the selected question, if there is one, is to be seen
 * with everything that must be known to answer it.
 */
bool view_draw(struct view *view, int64_t now_ms);

#endif /* CORDON_VIEW_H */
