// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often a call can be made on a machine whose speed changes all the time:
 * slices of it take turns with slices of a loop, and what counts is the relation
 * of the two.
 */

#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define SLICES		400
#define CALLS		20
#define LOOPS		100
#define ROUNDS		1000
#define WARM_UP		20

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static double at_percent(double *values, int n, int percent)
{
	qsort(values, n, sizeof(*values), compare);
	return values[(n - 1) * percent / 100];
}

/* Of ROUNDS rounds, in ticks of the clock. */
static double reference_slice(void)
{
	uint64_t start = now();
	int i;

	for (i = 0; i < LOOPS * ROUNDS; i++)
		__asm__ volatile("");
	return (double)(now() - start) / LOOPS;
}

/* With what is around the calls; how long each took goes to @latency. */
static double slice(const struct bench *bench, double *latency)
{
	uint64_t start = now();
	int i;

	for (i = 0; i < CALLS; i++)
		latency[i] = sample(bench);
	return (double)(now() - start) / CALLS;
}

static void measure_rate(const char *column, const struct bench *bench)
{
	static double time[SLICES], latency[SLICES * CALLS];
	double reference;
	int i, j;

	for (i = 0; i < WARM_UP; i++)
		sample(bench);
	for (i = 0; i < SLICES; i++) {
		reference = reference_slice();
		time[i] = slice(bench, &latency[i * CALLS]);
		reference = (reference + reference_slice()) / 2;
		time[i] /= reference;
		for (j = 0; j < CALLS; j++)
			latency[i * CALLS + j] /= reference;
	}
	printf("%s %s %.1f %.1f %.1f\n", column, bench->name,
	       at_percent(time, SLICES, 50),
	       at_percent(latency, SLICES * CALLS, 50),
	       at_percent(latency, SLICES * CALLS, 99));
}

int run_rate(char **args)
{
	static const char *const names[] = { "tcp_connection", "udp_delivery",
					     "tcp_send_64k" };
	unsigned int i;
	int on = 1;

	make_compared();
	/* Or the end of what is sent waits for the other end to answer. */
	must(!setsockopt(ends.bulk, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)),
	     "nodelay");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		measure_rate(args[0], compared(names[i]));
	return 0;
}
