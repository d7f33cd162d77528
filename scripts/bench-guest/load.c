// SPDX-License-Identifier: GPL-2.0-only
/*
 * What loading a policy takes. Slab and vmalloc memory, where a policy lives, are
 * shown to compare.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

#define LOADS	3

static char *read_file(const char *name, size_t *size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	char *data;

	must(fd >= 0 && !fstat(fd, &stat), name);
	*size = stat.st_size;
	data = malloc(*size);
	must(data && read(fd, data, *size) == (ssize_t)*size, name);
	close(fd);
	return data;
}

int run_load(char **args)
{
	size_t size;
	char *data = read_file(args[0], &size);

	load_policy(data, size);
	return 0;
}

/*
 * Prints "weigh FREE SLAB VMALLOC SECONDS", kB. The time is the least of a few:
 * others use the host, too.
 */
int run_weigh(char **args)
{
	struct memory before, after;
	double least, again;
	size_t size;
	char *data = read_file(args[0], &size);
	int i;

	before = settled_memory();
	least = load_policy(data, size);
	after = settled_memory();
	for (i = 1; i < LOADS; i++) {
		again = load_policy(data, size);
		if (again < least)
			least = again;
	}
	printf("weigh %ld %ld %ld %.2f\n", before.free - after.free,
	       after.slab - before.slab, after.vmalloc - before.vmalloc, least);
	return 0;
}
