/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - arrays that grow while a text is parsed
 */

#ifndef _SECURITY_CORDON_GROW_H
#define _SECURITY_CORDON_GROW_H

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

/**
 * cordon_grow - make room for one more element
 * @array: the array, NULL while @room is 0; replaced when it is full
 * @n: elements used
 * @room: elements allocated; doubled when it is full
 * @size: bytes of an element
 *
 * Return: 0, or -ENOMEM: @array is as it was.
 */
static inline int cordon_grow(void **array, u32 n, u32 *room, size_t size)
{
	u32 want = *room ? *room * 2 : 8;
	void *bigger;

	if (n < *room)
		return 0;
	if (want < *room)
		return -ENOMEM;
	bigger = kvmalloc_array(want, size, GFP_KERNEL | __GFP_NOWARN);
	if (!bigger)
		return -ENOMEM;
	if (n)
		memcpy(bigger, *array, n * size);
	kvfree(*array);
	*array = bigger;
	*room = want;
	return 0;
}

#endif /* _SECURITY_CORDON_GROW_H */
