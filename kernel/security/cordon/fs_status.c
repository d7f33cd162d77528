// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the files "status" and "abi"
 */

#include <linux/seq_file.h>

#include "digest.h"
#include "fs.h"
#include "mode.h"
#include "policy.h"
#include "question.h"
#include "subject.h"

/* Grows when something that programs rely on changes; words only add up. */
#define ABI_VERSION 1
#define ABI_FEATURES                                           \
	"audit digest-sha256 digest-fsverity once queue-poll " \
	"sets seal transactions"

static void show_policy(struct seq_file *m)
{
	struct cordon_policy *policy = cordon_policy_get();
	const struct cordon_settings *settings = &policy->settings;

	seq_printf(m, "generation %llu\n", policy->gen);
	seq_printf(m, "mode %s\n",
		   cordon_permissive() ? "permissive" : "enforcing");
	seq_printf(m, "sealed %d\n", cordon_policy_sealed());
	seq_printf(m, "rules %u\n", policy->n_rules);
	seq_printf(m, "sets %u\n", policy->n_sets);
	seq_printf(m, "default %s\n", cordon_verdict_name(settings->def));
	seq_printf(m, "unanswered %s after=%u hold=%s\n",
		   cordon_verdict_name(settings->unanswered), settings->after,
		   cordon_hold_name(settings->hold));
	cordon_policy_put(policy);
}

static void show_questions(struct seq_file *m)
{
	struct cordon_question_stats stats;

	cordon_question_stats(&stats);
	seq_printf(m, "responder %d\n", cordon_responder_present());
	seq_printf(m, "questions %u\n", stats.questions);
	seq_printf(m, "questions_max %u\n", CORDON_QUESTIONS_MAX);
	seq_printf(m, "held %u\n", stats.held);
	seq_printf(m, "held_max %u\n", CORDON_HELD_MAX);
}

static void show_counters(struct seq_file *m)
{
	static const char *const names[] = {
		[CORDON_COUNT_ALLOWED] = "allowed",
		[CORDON_COUNT_DENIED] = "denied",
		[CORDON_COUNT_ASKED] = "asked",
		[CORDON_COUNT_ANSWERED] = "answered",
		[CORDON_COUNT_TIMEOUTS] = "timeouts",
		[CORDON_COUNT_OVERFLOW] = "overflow",
		[CORDON_COUNT_MISSED] = "records_missed",
	};
	int i;

	static_assert(ARRAY_SIZE(names) == CORDON_COUNTERS);
	for (i = 0; i < CORDON_COUNTERS; i++)
		seq_printf(m, "%s %llu\n", names[i], cordon_counter_sum(i));
	seq_printf(m, "subjects %u\n", cordon_subject_count());
	seq_printf(m, "digests %llu\n", cordon_digest_count());
}

static int status_show(struct seq_file *m, void *v)
{
	show_policy(m);
	show_questions(m);
	show_counters(m);
	return 0;
}

static int abi_show(struct seq_file *m, void *v)
{
	seq_printf(m, "version %d\n", ABI_VERSION);
	seq_puts(m, "features " ABI_FEATURES "\n");
	return 0;
}

static int status_open(struct inode *inode, struct file *file)
{
	int err = cordon_fs_may_open();

	return err ?: single_open(file, status_show, NULL);
}

static int abi_open(struct inode *inode, struct file *file)
{
	int err = cordon_fs_may_open();

	return err ?: single_open(file, abi_show, NULL);
}

static ssize_t status_read(struct file *file, char __user *buf, size_t size,
			   loff_t *ppos)
{
	int err = cordon_fs_may_use(file);

	return err ?: seq_read(file, buf, size, ppos);
}

const struct file_operations cordon_status_fops = {
	.open = status_open,
	.read = status_read,
	.llseek = seq_lseek,
	.release = single_release,
};

const struct file_operations cordon_abi_fops = {
	.open = abi_open,
	.read = status_read,
	.llseek = seq_lseek,
	.release = single_release,
};
