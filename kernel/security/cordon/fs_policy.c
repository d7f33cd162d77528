// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the file "policy"
 *
 * One write replaces the policy; a read shows all of it, as one version: that
 * which was in force at the first read.
 */

#include <linux/seq_file.h>
#include <linux/slab.h>

#include "fs.h"
#include "policy.h"
#include "record.h"

/**
 * struct cordon_policy_file - an open "policy"
 * @policy: what is being read, or NULL before the first read
 * @names: names of its sets
 * @pos: line at which the others stand
 * @set: set of that line
 * @prefix: where in that set
 * @said: why the last write failed
 *
 * All but @said protected by the lock of the seq_file.
 */
struct cordon_policy_file {
	struct cordon_policy *policy;
	const char **names;
	loff_t pos;
	u32 set;
	struct cordon_prefix_iter prefix;
	struct cordon_fs_said said;
};

/* The lines: settings, lines of the sets, rules. */
enum line_kind {
	LINE_SETTINGS,
	LINE_SET,
	LINE_RULE,
	LINE_END,
};

static enum line_kind kind_at(const struct cordon_policy_file *pf, u32 *rule)
{
	if (!pf->pos)
		return LINE_SETTINGS;
	if (pf->set < pf->policy->n_sets)
		return LINE_SET;
	/* Here @set counts on, past the sets. */
	*rule = pf->set - pf->policy->n_sets;
	return *rule < pf->policy->n_rules ? LINE_RULE : LINE_END;
}

static void go_on(struct cordon_policy_file *pf)
{
	char line[8];
	u32 rule;

	switch (kind_at(pf, &rule)) {
	case LINE_SET: {
		const struct cordon_set *set = pf->policy->sets[pf->set];
		struct cordon_prefix_iter peek;
		struct cordon_prefix prefix;

		cordon_print_set_line(line, sizeof(line), set, &pf->prefix);
		peek = pf->prefix;
		if (!cordon_addrset_next_prefix(&set->addrs, &peek, &prefix)) {
			memset(&pf->prefix, 0, sizeof(pf->prefix));
			pf->set++;
		}
		break;
	}
	case LINE_RULE:
		pf->set++;
		break;
	default:
		break;
	}
	pf->pos++;
}

static void forget(struct cordon_policy_file *pf)
{
	if (pf->policy)
		cordon_policy_put(pf->policy);
	kvfree(pf->names);
	pf->policy = NULL;
	pf->names = NULL;
	pf->pos = 0;
	pf->set = 0;
	memset(&pf->prefix, 0, sizeof(pf->prefix));
}

static int look(struct cordon_policy_file *pf)
{
	struct cordon_policy *policy = cordon_policy_get();
	const char **names;
	u32 i;

	names = kvmalloc_array(max(policy->n_sets, 1U), sizeof(*names),
			       GFP_KERNEL_ACCOUNT);
	if (!names) {
		cordon_policy_put(policy);
		return -ENOMEM;
	}
	for (i = 0; i < policy->n_sets; i++)
		names[i] = policy->sets[i]->name;
	forget(pf);
	pf->policy = policy;
	pf->names = names;
	return 0;
}

static void *policy_start(struct seq_file *m, loff_t *pos)
{
	struct cordon_policy_file *pf = m->private;
	u32 rule;
	int err;

	/* Also reached by lseek(), before anything was read. */
	if (!pf->policy) {
		err = look(pf);
		if (err)
			return ERR_PTR(err);
	}
	if (*pos < pf->pos) {
		pf->pos = 0;
		pf->set = 0;
		memset(&pf->prefix, 0, sizeof(pf->prefix));
	}
	while (pf->pos < *pos) {
		if (kind_at(pf, &rule) == LINE_END)
			return NULL;
		go_on(pf);
		cond_resched();
	}
	return kind_at(pf, &rule) == LINE_END ? NULL : pf;
}

static void *policy_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct cordon_policy_file *pf = v;
	u32 rule;

	go_on(pf);
	++*pos;
	cond_resched();
	return kind_at(pf, &rule) == LINE_END ? NULL : pf;
}

static void policy_stop(struct seq_file *m, void *v)
{
}

static void show_rule(struct seq_file *m, const struct cordon_policy_file *pf,
		      u32 index)
{
	const struct cordon_rule *rule = pf->policy->rules[index];
	u32 expires = rule->expires;
	char *buf;
	size_t size = seq_get_buf(m, &buf);
	size_t len;

	/* What is left; 1 when it is about to go. */
	if (rule->deadline)
		expires = max(rule->deadline - cordon_now(), 1);
	len = cordon_print_rule(buf, size, rule, pf->names, expires);
	seq_commit(m, len < size ? len : -1);
	seq_printf(m, " # id=%llu hits=%lld\n", rule->id,
		   atomic64_read(&rule->hits));
}

static void show_set(struct seq_file *m, const struct cordon_policy_file *pf)
{
	struct cordon_prefix_iter iter = pf->prefix;
	char *buf;
	size_t size = seq_get_buf(m, &buf);
	size_t len;

	len = cordon_print_set_line(buf, size, pf->policy->sets[pf->set],
				    &iter);
	seq_commit(m, len < size ? len : -1);
	seq_putc(m, '\n');
}

static int policy_show(struct seq_file *m, void *v)
{
	const struct cordon_policy_file *pf = v;
	char settings[128];
	u32 rule;

	switch (kind_at(pf, &rule)) {
	case LINE_SETTINGS:
		cordon_print_settings(settings, sizeof(settings),
				      &pf->policy->settings);
		seq_puts(m, settings);
		break;
	case LINE_SET:
		show_set(m, pf);
		break;
	case LINE_RULE:
		show_rule(m, pf, rule);
		break;
	case LINE_END:
		break;
	}
	return 0;
}

static const struct seq_operations policy_ops = {
	.start = policy_start,
	.next = policy_next,
	.stop = policy_stop,
	.show = policy_show,
};

static int policy_open(struct inode *inode, struct file *file)
{
	struct cordon_policy_file *pf;
	int err = cordon_fs_may_open();

	if (err)
		return err;
	pf = __seq_open_private(file, &policy_ops, sizeof(*pf));
	if (!pf)
		return -ENOMEM;
	mutex_init(&pf->said.lock);
	return 0;
}

static int policy_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	forget(m->private);
	return seq_release_private(inode, file);
}

static ssize_t policy_read(struct file *file, char __user *buf, size_t size,
			   loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	struct cordon_policy_file *pf = m->private;
	int err = cordon_fs_may_use(file);
	ssize_t n;
	bool any;

	if (err)
		return err;
	n = cordon_fs_read_said(&pf->said, buf, size, ppos, &any);
	if (any)
		return n;
	mutex_lock(&m->lock);
	if (!*ppos)
		err = look(pf);
	mutex_unlock(&m->lock);
	if (err)
		return err;
	return seq_read(file, buf, size, ppos);
}

static int replace(const char *text, size_t len, struct cordon_reason *reason)
{
	struct cordon_change change = {};
	struct cordon_draft draft;
	int err;

	err = cordon_parse_policy(text, len, &draft, reason);
	if (!err) {
		err = cordon_policy_replace(&draft, reason, &change);
		cordon_draft_destroy(&draft);
	} else {
		change.old_gen = READ_ONCE(cordon_generation);
		change.new_gen = change.old_gen;
	}
	cordon_record_change(CORDON_CHANGE_LOAD, &change, err);
	return err;
}

static ssize_t policy_write(struct file *file, const char __user *buf,
			    size_t len, loff_t *ppos)
{
	struct seq_file *m = file->private_data;
	struct cordon_policy_file *pf = m->private;
	int err = cordon_fs_may_use(file);
	ssize_t n;

	if (err)
		return err;
	n = cordon_fs_write(file, buf, len, ppos, &pf->said, replace);
	mutex_lock(&m->lock);
	forget(pf);
	mutex_unlock(&m->lock);
	return n;
}

const struct file_operations cordon_policy_fops = {
	.open = policy_open,
	.read = policy_read,
	.write = policy_write,
	.llseek = seq_lseek,
	.release = policy_release,
};
