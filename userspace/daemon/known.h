/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Known programs with new content: those that the policy would allow what they
 * ask for, if their digest were the one it names. A package was updated, or
 * somebody put another program in its place.
 */

#ifndef CORDON_KNOWN_H
#define CORDON_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct policy;

struct known_rule {
	const char *exe;	/* NULL: its exe= has wildcards */
	size_t index;
};

struct known_ask {
	uint64_t id;
	size_t index;
};

struct known {
	struct policy *policy;	/* what of the policy matters here; or NULL */
	struct known_rule *rules;	/* that allow by digest; by exe */
	size_t n_rules;
	size_t n_wild;	/* of them, at the front, those with wildcards */
	struct known_ask *asks;	/* rules that ask; by id */
	size_t n_asks;
	int64_t gen;	/* of the policy that this is of */
	int64_t wanted;	/* there is a newer one: it is to be read */
	int64_t not_before_ms;
	bool said;	/* that the policy cannot be read */
};

/*
 * Reads the policy if @gen is newer than the one that was read. Reading one
 * that is large takes a while: it is never done more than a fifth of the time.
 * True: it was read.
 */
bool known_refresh(struct known *known, int64_t gen);
/* The milliseconds until it can be read; -1: there is nothing to read. */
int64_t known_wait(const struct known *known);
/* The text of a policy, as known_refresh() has read it. 0 or -errno. */
int known_read(struct known *known, const char *text, size_t len);
void known_destroy(struct known *known);

bool known_changed(const struct known *known, const struct record *question);

#endif /* CORDON_KNOWN_H */
