// SPDX-License-Identifier: GPL-2.0-only
/* Rows of cells, printed in aligned columns */

#include "table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "printable.h"

void table_init(struct table *table, size_t n_columns)
{
	*table = (struct table){ .n_columns = n_columns };
}

void table_cell(struct table *table, const char *format, ...)
{
	char *raw, *cell = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&raw, format, args) >= 0) {
		cell = printable(raw);
		free(raw);
	}
	va_end(args);
	if (!cell || ARRAY_GROW(table->cells, table->n_cells, table->room)) {
		free(cell);
		table->failed = -ENOMEM;
		return;
	}
	table->cells[table->n_cells++] = cell;
}

int table_print(const struct table *table, FILE *to)
{
	size_t column, i, *width;

	width = calloc(table->n_columns, sizeof(*width));
	if (!width)
		return -ENOMEM;
	for (i = 0; i < table->n_cells; i++) {
		size_t len = printable_width(table->cells[i]);

		column = i % table->n_columns;
		if (len > width[column])
			width[column] = len;
	}
	for (i = 0; i < table->n_cells; i++) {
		size_t len = printable_width(table->cells[i]);

		column = i % table->n_columns;
		fputs(table->cells[i], to);
		if (column + 1 == table->n_columns)
			fputc('\n', to);
		else
			fprintf(to, "%*s", (int)(width[column] - len + 2), "");
	}
	free(width);
	return table->failed;
}

void table_destroy(struct table *table)
{
	size_t i;

	for (i = 0; i < table->n_cells; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct table){ 0 };
}
