/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - families without addresses
 */

#ifndef _SECURITY_CORDON_CREATE_H
#define _SECURITY_CORDON_CREATE_H

#include <net/sock.h>

#include "call.h"

int cordon_mediate_class(struct cordon_call *call, enum cordon_proto proto,
			 const struct sock *sk);
int cordon_mediate_use(const struct sock *sk, enum cordon_call_op op);

#endif /* _SECURITY_CORDON_CREATE_H */
