// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - who sends
 *
 * Subjects are interned in a table of fixed size: there are never more of
 * them than tasks, questions and mediated multi-peer sockets.
 */

#include <linux/fs.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/once.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

#include "bind.h"
#include "digest.h"
#include "policy.h"
#include "subject.h"

#define SUBJECT_BITS 12

/*
 * Protects insertion and removal, and that the reference count of a subject
 * in the table becomes 0 only by leaving it. Irq-safe: the last reference may
 * go in softirq.
 */
static DEFINE_SPINLOCK(table_lock);
static DEFINE_HASHTABLE(table, SUBJECT_BITS);
static unsigned int table_count;
static u64 last_id;

/**
 * cordon_path_hash - hash of a path, as the policy's index uses it
 * @path: a path
 *
 * Return: never 0.
 */
u32 cordon_path_hash(const char *path)
{
	return full_name_hash(NULL, path, strlen(path)) ?: 1;
}

/**
 * cordon_subject_count - number of subjects there are
 *
 * Return: a snapshot.
 */
unsigned int cordon_subject_count(void)
{
	return READ_ONCE(table_count);
}

static void subject_free(struct cordon_subject *subject)
{
	cordon_binding_free(rcu_dereference_protected(subject->binding, true));
	kfree(subject->exe);
	kfree(subject->script);
	kfree(subject);
}

static void subject_free_rcu(struct rcu_head *rcu)
{
	subject_free(container_of(rcu, struct cordon_subject, rcu));
}

/**
 * cordon_subject_put - drop a reference
 * @subject: or NULL
 *
 * Context: any but hard interrupt.
 */
void cordon_subject_put(struct cordon_subject *subject)
{
	unsigned long flags;

	if (!subject ||
	    !refcount_dec_and_lock_irqsave(&subject->ref, &table_lock, &flags))
		return;
	__acquire(&table_lock); /* for sparse, which cannot tell */
	hash_del_rcu(&subject->node);
	WRITE_ONCE(table_count, table_count - 1);
	spin_unlock_irqrestore(&table_lock, flags);
	call_rcu(&subject->rcu, subject_free_rcu);
}

static bool same_string(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_names(const struct cordon_names *a,
		       const struct cordon_names *b)
{
	if (!a || !b)
		return a == b;
	return a->mnt == b->mnt && same_string(a->path, b->path) &&
	       same_string(a->own, b->own) && !strcmp(a->show, b->show);
}

static bool same_measured(const struct cordon_measured *a,
			  const struct cordon_measured *b)
{
	return a->kind == b->kind && a->len == b->len &&
	       !memcmp(a->bytes, b->bytes, a->len);
}

static bool same_subject(const struct cordon_subject *a,
			 const struct cordon_subject *b)
{
	return a->hash == b->hash && a->dev == b->dev && a->ino == b->ino &&
	       a->facts.script_unknown == b->facts.script_unknown &&
	       same_names(a->exe, b->exe) && same_names(a->script, b->script) &&
	       same_measured(&a->facts.sha256, &b->facts.sha256) &&
	       same_measured(&a->facts.fsverity, &b->facts.fsverity);
}

static struct cordon_subject *find_get(const struct cordon_subject *like)
{
	struct cordon_subject *subject;

	hash_for_each_possible_rcu(table, subject, node, like->hash)
		if (same_subject(subject, like) &&
		    refcount_inc_not_zero(&subject->ref))
			return subject;
	return NULL;
}

static u32 subject_hash(const struct cordon_subject *subject)
{
	const char *script = subject->script ? subject->script->show : "";
	static u32 seed __read_mostly;
	u32 hash;

	/* Users choose the names: none is to know which of them collide. */
	get_random_once(&seed, sizeof(seed));
	hash = jhash_3words(subject->dev, subject->ino, subject->exe->mnt,
			    seed);
	hash = jhash(subject->exe->show, strlen(subject->exe->show), hash);
	return jhash(script, strlen(script), hash);
}

static void fill_facts(struct cordon_subject *subject, bool script_unknown)
{
	struct cordon_facts *facts = &subject->facts;

	facts->path = subject->exe->path;
	facts->own_path = subject->exe->own;
	facts->script_unknown = script_unknown;
	if (subject->script) {
		facts->script = subject->script->path;
		facts->own_script = subject->script->own;
	}
	if (facts->path)
		subject->path_hash = cordon_path_hash(facts->path);
	if (facts->own_path)
		subject->own_hash = cordon_path_hash(facts->own_path);
}

static struct cordon_subject *insert(struct cordon_subject *subject)
{
	struct cordon_subject *old;
	unsigned long flags;

	spin_lock_irqsave(&table_lock, flags);
	old = find_get(subject);
	if (!old) {
		subject->id = ++last_id;
		hash_add_rcu(table, &subject->node, subject->hash);
		WRITE_ONCE(table_count, table_count + 1);
	}
	spin_unlock_irqrestore(&table_lock, flags);
	return old;
}

/**
 * cordon_subject_intern - the subject that executes a file
 * @exe: names of the executable; taken over, also when this fails
 * @script: names of the script that it interprets, or NULL; taken over
 * @script_unknown: there is a script, but its names are not known
 * @file: the executable, which the kernel protects from being written
 *
 * Context: process context, may sleep: measures the file when the policy in
 * force has a digest rule that could apply.
 * Return: a reference, or an ERR_PTR(): -ENOMEM, -EINTR.
 */
struct cordon_subject *cordon_subject_intern(struct cordon_names *exe,
					     struct cordon_names *script,
					     bool script_unknown,
					     const struct file *file)
{
	const struct inode *inode = file_inode(file);
	struct cordon_subject *subject, *old;
	int err;

	subject = kzalloc(sizeof(*subject), GFP_KERNEL_ACCOUNT);
	if (!subject) {
		kfree(exe);
		kfree(script);
		return ERR_PTR(-ENOMEM);
	}
	refcount_set(&subject->ref, 1);
	spin_lock_init(&subject->lock);
	INIT_WORK(&subject->bind_work, cordon_bind_work);
	spin_lock_init(&subject->throttle.lock);
	subject->exe = exe;
	subject->script = script;
	subject->dev = inode->i_sb->s_dev;
	subject->ino = inode->i_ino;
	fill_facts(subject, script_unknown);
	err = cordon_measure(&subject->facts, file,
			     cordon_policy_wants_digests(&subject->facts,
							 subject->path_hash,
							 subject->own_hash));
	if (err) {
		subject_free(subject);
		return ERR_PTR(err);
	}
	subject->hash = subject_hash(subject);

	rcu_read_lock();
	old = find_get(subject);
	rcu_read_unlock();
	if (!old)
		old = insert(subject);
	if (!old)
		return subject;
	subject_free(subject);
	return old;
}
