/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays: how long one is, and those that grow. */

#ifndef CORDON_ARRAY_H
#define CORDON_ARRAY_H

#include <stddef.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Room for one item more than @count in @list, an allocated array (or NULL)
 * that has room for @room of them: both are lvalues, and are changed. 0, or
 * -ENOMEM and everything is as before.
 */
#define ARRAY_GROW(list, count, room) \
	array_grow(&(list), (count), &(room), sizeof(*(list)))

int array_grow(void *list, size_t count, size_t *room, size_t size);

#endif /* CORDON_ARRAY_H */
