/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files that are edited as a whole. When an edit returns 0 the new content is
 * on the disk; when it returns -errno, or the machine dies meanwhile, the file
 * is as it was before or as it should be, never something between.
 */

#ifndef CORDON_DURABLE_H
#define CORDON_DURABLE_H

#include "text.h"

/*
 * Makes the @new content out of the @old one; @old->data is NULL when there is
 * no such file. 0, or -errno: nothing is changed.
 */
typedef int durable_change(struct text *new, const struct text *old,
			   void *data);

/*
 * One writer at a time: others that use this function wait. A new file has
 * mode 0600; an old one keeps its mode and, if we may change that, its owner.
 */
int durable_edit(const char *path, durable_change *change, void *data);

/* Removes what an edit left behind that was killed; it does no harm there. */
void durable_tidy(const char *path);

/* Makes the folder that @path is in, if it is not there. 0 or -errno. */
int durable_make_folder(const char *path);
/* Whether there is a place for it. 0 or -errno. */
int durable_check_folder(const char *path);

#endif /* CORDON_DURABLE_H */
