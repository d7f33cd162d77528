/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the cgroup of a task
 */

#ifndef _SECURITY_CORDON_CGROUP_H
#define _SECURITY_CORDON_CGROUP_H

#include "limits.h"

struct sock;

struct cordon_cgroup_path {
	char text[CORDON_CGROUP_MAX + 1];
};

const char *cordon_cgroup_of(const struct sock *sk,
			     struct cordon_cgroup_path *path);

#endif /* _SECURITY_CORDON_CGROUP_H */
