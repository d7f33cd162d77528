// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - files in securityfs
 *
 * Whoever opens a file and whoever uses the descriptor both need
 * CAP_MAC_ADMIN in the initial user namespace: a descriptor that was opened
 * with it does not work for everybody, and a privileged program cannot be
 * made to write to one that was opened without.
 */

#include <linux/capability.h>
#include <linux/security.h>
#include <linux/user_namespace.h>

#include "blobs.h"
#include "fs.h"

static const struct {
	const char *name;
	umode_t mode;
	const struct file_operations *fops;
} files[] = {
	{ "policy", 0600, &cordon_policy_fops },
	{ "rules", 0600, &cordon_rules_fops },
	{ "queue", 0400, &cordon_queue_fops },
	{ "answer", 0200, &cordon_answer_fops },
	{ "mode", 0600, &cordon_mode_fops },
	{ "seal", 0600, &cordon_seal_fops },
	{ "status", 0400, &cordon_status_fops },
	{ "abi", 0400, &cordon_abi_fops },
};

/**
 * cordon_fs_may_open - may the current task open a file?
 *
 * Return: 0 or -EPERM.
 */
int cordon_fs_may_open(void)
{
	return capable(CAP_MAC_ADMIN) ? 0 : -EPERM;
}

/**
 * cordon_fs_may_use - may the current task use an open file?
 * @file: the file
 *
 * Return: 0 or -EPERM.
 */
int cordon_fs_may_use(const struct file *file)
{
	if (!capable(CAP_MAC_ADMIN) ||
	    !file_ns_capable(file, &init_user_ns, CAP_MAC_ADMIN))
		return -EPERM;
	return 0;
}

static int __init cordon_fs_init(void)
{
	struct dentry *dir, *file;
	int i;

	/* Not chosen at boot: nothing to show. */
	if (!cordon_active)
		return 0;
	dir = securityfs_create_dir("cordon", NULL);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		file = securityfs_create_file(files[i].name, files[i].mode, dir,
					      NULL, files[i].fops);
		if (IS_ERR(file)) {
			pr_err("cordon: cannot create \"%s\"\n", files[i].name);
			securityfs_recursive_remove(dir);
			return PTR_ERR(file);
		}
	}
	return 0;
}

/* After securityfs (core), before any program can look for the files. */
fs_initcall(cordon_fs_init);
