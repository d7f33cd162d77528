// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the file "rules"
 *
 * One write is one transaction; a read shows why the last one failed.
 */

#include <linux/mutex.h>
#include <linux/slab.h>

#include "fs.h"
#include "policy.h"
#include "record.h"

static int rules_open(struct inode *inode, struct file *file)
{
	struct cordon_fs_said *said;
	int err = cordon_fs_may_open();

	if (err)
		return err;
	said = kzalloc(sizeof(*said), GFP_KERNEL_ACCOUNT);
	if (!said)
		return -ENOMEM;
	mutex_init(&said->lock);
	file->private_data = said;
	return 0;
}

static int rules_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t rules_read(struct file *file, char __user *buf, size_t size,
			  loff_t *ppos)
{
	int err = cordon_fs_may_use(file);
	bool any;

	if (err)
		return err;
	return cordon_fs_read_said(file->private_data, buf, size, ppos, &any);
}

static int apply(const char *text, size_t len, struct cordon_reason *reason)
{
	struct cordon_transaction transaction;
	struct cordon_change change = {};
	int err;

	err = cordon_parse_transaction(text, len, &transaction, reason);
	if (!err) {
		err = cordon_policy_apply(&transaction, reason, &change);
		cordon_transaction_destroy(&transaction);
	} else {
		change.old_gen = READ_ONCE(cordon_generation);
		change.new_gen = change.old_gen;
	}
	cordon_record_change(CORDON_CHANGE_RULES, &change, err);
	return err;
}

static ssize_t rules_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *ppos)
{
	return cordon_fs_write(file, buf, len, ppos, file->private_data, apply);
}

const struct file_operations cordon_rules_fops = {
	.open = rules_open,
	.read = rules_read,
	.write = rules_write,
	.llseek = default_llseek,
	.release = rules_release,
};
