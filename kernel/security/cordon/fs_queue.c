// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the file "queue"
 *
 * The open questions, a line each. Having it open makes a process the
 * responder. The position in the file is the id to go on with, so that
 * questions that come and go between two reads shift nothing.
 */

#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "fields.h"
#include "fs.h"
#include "question.h"

static const char *const state_names[] = {
	[CORDON_Q_OPEN] = "open",
	[CORDON_Q_TIMEOUT] = "timeout",
	[CORDON_Q_LOST] = "lost",
	[CORDON_Q_ANSWERED] = "answered",
};

static_assert(ARRAY_SIZE(state_names) == CORDON_Q_COUNT);

static struct cordon_question *at_or_after(u64 id)
{
	struct cordon_question *question;

	list_for_each_entry(question, cordon_question_list(), list)
		if (question->id >= id)
			return question;
	return NULL;
}

static void *queue_start(struct seq_file *m, loff_t *pos)
{
	struct cordon_responder *responder = m->private;
	struct cordon_question *question;

	mutex_lock(&cordon_question_lock);
	if (!*pos)
		WRITE_ONCE(responder->seen, cordon_question_changes());
	question = at_or_after(*pos);
	if (question)
		*pos = question->id;
	return question;
}

static void *queue_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct cordon_question *question = v;

	*pos = question->id + 1;
	if (list_is_last(&question->list, cordon_question_list()))
		return NULL;
	question = list_next_entry(question, list);
	*pos = question->id;
	return question;
}

static void queue_stop(struct seq_file *m, void *v)
{
	mutex_unlock(&cordon_question_lock);
}

static unsigned long seconds_left(const struct cordon_question *question)
{
	if (time_after(jiffies, question->deadline))
		return 0;
	return DIV_ROUND_UP(question->deadline - jiffies, HZ);
}

static int queue_show(struct seq_file *m, void *v)
{
	const struct cordon_question *question = v;
	struct cordon_fields fields;
	struct cordon_out out;

	cordon_out_start(&out, NULL, m);
	cordon_question_state_fields(question, &fields);
	cordon_out_fields(&out, &fields);
	cordon_out_word(&out, " state=", state_names[question->state]);
	cordon_out_number(&out, " waiting=", question->n_waiters);
	cordon_out_number(&out, " left=", seconds_left(question));
	cordon_out_number(&out, " after=", question->after);
	cordon_out_literal(&out, "\n");
	cordon_out_flush(&out);
	return 0;
}

static const struct seq_operations queue_ops = {
	.start = queue_start,
	.next = queue_next,
	.stop = queue_stop,
	.show = queue_show,
};

static int queue_open(struct inode *inode, struct file *file)
{
	struct cordon_responder *responder;
	struct seq_file *m;
	int err = cordon_fs_may_open();

	if (err)
		return err;
	err = seq_open(file, &queue_ops);
	if (err)
		return err;
	responder = cordon_responder_open();
	if (!responder) {
		seq_release(inode, file);
		return -ENOMEM;
	}
	m = file->private_data;
	m->private = responder;
	return 0;
}

static int queue_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	cordon_responder_close(m->private);
	return seq_release(inode, file);
}

static ssize_t queue_read(struct file *file, char __user *buf, size_t size,
			  loff_t *ppos)
{
	int err = cordon_fs_may_use(file);
	struct seq_file *m = file->private_data;

	if (err)
		return err;
	cordon_responder_reads(m->private);
	return seq_read(file, buf, size, ppos);
}

static __poll_t queue_poll(struct file *file, poll_table *wait)
{
	struct seq_file *m = file->private_data;
	struct cordon_responder *responder = m->private;

	poll_wait(file, &cordon_question_wait, wait);
	if (READ_ONCE(responder->seen) != cordon_question_changes())
		return EPOLLIN | EPOLLRDNORM;
	return 0;
}

const struct file_operations cordon_queue_fops = {
	.open = queue_open,
	.read = queue_read,
	.poll = queue_poll,
	.llseek = seq_lseek,
	.release = queue_release,
};
