/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - who sends
 */

#ifndef _SECURITY_CORDON_SUBJECT_H
#define _SECURITY_CORDON_SUBJECT_H

#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include "match.h"
#include "path.h"

struct cordon_binding;

/**
 * struct cordon_throttle - keeps one subject from flooding the audit log
 * @lock: protects the other members; nests inside everything
 * @start: jiffies of the last record
 * @second: jiffies at which the present second began
 * @last: hash of the last record
 * @written: records written in that second; 0 only before the first one
 * @missed: records left out since the last one written
 */
struct cordon_throttle {
	spinlock_t lock; /* see above */
	unsigned long start;
	unsigned long second;
	u32 last;
	u32 written;
	u32 missed;
};

/**
 * struct cordon_subject - an executable that tasks run
 * @ref: one for each task, question and socket; the table holds none
 * @id: never reused
 * @hash: of everything that makes it what it is
 * @node: in the table; protected by the table's lock, read under RCU
 * @dev: device of the executable
 * @ino: inode of the executable
 * @facts: what rules look at; points into @exe and @script
 * @exe: names of the executable
 * @script: names of the script, or NULL
 * @path_hash: index hash of facts.path, 0 if there is none
 * @own_hash: index hash of facts.own_path, 0 if there is none
 * @binding: rules that can apply, for one generation; RCU, written under
 *	@lock
 * @lock: protects @binding against other writers
 * @bind_work: does what cordon_bind_later() wants; holds a reference while
 *	it is queued
 * @throttle: see there
 * @rcu: frees it
 *
 * Interned: two executions of the same file under the same names share it.
 * Constant once in the table but for @binding, @bind_work and @throttle.
 */
struct cordon_subject {
	refcount_t ref;
	u32 hash;
	u64 id;
	struct hlist_node node;
	dev_t dev;
	unsigned long ino;
	struct cordon_facts facts;
	struct cordon_names *exe;
	struct cordon_names *script;
	u32 path_hash;
	u32 own_hash;
	struct cordon_binding __rcu *binding;
	spinlock_t lock; /* see above */
	struct work_struct bind_work;
	struct cordon_throttle throttle;
	struct rcu_head rcu;
};

struct cordon_subject *cordon_subject_intern(struct cordon_names *exe,
					     struct cordon_names *script,
					     bool script_unknown,
					     const struct file *file);
void cordon_subject_put(struct cordon_subject *subject);
u32 cordon_path_hash(const char *path);
unsigned int cordon_subject_count(void);

static inline struct cordon_subject *
cordon_subject_get(struct cordon_subject *subject)
{
	if (subject)
		refcount_inc(&subject->ref);
	return subject;
}

#endif /* _SECURITY_CORDON_SUBJECT_H */
