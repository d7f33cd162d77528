// SPDX-License-Identifier: GPL-2.0-only
/*
 * What loading a policy takes. Memory is measured as what is free less after
 * the load than before, with all caches dropped, which leaves out nothing; slab
 * and vmalloc memory, where a policy lives, are shown to compare.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define POLICY	"/sys/kernel/security/cordon/policy"
#define LOADS	3

/* kB each, from /proc/meminfo */
struct memory {
	long free, slab, vmalloc;
};

static struct memory memory(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	struct memory memory = { 0 };
	char line[128];

	must(!!file, "meminfo");
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "MemFree: %ld", &memory.free);
		sscanf(line, "Slab: %ld", &memory.slab);
		sscanf(line, "VmallocUsed: %ld", &memory.vmalloc);
	}
	fclose(file);
	return memory;
}

/* What the kernel frees late must be gone: wait, then drop the caches. */
static struct memory settled_memory(void)
{
	int fd;

	sleep(2);
	sync();
	fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	must(fd >= 0 && write(fd, "3", 1) == 1, "drop_caches");
	close(fd);
	return memory();
}

static double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

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

/* A policy is one write. Returns the seconds that it took. */
static double load(const char *data, size_t size)
{
	int fd = open(POLICY, O_RDWR | O_CLOEXEC);
	char reason[512] = "";
	double start;

	must(fd >= 0, POLICY);
	start = seconds();
	if (write(fd, data, size) != (ssize_t)size) {
		if (read(fd, reason, sizeof(reason) - 1) < 0)
			reason[0] = '\0';
		err(1, "policy: %s", reason);
	}
	start = seconds() - start;
	close(fd);
	return start;
}

int run_load(char **args)
{
	size_t size;
	char *data = read_file(args[0], &size);

	load(data, size);
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
	least = load(data, size);
	after = settled_memory();
	for (i = 1; i < LOADS; i++) {
		again = load(data, size);
		if (again < least)
			least = again;
	}
	printf("weigh %ld %ld %ld %.2f\n", before.free - after.free,
	       after.slab - before.slab, after.vmalloc - before.vmalloc, least);
	return 0;
}
