/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes the input of a fuzzer apart. When it is used up, all is 0. */

#ifndef CORDON_FUZZ_BYTES_H
#define CORDON_FUZZ_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct bytes {
	const uint8_t *at;
	const uint8_t *end;
};

static inline size_t bytes_left(const struct bytes *bytes)
{
	return bytes->end - bytes->at;
}

uint8_t take_byte(struct bytes *bytes);
uint32_t take_u32(struct bytes *bytes);
/* Below @n, which is not 0. */
uint32_t take_below(struct bytes *bytes, uint32_t n);

/*
 * What comes before the next @end, which is skipped, or all that is left. It
 * stands in memory of just its size, so that whoever reads beyond it is seen;
 * the caller frees it.
 */
char *take_until(struct bytes *bytes, char end, size_t *len);
/* The same with a NUL behind it, in place of any in it: a string. */
char *take_string(struct bytes *bytes, char end);

/* In memory of just that size. */
char *exact(const char *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* What must hold, whatever the input is. */
#define MUST(what)							\
	do {								\
		if (!(what)) {						\
			fprintf(stderr, "%s:%d: %s\n", __FILE__,	\
				__LINE__, #what);			\
			abort();					\
		}							\
	} while (0)

#endif /* CORDON_FUZZ_BYTES_H */
