// SPDX-License-Identifier: GPL-2.0-only
/* Is a tick of the clock an instruction? A loop whose length is known tells. */

#include "bench.h"

#define ROUNDS	1000

/* 2 * ROUNDS + 1 instructions, of which nothing() in sample.c has one, too. */
static long loop(void)
{
	long rounds;

	__asm__ volatile("mov %1, %k0\n"
			 "1:	dec %k0\n"
			 "	jnz 1b\n"
			 : "=&r"(rounds)
			 : "i"(ROUNDS)
			 : "cc");
	return 0;
}

int run_loop(char **args)
{
	static const struct bench bench = { .name = "loop", .call = loop };

	(void)args;
	measure("check", &bench, 501);
	return 0;
}
