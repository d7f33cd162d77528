/* SPDX-License-Identifier: GPL-2.0-only */
/* cordonctl replay: what its parts share. */

#ifndef CORDON_CTL_REPLAY_H
#define CORDON_CTL_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "judge.h"
#include "policy.h"
#include "record.h"
#include "sources.h"

/* Calls that would all go the same other way than they did. */
struct difference {
	char *key;
	struct record record;	/* the first of them; what differs is left in */
	enum verdict was;	/* by the policy of then */
	enum verdict now;
	bool open;		/* ... if it were known, see @depends */
	unsigned int depends;
	size_t rule;		/* index or JUDGE_DEFAULT */
	uint64_t count;
	int64_t first, last;	/* milliseconds since the epoch */
};

struct replay {
	const struct policy *policy;
	const struct sources *sources;
	/* results */
	uint64_t judged;
	uint64_t same;
	uint64_t changed;
	uint64_t open;		/* cannot be told */
	uint64_t skipped;	/* records that cannot be judged */
	uint64_t missed;	/* left out by the kernel when it recorded */
	/* sorted by replay_sort(), most frequent first */
	size_t count;
	struct difference **difference;
	/* private */
	size_t room;
	void *index;
};

/*
 * Judges a call that was recorded at @time, taking what is in @record when it
 * is kept. 0 or -ENOMEM.
 */
int replay_record(struct replay *replay, struct record *record, int64_t time,
		  enum verdict was);
void replay_sort(struct replay *replay);
void replay_destroy(struct replay *replay);

void replay_words(const struct replay *replay, size_t limit);
/* Exit code. */
int replay_json(const struct replay *replay);

#endif /* CORDON_CTL_REPLAY_H */
