/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - where a socket really sends to
 */

#ifndef _SECURITY_CORDON_PEER_H
#define _SECURITY_CORDON_PEER_H

#include <net/sock.h>

#include "target.h"

enum cordon_proto cordon_sk_proto(const struct sock *sk);
bool cordon_sk_srcrouted(const struct sock *sk);
bool cordon_sk_has_source(const struct sock *sk);
bool cordon_peer_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target);
bool cordon_sk_corks(const struct sock *sk, enum cordon_proto proto);
bool cordon_cork_of(const struct sock *sk, enum cordon_proto proto,
		    struct cordon_target *target);

#endif /* _SECURITY_CORDON_PEER_H */
