// SPDX-License-Identifier: GPL-2.0-only
/* Each call is timed by itself: what an interrupt adds stays in a few samples. */

#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

#define WARM_UP		50
#define CLOCK_SAMPLES	501

static int compare(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static uint64_t middle(uint64_t *cost, int n)
{
	qsort(cost, n, sizeof(*cost), compare);
	return cost[n / 2];
}

/* How many samples an argument asks for. */
int samples_wanted(const char *text)
{
	int n = atoi(text);

	if (n < 1 || n > SAMPLES_MAX)
		errx(2, "%s: 1 to %d samples", text, SAMPLES_MAX);
	return n;
}

void report(const char *column, const char *name, uint64_t *cost, int n)
{
	uint64_t median = middle(cost, n);

	printf("%s %s %llu %llu %llu\n", column, name,
	       (unsigned long long)median, (unsigned long long)cost[0],
	       (unsigned long long)cost[(n - 1) * 99 / 100]);
}

/* Not inlined: the empty call then costs all that every other one does. */
__attribute__((noinline)) uint64_t sample(const struct bench *bench)
{
	uint64_t start, cost;
	long ret;

	if (bench->prepare)
		bench->prepare();
	start = now();
	ret = bench->call();
	cost = now() - start;
	must(ret >= 0, bench->name);
	if (bench->finish)
		bench->finish();
	return cost;
}

static long nothing(void)
{
	return 0;
}

/* What reading the clock twice and calling a function cost by themselves. */
static uint64_t clock_cost(void)
{
	static const struct bench empty = { .name = "nothing", .call = nothing };
	uint64_t cost[CLOCK_SAMPLES];
	int i;

	for (i = 0; i < CLOCK_SAMPLES; i++)
		cost[i] = sample(&empty);
	return middle(cost, CLOCK_SAMPLES);
}

void measure(const char *column, const struct bench *bench, int samples)
{
	static uint64_t cost[SAMPLES_MAX];
	uint64_t clock = clock_cost();
	int i;

	for (i = 0; i < WARM_UP; i++)
		sample(bench);
	for (i = 0; i < samples; i++)
		cost[i] = sample(bench) - clock;
	report(column, bench->name, cost, samples);
}
