/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the interface in securityfs
 */

#ifndef _SECURITY_CORDON_FS_H
#define _SECURITY_CORDON_FS_H

#include <linux/fs.h>
#include <linux/mutex.h>
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

/**
 * struct cordon_fs_said - why the last text that was written was refused
 * @lock: protects @why
 * @why: a line; empty if it was not refused
 */
struct cordon_fs_said {
	struct mutex lock; /* see above */
	char why[CORDON_REASON_MAX + 32];
};

/*
 * Does what a text says: @len bytes and a NUL. Fills @reason when it returns a
 * negative errno.
 */
typedef int (*cordon_fs_put_fn)(const char *text, size_t len,
				struct cordon_reason *reason);

/* fs.c */
int cordon_fs_may_open(void);
int cordon_fs_may_use(const struct file *file);

/* fs_text.c */
char *cordon_fs_text(const struct file *file, const char __user *buf,
		     size_t len, const loff_t *ppos, size_t max);
ssize_t cordon_fs_write(struct file *file, const char __user *buf, size_t len,
			loff_t *ppos, struct cordon_fs_said *said,
			cordon_fs_put_fn put);
ssize_t cordon_fs_read_said(struct cordon_fs_said *said, char __user *buf,
			    size_t size, loff_t *ppos, bool *any);

#endif /* _SECURITY_CORDON_FS_H */
