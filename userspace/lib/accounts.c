// SPDX-License-Identifier: GPL-2.0-only
/* Names of users or groups */

#include "accounts.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "text.h"

#define FILE_SIZE_MAX	((size_t)16 << 20)

static bool parse_id(const char *word, uint32_t *id)
{
	unsigned long long number;
	char *end;

	if (*word < '0' || *word > '9' || strlen(word) > 10)
		return false;
	number = strtoull(word, &end, 10);
	*id = number;
	return !*end && number < UINT32_MAX;
}

/* Both files begin their lines with name:password:number: */
static int add_line(char *line, void *data)
{
	struct accounts *accounts = data;
	char *name = strsep(&line, ":"), *number;
	uint32_t id;

	if (!line || !*name || *name == '#')
		return 0;
	strsep(&line, ":");
	number = strsep(&line, ":");
	if (!number || !parse_id(number, &id))
		return 0;
	if (ARRAY_GROW(accounts->list, accounts->count, accounts->room))
		return -ENOMEM;
	name = strdup(name);
	if (!name)
		return -ENOMEM;
	accounts->list[accounts->count] = (struct account){
		name, id, accounts->count,
	};
	accounts->count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct account *left = a, *right = b;

	if (left->id != right->id)
		return left->id < right->id ? -1 : 1;
	return left->line < right->line ? -1 : 1;
}

int accounts_read(struct accounts *accounts, const char *path)
{
	int err;

	*accounts = (struct accounts){ 0 };
	err = text_file_lines(path, FILE_SIZE_MAX, add_line, accounts);
	if (err)
		accounts_destroy(accounts);
	else if (accounts->count)
		qsort(accounts->list, accounts->count, sizeof(*accounts->list),
		      compare);
	return err;
}

void accounts_destroy(struct accounts *accounts)
{
	size_t i;

	for (i = 0; i < accounts->count; i++)
		free(accounts->list[i].name);
	free(accounts->list);
	*accounts = (struct accounts){ 0 };
}

const char *accounts_name(const struct accounts *accounts, int64_t id)
{
	size_t low = 0, high = accounts->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (accounts->list[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == accounts->count || accounts->list[low].id != id)
		return NULL;
	return accounts->list[low].name;
}

int accounts_find(const struct accounts *accounts, const char *name,
		  uint32_t *id)
{
	size_t i;

	if (parse_id(name, id))
		return 0;
	for (i = 0; i < accounts->count; i++) {
		if (!strcmp(accounts->list[i].name, name)) {
			*id = accounts->list[i].id;
			return 0;
		}
	}
	return -ENOENT;
}
