// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - texts that are written to files, and why they were refused
 */

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fs.h"

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

static void print_reason(char *buf, size_t size,
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

/* There was no text. */
static void print_early(char *buf, size_t size, int err)
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

static int put_text(struct file *file, const char __user *buf, size_t len,
		    const loff_t *ppos, char *why, size_t size,
		    cordon_fs_put_fn put)
{
	struct cordon_reason reason = {};
	char *text = cordon_fs_text(file, buf, len, ppos, CORDON_WRITE_MAX);
	int err;

	*why = '\0';
	if (IS_ERR(text)) {
		err = PTR_ERR(text);
		print_early(why, size, err);
		return err;
	}
	err = put(text, len, &reason);
	kvfree(text);
	if (err)
		print_reason(why, size, &reason);
	return err;
}

/**
 * cordon_fs_write - a text is written, whole
 * @file: the file
 * @buf: in user memory
 * @len: bytes
 * @ppos: where; moved on
 * @said: receives why it was refused; left alone for who may not write
 * @put: does what the text says
 *
 * Context: process context, may sleep.
 * Return: @len, or a negative errno: as cordon_fs_text() or of @put.
 */
ssize_t cordon_fs_write(struct file *file, const char __user *buf, size_t len,
			loff_t *ppos, struct cordon_fs_said *said,
			cordon_fs_put_fn put)
{
	char why[sizeof(said->why)];
	int err = cordon_fs_may_use(file);

	if (err)
		return err;
	err = put_text(file, buf, len, ppos, why, sizeof(why), put);
	mutex_lock(&said->lock);
	strscpy(said->why, why, sizeof(said->why));
	mutex_unlock(&said->lock);
	if (err)
		return err;
	*ppos += len;
	return len;
}

/**
 * cordon_fs_read_said - read why the last text was refused
 * @said: as cordon_fs_write() left it
 * @buf: in user memory
 * @size: bytes of @buf
 * @ppos: where; moved on
 * @any: receives whether there is anything
 *
 * Context: process context, may sleep.
 * Return: bytes read, or a negative errno.
 */
ssize_t cordon_fs_read_said(struct cordon_fs_said *said, char __user *buf,
			    size_t size, loff_t *ppos, bool *any)
{
	char why[sizeof(said->why)];

	mutex_lock(&said->lock);
	strscpy(why, said->why, sizeof(why));
	mutex_unlock(&said->lock);
	*any = *why;
	return simple_read_from_buffer(buf, size, ppos, why, strlen(why));
}
