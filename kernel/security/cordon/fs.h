/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the interface in securityfs
 */

#ifndef _SECURITY_CORDON_FS_H
#define _SECURITY_CORDON_FS_H

#include <linux/fs.h>
#include <linux/types.h>

#include "parse.h"

extern const struct file_operations cordon_policy_fops;
extern const struct file_operations cordon_rules_fops;
extern const struct file_operations cordon_queue_fops;
extern const struct file_operations cordon_answer_fops;
extern const struct file_operations cordon_mode_fops;
extern const struct file_operations cordon_seal_fops;
extern const struct file_operations cordon_status_fops;
extern const struct file_operations cordon_abi_fops;

int cordon_fs_may_open(void);
int cordon_fs_may_use(const struct file *file);
char *cordon_fs_text(const struct file *file, const char __user *buf,
		     size_t len, const loff_t *ppos, size_t max);
void cordon_fs_print_reason(char *buf, size_t size,
			    const struct cordon_reason *reason);
void cordon_fs_print_early(char *buf, size_t size, int err);

#endif /* _SECURITY_CORDON_FS_H */
