// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - registration
 *
 * From a call to its verdict: hooks (exec.c, create.c, net.c, srcroute.c,
 * sctp.c, mptcp.c) -> who (subject.c) and where to (target.c, where.c, peer.c)
 * -> policy (judge.c) -> question (ask.c) or verdict and record (mediate.c,
 * record.c).
 */

#include <linux/lsm_hooks.h>
#include <uapi/linux/lsm.h>

#include "blobs.h"
#include "digest.h"
#include "exec.h"
#include "hooks.h"
#include "path.h"
#include "policy.h"

bool cordon_active __ro_after_init;

struct lsm_blob_sizes cordon_blob_sizes __ro_after_init = {
	.lbs_inode = sizeof(struct cordon_inode),
	.lbs_sock = sizeof(struct cordon_sock),
	.lbs_task = sizeof(struct cordon_task),
};

const struct lsm_id cordon_lsmid = {
	.name = "cordon",
	.id = LSM_ID_CORDON,
};

static int __init cordon_init(void)
{
	int err = cordon_policy_init();

	if (err)
		return err;
	cordon_add_exec_hooks();
	cordon_add_digest_hooks();
	cordon_add_create_hooks();
	cordon_add_net_hooks();
	cordon_add_srcroute_hooks();
	cordon_add_sctp_hooks();
	cordon_add_mptcp_hooks();
	cordon_active = true;
	pr_info("cordon: initialized\n");
	return 0;
}

DEFINE_LSM(cordon) = {
	.name = "cordon",
	.init = cordon_init,
	.blobs = &cordon_blob_sizes,
};
