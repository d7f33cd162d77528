// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the file "rules"
 *
 * One write is one transaction; a read shows why the last one failed.
 */

#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "fs.h"
#include "policy.h"
#include "record.h"

/**
 * struct cordon_rules_file - an open "rules"
 * @lock: protects @reason
 * @reason: why the last write failed; empty if it did not
 */
struct cordon_rules_file {
	struct mutex lock; /* see above */
	char reason[CORDON_REASON_MAX + 32];
};

static int rules_open(struct inode *inode, struct file *file)
{
	struct cordon_rules_file *rf;
	int err = cordon_fs_may_open();

	if (err)
		return err;
	rf = kzalloc(sizeof(*rf), GFP_KERNEL_ACCOUNT);
	if (!rf)
		return -ENOMEM;
	mutex_init(&rf->lock);
	file->private_data = rf;
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
	struct cordon_rules_file *rf = file->private_data;
	char reason[sizeof(rf->reason)];
	int err = cordon_fs_may_use(file);

	if (err)
		return err;
	mutex_lock(&rf->lock);
	memcpy(reason, rf->reason, sizeof(reason));
	mutex_unlock(&rf->lock);
	return simple_read_from_buffer(buf, size, ppos, reason, strlen(reason));
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
	struct cordon_rules_file *rf = file->private_data;
	struct cordon_reason reason = {};
	char *text;
	int err;

	text = cordon_fs_text(file, buf, len, ppos, CORDON_WRITE_MAX);
	if (IS_ERR(text)) {
		err = PTR_ERR(text);
		if (err == -EPERM)
			return err;
		mutex_lock(&rf->lock);
		cordon_fs_print_early(rf->reason, sizeof(rf->reason), err);
		mutex_unlock(&rf->lock);
		return err;
	}
	err = apply(text, len, &reason);
	kvfree(text);
	mutex_lock(&rf->lock);
	*rf->reason = '\0';
	if (err)
		cordon_fs_print_reason(rf->reason, sizeof(rf->reason), &reason);
	mutex_unlock(&rf->lock);
	if (err)
		return err;
	*ppos += len;
	return len;
}

const struct file_operations cordon_rules_fops = {
	.open = rules_open,
	.read = rules_read,
	.write = rules_write,
	.llseek = default_llseek,
	.release = rules_release,
};
