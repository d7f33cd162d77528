/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what is in an executable
 */

#ifndef _SECURITY_CORDON_DIGEST_H
#define _SECURITY_CORDON_DIGEST_H

#include "match.h"

struct file;

int cordon_measure(struct cordon_facts *facts, const struct file *file,
		   unsigned int wanted);
u64 cordon_digest_count(void);
void cordon_add_digest_hooks(void);

#endif /* _SECURITY_CORDON_DIGEST_H */
