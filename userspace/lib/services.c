// SPDX-License-Identifier: GPL-2.0-only
/* What ports are known for */

#include "services.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define FILE_SIZE_MAX	((size_t)4 << 20)

/* "https  443/tcp  # comment"; other lines, and long names, are left out. */
static int add_line(struct services *services, const char *line)
{
	struct service service;
	unsigned int port;

	if (sscanf(line, " %31[^ \t#] %5u/%7[a-z]", service.name, &port,
		   service.proto) != 3 ||
	    !port || port > UINT16_MAX)
		return 0;
	service.port = port;
	if (services->count == services->room) {
		size_t room = services->room ? services->room * 2 : 256;
		struct service *list;

		list = reallocarray(services->list, room, sizeof(*list));
		if (!list)
			return -ENOMEM;
		services->list = list;
		services->room = room;
	}
	services->list[services->count++] = service;
	return 0;
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
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	struct text text = { 0 };
	char *line, *rest;

	*services = (struct services){ 0 };
	if (fd < 0)
		return -errno;
	err = text_read(&text, fd, FILE_SIZE_MAX);
	close(fd);
	for (rest = text.data; !err && (line = strsep(&rest, "\n"));)
		err = add_line(services, line);
	text_destroy(&text);
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
