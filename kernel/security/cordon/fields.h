/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - writing fields
 */

#ifndef _SECURITY_CORDON_FIELDS_H
#define _SECURITY_CORDON_FIELDS_H

#include "out.h"
#include "record.h"

void cordon_out_fields(struct cordon_out *out,
		       const struct cordon_fields *fields);

#endif /* _SECURITY_CORDON_FIELDS_H */
