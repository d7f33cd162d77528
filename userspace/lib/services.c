// SPDX-License-Identifier: GPL-2.0-only
/* What ports are known for */

#include "services.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "text.h"

#define FILE_SIZE_MAX	((size_t)4 << 20)

/* "https  443/tcp  # comment"; other lines, and long names, are left out. */
static int add_line(char *line, void *data)
{
	struct services *services = data;
	struct service service;
	unsigned int port;
	int err;

	if (sscanf(line, " %31[^ \t#] %5u/%7[a-z]", service.name, &port,
		   service.proto) != 3 ||
	    !port || port > UINT16_MAX)
		return 0;
	service.port = port;
	err = ARRAY_GROW(services->list, services->count, services->room);
	if (!err)
		services->list[services->count++] = service;
	return err;
}

static int compare(const void *a, const void *b)
{
	const struct service *left = a, *right = b;

	if (left->port != right->port)
		return left->port < right->port ? -1 : 1;
	return strcmp(left->proto, right->proto);
}

int services_read(struct services *services, const char *path)
{
	int err;

	*services = (struct services){ 0 };
	err = text_file_lines(path, FILE_SIZE_MAX, add_line, services);
	if (err)
		services_destroy(services);
	else if (services->count)
		qsort(services->list, services->count,
		      sizeof(*services->list), compare);
	return err;
}

void services_destroy(struct services *services)
{
	free(services->list);
	*services = (struct services){ 0 };
}

const char *services_name(const struct services *services, const char *proto,
			  int64_t port)
{
	struct service key = { .port = port };
	const struct service *found;

	if (port <= 0 || port > UINT16_MAX || !services->count ||
	    strlen(proto) >= sizeof(key.proto))
		return NULL;
	strcpy(key.proto, proto);
	found = bsearch(&key, services->list, services->count,
			sizeof(*services->list), compare);
	return found ? found->name : NULL;
}

uint16_t services_port(const struct services *services, const char *name)
{
	size_t i;

	for (i = 0; i < services->count; i++) {
		if (!strcmp(services->list[i].name, name))
			return services->list[i].port;
	}
	return 0;
}
