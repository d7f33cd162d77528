// SPDX-License-Identifier: GPL-2.0-only
/*
 * What executing a small static program costs: by itself, from the system call
 * to main() of the program, in a chain of programs that execute each other so
 * that nothing else runs meanwhile; and with fork and wait around it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SELF	"/bench"
#define OTHER	"/bench-too"
#define FD	9
#define WARM_UP	20

/*
 * struct chain - shared by the links of a chain, in the file FD
 * @wanted: links
 * @done: links executed
 * @start: when the next one was executed
 * @cost: of each
 */
struct chain {
	int wanted;
	int done;
	uint64_t start;
	uint64_t cost[SAMPLES_MAX + WARM_UP];
};

static struct chain *map_chain(void)
{
	void *map = mmap(NULL, sizeof(struct chain), PROT_READ | PROT_WRITE,
			 MAP_SHARED, FD, 0);

	must(map != MAP_FAILED, "mmap");
	return map;
}

static void next_link(struct chain *chain, char **programs)
{
	char *program = programs[chain->done % 2];
	char *args[] = { SELF, "chain", programs[0], programs[1], NULL };

	chain->start = now();
	execv(program, args);
	err(1, "%s", program);
}

/* The program that a chain is made of. */
int run_chain(char **args, uint64_t started)
{
	struct chain *chain = map_chain();

	chain->cost[chain->done++] = started - chain->start;
	if (chain->done < chain->wanted)
		next_link(chain, args);
	return 0;
}

/* @other: the program of every second link; the rest is SELF. */
static void measure_chain(const char *column, const char *name, char *other,
			  int samples)
{
	char *programs[] = { SELF, other };
	struct chain *chain;
	int fd = memfd_create("chain", 0), status;
	pid_t child;

	must(fd >= 0 && !ftruncate(fd, sizeof(*chain)) && dup2(fd, FD) == FD,
	     "memfd");
	if (fd != FD)
		close(fd);
	chain = map_chain();
	chain->wanted = samples + WARM_UP;
	child = fork();
	must(child >= 0, "fork");
	if (!child)
		next_link(chain, programs);
	must(waitpid(child, &status, 0) == child, "waitpid");
	if (status || chain->done != chain->wanted)
		errx(1, "%s: the chain broke", name);
	report(column, name, chain->cost + WARM_UP, samples);
	munmap(chain, sizeof(*chain));
	close(FD);
}

static long call_spawn(void)
{
	int status;
	pid_t child = fork();

	if (!child) {
		execl(SELF, SELF, "nothing", NULL);
		_exit(1);
	}
	if (waitpid(child, &status, 0) != child)
		return -1;
	return status ? -1 : 0;
}

int run_exec(char **args)
{
	static const struct bench spawn = { .name = "spawn",
					    .call = call_spawn };
	int samples = samples_wanted(args[1]);

	measure_chain(args[0], "exec_same", SELF, samples);
	measure_chain(args[0], "exec_other", OTHER, samples);
	measure(args[0], &spawn, samples);
	return 0;
}
