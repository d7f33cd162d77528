/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Gives an answer: first the kernel has it, so that nobody waits for a disk,
 * then the file that keeps it. What is in neither is not given.
 */

#ifndef CORDON_GIVE_H
#define CORDON_GIVE_H

#include "answer.h"

/* How long to wait for a load of the policy, see policy-lock.h. */
#define GIVE_PATIENCE_MS	2000

/* Where answers are kept. */
struct give_files {
	const char *always;	/* store.h */
	const char *timed;	/* timed.h: for a time or until reboot */
};

/* How far it came. */
struct given {
	const char *file;	/* of the module, for fs_report() */
	struct text reason;	/* the module's */
	struct text rule;	/* empty for SCOPE_ONCE */
	int keep_error;		/* in force, but not kept: 0 or -errno */
};

/* 0, or -errno when the module refused it. */
int give_to_kernel(const struct record *question, const struct answer *answer,
		   struct given *given);
/* The file that keeps @answer; NULL: an answer for once is not kept. */
const char *give_file(const struct answer *answer,
		      const struct give_files *files);
/* Sets @given->keep_error. Returns when it is as safe as it gets. */
void give_to_file(const struct answer *answer, const struct give_files *files,
		  struct given *given);
/* Both. 0, or -errno when the module refused it. */
int give(const struct record *question, const struct answer *answer,
	 const struct give_files *files, struct given *given);
/* Why it is not kept, in words. */
const char *given_trouble(const struct given *given);
void given_destroy(struct given *given);

#endif /* CORDON_GIVE_H */
