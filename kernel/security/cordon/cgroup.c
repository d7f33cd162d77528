// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the cgroup of a task
 */

#include <linux/cgroup.h>
#include <linux/rcupdate.h>
#include <net/sock.h>

#include "cgroup.h"

static struct cgroup *cgroup_of(const struct sock *sk)
{
#ifdef CONFIG_CGROUPS
#ifdef CONFIG_SOCK_CGROUP_DATA
	if (sk)
		return sock_cgroup_ptr(
			(struct sock_cgroup_data *)&sk->sk_cgrp_data);
#endif
	return task_dfl_cgroup(current);
#else
	return NULL;
#endif
}

/**
 * cordon_cgroup_of - path of a cgroup in the unified hierarchy
 * @sk: a socket whose creator's cgroup is meant, or NULL for the current task
 * @path: room for it
 *
 * Context: any but hard interrupt; does not sleep.
 * Return: @path->text, or NULL when there is none or it is too long.
 */
const char *cordon_cgroup_of(const struct sock *sk,
			     struct cordon_cgroup_path *path)
{
	struct cgroup *cgroup;
	int len = -ENOENT;

	rcu_read_lock();
	cgroup = cgroup_of(sk);
#ifdef CONFIG_CGROUPS
	if (cgroup)
		len = cgroup_path(cgroup, path->text, sizeof(path->text));
#endif
	rcu_read_unlock();
	return len > 0 ? path->text : NULL;
}
