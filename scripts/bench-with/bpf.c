// SPDX-License-Identifier: GPL-2.0-only
/* Loads scripts/bench-lsm.bpf.c and puts a program in its map. */

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "with.h"

struct executable {
	uint64_t inode;
	uint32_t device;
	uint32_t unused;
};

/* The kernel's own numbering of devices. */
static struct executable executable(const char *path)
{
	struct executable key;
	struct stat stat_;

	must(!stat(path, &stat_), path);
	memset(&key, 0, sizeof(key));
	key.inode = stat_.st_ino;
	key.device = major(stat_.st_dev) << 20 | minor(stat_.st_dev);
	return key;
}

/* What is attached stays so as long as somebody has it: the servant has. */
void with_bpf(const char *file, const char *program)
{
	struct executable key = executable(program);
	struct bpf_object *object = bpf_object__open_file(file, NULL);
	struct bpf_program *each;
	uint32_t allowed = 1;
	int map;

	must(object && !bpf_object__load(object), file);
	map = bpf_object__find_map_fd_by_name(object, "executables");
	must(map >= 0 && !bpf_map_update_elem(map, &key, &allowed, BPF_ANY),
	     "map");
	bpf_object__for_each_program(each, object)
		must(!!bpf_program__attach_lsm(each), "attach");
	if (!fork_servant())
		for (;;)
			pause();
}
