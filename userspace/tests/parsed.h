/* SPDX-License-Identifier: GPL-2.0-only */
/* What a test takes for granted that it is understood. */

#ifndef CORDON_PARSED_H
#define CORDON_PARSED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "language.h"
#include "policy.h"
#include "record.h"

static inline struct policy *parsed_policy(const char *text)
{
	struct language_error error = { 0 };
	struct policy *policy;

	if (policy_parse(&policy, text, strlen(text), &error)) {
		printf("# %u:%u: %s\n%s\n", error.line, error.column,
		       error.reason, text);
		exit(EXIT_FAILURE);
	}
	return policy;
}

static inline struct record parsed_record(const char *line)
{
	struct record record;

	if (record_parse(&record, line, strlen(line))) {
		printf("# %s\n", line);
		exit(EXIT_FAILURE);
	}
	return record;
}

#endif /* CORDON_PARSED_H */
