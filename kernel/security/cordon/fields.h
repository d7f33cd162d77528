/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - writing fields
 */

#ifndef _SECURITY_CORDON_FIELDS_H
#define _SECURITY_CORDON_FIELDS_H

#include "record.h"

struct audit_buffer;

/* struct cordon_out - where fields go: exactly one is set */
struct cordon_out {
	struct audit_buffer *ab;
	struct seq_file *m;
};

void __printf(2, 3)
	cordon_out_format(const struct cordon_out *out, const char *fmt, ...);
void cordon_out_untrusted(const struct cordon_out *out, const char *key,
			  const char *text);
void cordon_out_fields(const struct cordon_out *out,
		       const struct cordon_fields *fields);

#endif /* _SECURITY_CORDON_FIELDS_H */
