// SPDX-License-Identifier: GPL-2.0-only
/* Arrays that grow */

#include "array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN	16

int array_grow(void *list, size_t count, size_t *room, size_t size)
{
	size_t new_room = *room ? *room * 2 : ROOM_MIN;
	void *items;

	if (count < *room)
		return 0;
	/* What it points to is a pointer of another type. */
	memcpy(&items, list, sizeof(items));
	items = reallocarray(items, new_room, size);
	if (!items)
		return -ENOMEM;
	memcpy(list, &items, sizeof(items));
	*room = new_room;
	return 0;
}
