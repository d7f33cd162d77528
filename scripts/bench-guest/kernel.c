// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel and the module say, and are told. Memory is measured as what
 * is free, with all caches dropped, which leaves out nothing. What lies on the
 * lists of the processors is free, too, but not in MemFree.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define POLICY	CORDON "policy"

static long free_on_lists(void)
{
	FILE *file = fopen("/proc/zoneinfo", "re");
	long pages = 0, count;
	char line[256];

	must(!!file, "zoneinfo");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, " count: %ld", &count) == 1)
			pages += count;
	}
	fclose(file);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

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
	memory.free += free_on_lists();
	return memory;
}

/* What the kernel frees late must be gone: wait, then drop the caches. */
struct memory settled_memory(void)
{
	int fd;

	sleep(2);
	sync();
	fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	must(fd >= 0 && write(fd, "3", 1) == 1, "drop_caches");
	close(fd);
	return memory();
}

double seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* A policy is one write. Returns the seconds that it took. */
double load_policy(const char *data, size_t size)
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

size_t read_whole(const char *name, char *data, size_t size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t len;

	must(fd >= 0, name);
	while ((len = read(fd, data + used, size - 1 - used)) > 0)
		used += len;
	must(!len, name);
	close(fd);
	data[used] = '\0';
	return used;
}

long long status_of(const char *key)
{
	char text[4096], *line, *save;
	size_t len = strlen(key);

	read_whole(CORDON "status", text, sizeof(text));
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, key, len) && line[len] == ' ')
			return atoll(line + len);
	errx(1, "status: no %s", key);
}

/* It comes, or the machine is stopped for taking too long. */
void wait_for_status(const char *key, long long value)
{
	while (status_of(key) != value)
		usleep(1000);
}
