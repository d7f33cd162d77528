// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a policy. What is accepted is printed, read again and printed
 * again: the two prints are the same. What is refused has a reason on one
 * line and leaves nothing behind. Then the same with allocations that fail.
 */

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "policy_text.h"

static void check_reason(const struct cordon_reason *reason)
{
	const char *c;

	if (!*reason->text)
		abort();
	for (c = reason->text; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			abort();
	}
}

static char *read_and_print(const char *text, size_t len, int *err)
{
	struct cordon_reason reason;
	struct cordon_draft draft;
	char *printed = NULL;

	*err = cordon_parse_policy(text, len, &draft, &reason);
	if (*err) {
		check_reason(&reason);
		if (draft.rules || draft.sets || draft.n_rules || draft.n_sets)
			abort();
	} else {
		if (*reason.text)
			abort();
		printed = policy_text(&draft);
	}
	cordon_draft_destroy(&draft);
	return printed;
}

static void round_trip(const char *text, size_t len)
{
	char *once, *twice;
	int err;

	once = read_and_print(text, len, &err);
	if (err == -ENOMEM)
		abort();
	if (err)
		return;
	twice = read_and_print(once, strlen(once), &err);
	if (err || strcmp(once, twice))
		abort();
	free(once);
	free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int err;

	round_trip((const char *)data, size);
	alloc_fail_at(size ? 1 + data[size - 1] % 32 : 1);
	free(read_and_print((const char *)data, size, &err));
	alloc_fail_at(0);
	return 0;
}
