// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a command where something that Cordon is compared with decides what it
 * may send; see scripts/bench-compare. All let pass what the benchmark sends.
 *
 *   landlock COMMAND...           a ruleset for TCP
 *   notify COMMAND...             seccomp asks another process at each connect
 *   queue COMMAND...              NFQUEUE 0 has somebody who lets all pass
 *   bpf FILE PROGRAM COMMAND...   a BPF program looks up executables in a map
 *                                 that has PROGRAM
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "with.h"

int fork_servant(void)
{
	pid_t parent = getpid();
	int child = fork();

	must(child >= 0, "fork");
	if (!child) {
		must(!prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl");
		if (getppid() != parent)
			_exit(1);
	}
	return child;
}

int main(int argc, char **argv)
{
	const char *kind = argc > 2 ? argv[1] : "";
	char **command = argv + 2;

	if (!strcmp(kind, "landlock")) {
		with_landlock();
	} else if (!strcmp(kind, "notify")) {
		with_notify();
	} else if (!strcmp(kind, "queue")) {
		with_queue();
	} else if (!strcmp(kind, "bpf") && argc > 4) {
		with_bpf(argv[2], argv[3]);
		command += 2;
	} else {
		fprintf(stderr, "bench-with: bad arguments\n");
		return 2;
	}
	execvp(*command, command);
	err(1, "%s", *command);
}
