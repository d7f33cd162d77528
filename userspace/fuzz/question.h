/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions that the kernel could ask, made of the bytes of a fuzzer. */

#ifndef CORDON_FUZZ_QUESTION_H
#define CORDON_FUZZ_QUESTION_H

#include "bytes.h"
#include "judge.h"
#include "record.h"

/* A path that can exist, allocated. */
char *take_path(struct bytes *bytes);

/* Destroy with record_destroy(). */
void take_question(struct bytes *bytes, struct record *question);
/* An address, as the kernel writes it. False: it stands for another one. */
bool put_address(bool v6, const uint8_t *address, char to[48]);

/* The call that it is about; borrows from @question. */
struct judge_call call_of(const struct record *question);
/* Whether and how the only rule of @policy matches. */
enum judge_match match_of(const struct policy *policy,
			  const struct judge_call *call);

#endif /* CORDON_FUZZ_QUESTION_H */
