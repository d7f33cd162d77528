/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who answered what, into the audit trail. The kernel records that an answer
 * came from us; only we know which person gave it, and how.
 */

#ifndef CORDON_WITNESS_H
#define CORDON_WITNESS_H

#include <sys/types.h>

#include "give.h"
#include "loop.h"

/* Who answered. Strings may be NULL. */
struct who {
	const char *by;		/* "agent", "hook", "terminal" */
	pid_t pid;		/* of an agent or hook; 0: us */
	uid_t uid;
	uint32_t auid;
	uint32_t ses;
	const char *exe;
	const char *tty;	/* where the person sits */
};

/*
 * 0 or -errno; without audit in the kernel there is nothing to do. When audit
 * is flooded a record waits, and nothing else does.
 */
int witness_open(struct loop *loop);
/* Returns when all records are written. */
void witness_close(void);

/* @error: 0, or the -errno that the answer met. */
void witness_answer(const struct record *question, const struct answer *answer,
		    const struct given *given, const struct who *who,
		    int error);

#endif /* CORDON_WITNESS_H */
