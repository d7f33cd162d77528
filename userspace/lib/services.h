/* SPDX-License-Identifier: GPL-2.0-only */
/* What ports are known for, from /etc/services alone, read once. */

#ifndef CORDON_SERVICES_H
#define CORDON_SERVICES_H

#include <stddef.h>
#include <stdint.h>

#define SERVICES_FILE	"/etc/services"

struct service {
	char name[32];
	char proto[8];
	uint16_t port;
};

struct services {
	struct service *list;	/* by port, then by protocol */
	size_t count;
	size_t room;
};

/* 0 or -errno, with @services left empty. */
int services_read(struct services *services, const char *path);
void services_destroy(struct services *services);
/* The port that the file knows by that name, of any protocol; 0: none. */
uint16_t services_port(const struct services *services, const char *name);
/* NULL: not known, or no port. */
const char *services_name(const struct services *services, const char *proto,
			  int64_t port);

#endif /* CORDON_SERVICES_H */
