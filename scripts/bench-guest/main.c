// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs in the machine that scripts/bench and scripts/bench-load start.
 *
 *   loop             check that the clock counts instructions
 *   calls COLUMN N   cost of the calls that Cordon watches
 *   exec COLUMN N    cost of executing a program
 *   load FILE        make it the policy
 *   weigh FILE       the same, and say what it took
 *
 * for scripts/bench-compare, see there:
 *
 *   compare COLUMN N   cost of more calls
 *   change COLUMN N    cost of a change of the policy, and of the next call
 *   refused KIND PORT  whether what is sent there (tcp, udp) is refused
 *
 * for scripts/bench-rate, see there and rate.c:
 *
 *   rate COLUMN        time of some calls, as multiples of that of a loop
 *
 * and for scripts/bench-load, see there:
 *
 *   crowd PROGRAMS THREADS PACKETS   that many are held at once
 *   flood SECONDS                    one is denied again and again
 *   replace TIMES                    the policy is replaced under way
 *
 * and for scripts/bench-ask, with "records" when audit is there:
 *
 *   trips COLUMN N [records]     round trips of other kinds
 *   ask COLUMN N [records]       round trips of questions
 *   ask-agent COLUMN N           the same over cordond and an agent
 *   ask-many N                   that many at once
 *   keep N                       answers that are kept on the disk
 *
 * and for scripts/bench-opensnitch:
 *
 *   leaks N held|FILE [COMMAND]  what programs get out that are denied or
 *                                asked about; COMMAND makes it ready to ask,
 *                                FILE is there when it does
 *
 * Costs are printed as "COLUMN NAME MEDIAN LEAST P99", of N calls each.
 */

#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "bench.h"
#include "leaks.h"

int main(int argc, char **argv)
{
	uint64_t started = now();
	const char *command = argc > 1 ? argv[1] : "";

	/* What exec.c executes: no more of the C library than it must. */
	if (!strcmp(command, "chain"))
		return run_chain(argv + 2, started);
	if (!strcmp(command, "nothing"))
		return 0;
	if (!strcmp(command, "loop"))
		return run_loop(argv + 2);
	if (!strcmp(command, "calls") && argc == 4)
		return run_calls(argv + 2);
	if (!strcmp(command, "exec") && argc == 4)
		return run_exec(argv + 2);
	if (!strcmp(command, "load") && argc == 3)
		return run_load(argv + 2);
	if (!strcmp(command, "weigh") && argc == 3)
		return run_weigh(argv + 2);
	if (!strcmp(command, "compare") && argc == 4)
		return run_compare(argv + 2);
	if (!strcmp(command, "change") && argc == 4)
		return run_change(argv + 2);
	if (!strcmp(command, "refused") && argc == 4)
		return run_refused(argv + 2);
	if (!strcmp(command, "rate") && argc == 3)
		return run_rate(argv + 2);
	if (!strcmp(command, "crowd") && argc == 5)
		return run_crowd(argv + 2);
	if (!strcmp(command, "member") && argc == 3)
		return run_member(argv + 2);
	if (!strcmp(command, "flood") && argc == 3)
		return run_flood(argv + 2);
	if (!strcmp(command, "other") && argc == 2)
		return run_other(argv + 2);
	if (!strcmp(command, "replace") && argc == 3)
		return run_replace(argv + 2);
	if (!strcmp(command, "tries") && argc == 2)
		return run_tries(argv + 2);
	if (!strcmp(command, "trips") && argc >= 4)
		return run_trips(argv + 2);
	if (!strcmp(command, "ask") && argc >= 4)
		return run_ask(argv + 2);
	if (!strcmp(command, "ask-agent") && argc == 4)
		return run_ask_agent(argv + 2);
	if (!strcmp(command, "ask-many") && argc == 3)
		return run_ask_many(argv + 2);
	if (!strcmp(command, "keep") && argc == 3)
		return run_keep(argv + 2);
	if (!strcmp(command, "leaks") && argc >= 4)
		return run_leaks(argv + 2);
	if (!strcmp(command, "leak") && argc == 3)
		return run_leak(argv + 2);
	fprintf(stderr, "bench: bad arguments\n");
	return 2;
}
