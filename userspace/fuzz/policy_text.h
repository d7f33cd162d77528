/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole policy as text, as the kernel prints it. */

#ifndef _CORDON_FUZZ_POLICY_TEXT_H
#define _CORDON_FUZZ_POLICY_TEXT_H

#include "parse.h"

/* Prints @draft into allocated memory; the caller frees it. */
char *policy_text(const struct cordon_draft *draft);

#endif /* _CORDON_FUZZ_POLICY_TEXT_H */
