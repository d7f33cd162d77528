/* SPDX-License-Identifier: GPL-2.0-only */
/* What the policy core needs of the kernel's <linux/sort.h>, in userspace. */

#ifndef _CORDON_SHIM_SORT_H
#define _CORDON_SHIM_SORT_H

#include <stdlib.h>

#include <linux/types.h>

typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef int (*cmp_func_t)(const void *a, const void *b);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);
typedef void (*swap_func_t)(void *a, void *b, int size);

struct cordon_shim_sort {
	cmp_r_func_t cmp_r;
	cmp_func_t cmp;
	const void *priv;
};

static inline int cordon_shim_compare(const void *a, const void *b, void *arg)
{
	const struct cordon_shim_sort *sort = arg;

	return sort->cmp ? sort->cmp(a, b) : sort->cmp_r(a, b, sort->priv);
}

void cordon_shim_qsort_r(void *base, size_t n, size_t size,
			 int (*cmp)(const void *, const void *, void *),
			 void *arg) __asm__("qsort_r");

static inline void sort_r(void *base, size_t num, size_t size,
			  cmp_r_func_t cmp, swap_r_func_t swap,
			  const void *priv)
{
	struct cordon_shim_sort arg = { .cmp_r = cmp, .priv = priv };

	(void)swap;
	cordon_shim_qsort_r(base, num, size, cordon_shim_compare, &arg);
}

static inline void sort(void *base, size_t num, size_t size, cmp_func_t cmp,
			swap_func_t swap)
{
	struct cordon_shim_sort arg = { .cmp = cmp };

	(void)swap;
	cordon_shim_qsort_r(base, num, size, cordon_shim_compare, &arg);
}

#endif /* _CORDON_SHIM_SORT_H */
