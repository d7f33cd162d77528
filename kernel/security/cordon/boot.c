// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the policy that is built into the kernel
 *
 * In force before the first program runs. If it is wrong, nothing is allowed:
 * whoever built it meant to be safe.
 */

#include <linux/init.h>
#include <linux/printk.h>

#include "blobs.h"
#include "boot.h"
#include "path.h"
#include "policy.h"
#include "record.h"

static int __init load(const char *text, size_t len,
		       struct cordon_reason *reason)
{
	struct cordon_change change;
	struct cordon_draft draft;
	int err;

	err = cordon_parse_policy(text, len, &draft, reason);
	if (err)
		return err;
	err = cordon_policy_replace(&draft, reason, &change);
	cordon_draft_destroy(&draft);
	if (!err)
		cordon_record_change(CORDON_CHANGE_BOOT, &change, 0);
	return err;
}

static int __init cordon_boot_init(void)
{
	static const char deny_all[] __initconst = "default deny\n";
	size_t len = cordon_boot_policy_end - cordon_boot_policy;
	struct cordon_reason reason = {};
	int err;

	if (!cordon_active)
		return 0;
	err = cordon_path_init();
	if (err)
		panic("cordon: out of memory\n");
	if (!len)
		return 0;
	err = load(cordon_boot_policy, len, &reason);
	if (!err)
		return 0;
	pr_err("cordon: boot policy: line %u: %s: nothing is allowed\n",
	       reason.line, reason.text);
	if (load(deny_all, sizeof(deny_all) - 1, &reason))
		panic("cordon: out of memory\n");
	return err;
}

fs_initcall(cordon_boot_init);
