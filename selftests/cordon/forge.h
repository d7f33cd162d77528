/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: giving oneself the exe link of another program, by
 * PR_SET_MM_MAP
 *
 * The kernel refuses while a part of the old executable is mapped, so copies
 * take their place first. In a user namespace of one's own, statically linked.
 */

#ifndef _CORDON_FORGE_H
#define _CORDON_FORGE_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Exits with that when the lie does not come off. */
#define FORGE_FAILED 201

struct segment {
	char *start;
	size_t len;
	int prot;
};

static struct segment segments[16];
static size_t n_segments;

static inline void find_segments(const char *self)
{
	unsigned long start, end;
	char line[PATH_MAX + 128], perms[8];
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps && fgets(line, sizeof(line), maps)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strstr(line, self) ||
		    sscanf(line, "%lx-%lx %7s", &start, &end, perms) != 3)
			continue;
		if (n_segments == 16)
			_exit(FORGE_FAILED);
		segments[n_segments].start = (char *)start;
		segments[n_segments].len = end - start;
		segments[n_segments++].prot =
			(perms[0] == 'r' ? PROT_READ : 0) |
			(perms[1] == 'w' ? PROT_WRITE : 0) |
			(perms[2] == 'x' ? PROT_EXEC : 0);
	}
	if (!n_segments)
		_exit(FORGE_FAILED);
	if (maps)
		fclose(maps);
}

/* Puts an anonymous copy in the place of each part of the executable. */
static inline void replace_segments(void)
{
	size_t i;
	char *copy;

	for (i = 0; i < n_segments; i++) {
		struct segment *s = &segments[i];

		copy = mmap(NULL, s->len, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (copy == MAP_FAILED)
			_exit(FORGE_FAILED);
		memcpy(copy, s->start, s->len);
		if (mprotect(copy, s->len, s->prot) ||
		    mremap(copy, s->len, s->len, MREMAP_MAYMOVE | MREMAP_FIXED,
			   s->start) == MAP_FAILED)
			_exit(FORGE_FAILED);
	}
}

/* The kernel's own figures of this process, so that only the exe changes. */
static inline void fill_map(struct prctl_mm_map *map)
{
	unsigned long long v[53] = {};
	char text[4096], *at;
	int fd = open("/proc/self/stat", O_RDONLY);
	ssize_t len = read(fd, text, sizeof(text) - 1);
	int i;

	if (len <= 0)
		_exit(FORGE_FAILED);
	text[len] = '\0';
	at = strrchr(text, ')');
	/* Fields are counted from 1; the state is the third. */
	at += 4;
	for (i = 4; i < 53; i++)
		v[i] = strtoull(at, &at, 10);
	map->start_code = v[26];
	map->end_code = v[27];
	map->start_stack = v[28];
	map->start_data = v[45];
	map->end_data = v[46];
	map->start_brk = v[47];
	map->brk = (uintptr_t)sbrk(0);
	map->arg_start = v[48];
	map->arg_end = v[49];
	map->env_start = v[50];
	map->env_end = v[51];
	close(fd);
}

/* From now on /proc/PID/exe says path. -ENOSYS: no PR_SET_MM_MAP. */
static inline int forge_exe(const char *path)
{
	char self[PATH_MAX], now[PATH_MAX];
	struct prctl_mm_map map = {};
	unsigned int size = 0;
	ssize_t len;

	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (len <= 0)
		_exit(FORGE_FAILED);
	self[len] = '\0';
	if (prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0) ||
	    size != sizeof(map))
		return -ENOSYS;
	find_segments(self);
	replace_segments();
	fill_map(&map);
	map.exe_fd = open(path, O_RDONLY | O_CLOEXEC);
	if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0)) {
		perror("# PR_SET_MM_MAP");
		_exit(FORGE_FAILED);
	}
	len = readlink("/proc/self/exe", now, sizeof(now) - 1);
	if (len <= 0)
		_exit(FORGE_FAILED);
	now[len] = '\0';
	if (strcmp(now, path))
		_exit(FORGE_FAILED);
	return 0;
}

#endif /* _CORDON_FORGE_H */
