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
#include <linux/mm.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
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

/**
 * cordon_fs_text - what is written to a file
 * @file: the file
 * @buf: in user memory
 * @len: bytes
 * @ppos: where
 * @max: most bytes that the file takes
 *
 * Context: process context, may sleep.
 * Return: the text, with a NUL after it, for kvfree(); or an ERR_PTR():
 * -EPERM, -ESPIPE not at the beginning, -EINVAL nothing, -E2BIG, -EFAULT,
 * -ENOMEM.
 */
char *cordon_fs_text(const struct file *file, const char __user *buf,
		     size_t len, const loff_t *ppos, size_t max)
{
	int err = cordon_fs_may_use(file);
	char *text;

	if (err)
		return ERR_PTR(err);
	if (*ppos)
		return ERR_PTR(-ESPIPE);
	if (!len)
		return ERR_PTR(-EINVAL);
	if (len > max)
		return ERR_PTR(-E2BIG);
	text = kvmalloc(len + 1, GFP_KERNEL_ACCOUNT);
	if (!text)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(text, buf, len)) {
		kvfree(text);
		return ERR_PTR(-EFAULT);
	}
	text[len] = '\0';
	return text;
}

/**
 * cordon_fs_print_reason - the line that is read back
 * @buf: room for it
 * @size: bytes of @buf
 * @reason: why a text was refused
 */
void cordon_fs_print_reason(char *buf, size_t size,
			    const struct cordon_reason *reason)
{
	if (reason->line && reason->column)
		snprintf(buf, size, "line %u:%u: %s\n", reason->line,
			 reason->column, reason->text);
	else if (reason->line)
		snprintf(buf, size, "line %u: %s\n", reason->line,
			 reason->text);
	else
		snprintf(buf, size, "%s\n", reason->text);
}

/**
 * cordon_fs_print_early - the line that is read back when there was no text
 * @buf: room for it
 * @size: bytes of @buf
 * @err: of cordon_fs_text()
 */
void cordon_fs_print_early(char *buf, size_t size, int err)
{
	switch (err) {
	case -E2BIG:
		snprintf(buf, size, "a text of more than %lu bytes\n",
			 CORDON_WRITE_MAX);
		break;
	case -ENOMEM:
		snprintf(buf, size, "out of memory\n");
		break;
	case -ESPIPE:
		snprintf(buf, size, "one write is one text: open anew\n");
		break;
	case -EINVAL:
		snprintf(buf, size, "nothing was written\n");
		break;
	case -EFAULT:
		snprintf(buf, size, "the text cannot be read\n");
		break;
	default:
		*buf = '\0';
	}
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
