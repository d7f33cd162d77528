/* SPDX-License-Identifier: GPL-2.0-only */
/* Rows of cells, printed in aligned columns. */

#ifndef CORDON_TABLE_H
#define CORDON_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct table {
	size_t n_columns;
	size_t n_cells;
	size_t room;
	char **cells;
	int failed;
};

void table_init(struct table *table, size_t n_columns);
/* Adds the next cell, row by row; what could upset a terminal is escaped. */
void table_cell(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* 0, or -ENOMEM when a cell was lost. */
int table_print(const struct table *table, FILE *to);
void table_destroy(struct table *table);

#endif /* CORDON_TABLE_H */
