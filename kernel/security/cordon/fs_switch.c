// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the files "answer", "mode" and "seal"
 */

#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "fs.h"
#include "mode.h"
#include "policy.h"
#include "question.h"
#include "record.h"

/* The longest word that any of the three takes. */
#define SWITCH_MAX 64

static int switch_open(struct inode *inode, struct file *file)
{
	return cordon_fs_may_open();
}

static ssize_t show(const struct file *file, char __user *buf, size_t size,
		    loff_t *ppos, const char *text)
{
	int err = cordon_fs_may_use(file);

	if (err)
		return err;
	return simple_read_from_buffer(buf, size, ppos, text, strlen(text));
}

/*
 * Whole words only: a NUL, or anything but one newline after the word, is
 * refused. The offset does not matter: these are switches, not texts.
 */
static ssize_t with_line(const struct file *file, const char __user *buf,
			 size_t len, int (*use)(char *line))
{
	loff_t start = 0;
	char *text;
	bool nul;
	int err;

	text = cordon_fs_text(file, buf, len, &start, SWITCH_MAX);
	if (IS_ERR(text))
		return PTR_ERR(text) == -E2BIG ? -EINVAL : PTR_ERR(text);
	nul = memchr(text, '\0', len);
	if (text[len - 1] == '\n')
		text[len - 1] = '\0';
	err = nul ? -EINVAL : use(text);
	kvfree(text);
	return err ?: len;
}

/* ID allow, or ID deny. */
static int answer(char *line)
{
	char *word = strchr(line, ' ');
	u64 id;

	if (!word || *line == '+' || *line == '0' || strchr(line, '\n'))
		return -EINVAL;
	*word++ = '\0';
	if (kstrtou64(line, 10, &id))
		return -EINVAL;
	if (!strcmp(word, "allow"))
		return cordon_question_answer(id, CORDON_ALLOW);
	if (!strcmp(word, "deny"))
		return cordon_question_answer(id, CORDON_DENY);
	return -EINVAL;
}

static ssize_t answer_write(struct file *file, const char __user *buf,
			    size_t len, loff_t *ppos)
{
	return with_line(file, buf, len, answer);
}

static void record_switch(enum cordon_change_op op, int err)
{
	u64 gen = READ_ONCE(cordon_generation);
	struct cordon_change change = { .old_gen = gen, .new_gen = gen };

	cordon_record_change(op, &change, err);
}

static int set_mode(char *line)
{
	int err;

	if (strcmp(line, "enforcing") && strcmp(line, "permissive"))
		return -EINVAL;
	err = cordon_policy_set_permissive(!strcmp(line, "permissive"));
	record_switch(CORDON_CHANGE_MODE, err);
	return err;
}

static ssize_t mode_read(struct file *file, char __user *buf, size_t size,
			 loff_t *ppos)
{
	return show(file, buf, size, ppos,
		    cordon_permissive() ? "permissive\n" : "enforcing\n");
}

static ssize_t mode_write(struct file *file, const char __user *buf, size_t len,
			  loff_t *ppos)
{
	return with_line(file, buf, len, set_mode);
}

static int set_seal(char *line)
{
	int err;

	if (strcmp(line, "1"))
		return -EINVAL;
	err = cordon_policy_seal();
	record_switch(CORDON_CHANGE_SEAL, err);
	return err;
}

static ssize_t seal_read(struct file *file, char __user *buf, size_t size,
			 loff_t *ppos)
{
	return show(file, buf, size, ppos,
		    cordon_policy_sealed() ? "1\n" : "0\n");
}

static ssize_t seal_write(struct file *file, const char __user *buf, size_t len,
			  loff_t *ppos)
{
	return with_line(file, buf, len, set_seal);
}

const struct file_operations cordon_answer_fops = {
	.open = switch_open,
	.write = answer_write,
	.llseek = default_llseek,
};

const struct file_operations cordon_mode_fops = {
	.open = switch_open,
	.read = mode_read,
	.write = mode_write,
	.llseek = default_llseek,
};

const struct file_operations cordon_seal_fops = {
	.open = switch_open,
	.read = seal_read,
	.write = seal_write,
	.llseek = default_llseek,
};
