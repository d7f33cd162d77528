/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who answered what, into the audit trail. The kernel records that an answer
 * came from us; only we know which person gave it, and how.
 */

#ifndef CORDON_WITNESS_H
#define CORDON_WITNESS_H

#include "answer.h"
#include "record.h"

/* 0 or -errno; without audit in the kernel there is nothing to do. */
int witness_open(void);
void witness_close(void);

/*
 * @tty: where the person sits, or NULL. @error: 0, or the -errno that the
 * answer met.
 */
void witness_answer(const struct record *question, const struct answer *answer,
		    const struct answer_result *result, const char *tty,
		    int error);

#endif /* CORDON_WITNESS_H */
