/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what hangs on tasks, sockets and inodes
 */

#ifndef _SECURITY_CORDON_BLOBS_H
#define _SECURITY_CORDON_BLOBS_H

#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/lsm_hooks.h>
#include <linux/sched.h>
#include <net/sock.h>

#include "rule.h"
#include "target.h"

struct cordon_digest_cache;
struct cordon_subject;

/**
 * struct cordon_exec - an execve() under way
 * @next: the subject that will be in force when the exec commits
 * @dev: device of the file that was asked for
 * @ino: inode of the file that was asked for
 * @script: its names when it may turn out to be a script, else NULL
 */
struct cordon_exec {
	struct cordon_subject *next;
	dev_t dev;
	unsigned long ino;
	struct cordon_names *script;
};

/**
 * struct cordon_task - the blob of a task
 * @subject: who the task is; NULL for kernel threads and before the first
 *	exec of a user mode helper. Holds a reference.
 * @clear_id: identifies the subject together with the user and group ids:
 *	drawn anew at exec and at each change of ids, inherited by fork.
 *	Never reused; 0 without a subject, and when there are none left:
 *	then nothing is remembered for the task
 * @exec: the exec under way
 * @granted: a socket_create() that was allowed once, not yet collected by
 *	socket_post_create(): a protocol class plus one, or 0
 *
 * Only the task itself writes it, and only the task itself reads it (its
 * creator before it runs): no locking.
 */
struct cordon_task {
	struct cordon_subject *subject;
	u64 clear_id;
	struct cordon_exec exec;
	u8 granted;
};

/* Flags of struct cordon_sock. */
#define CORDON_SK_SRCROUTE 0x01 /* options may divert: target unknown */
#define CORDON_SK_CORKED 0x02 /* an addressed datagram may be pending */
#define CORDON_SK_MULTI 0x04 /* several peers: SCTP, MPTCP */
#define CORDON_SK_ACCEPTED 0x08 /* born with a peer that no connect made */
#define CORDON_SK_FOREIGN 0x10 /* may send as somebody else: target unknown */
#define CORDON_SK_KERNEL 0x20 /* the kernel made it: connected unseen */
#define CORDON_SK_RAW6 0x40 /* connected raw IPv6: any send may cork */

/* What is sent goes, or what comes of it, to where no address says. */
#define CORDON_SK_DIVERTED (CORDON_SK_SRCROUTE | CORDON_SK_FOREIGN)

/**
 * struct cordon_sock_kept - what a socket keeps of what was decided
 * @once_verdict: verdict of the answer kept in @once_target
 * @once_uid: user it was given to
 * @once_subject: id of the subject it was given to; 0: none
 * @once_target: target it was given for
 * @peer_mark: the mark under which @peer was judged and allowed, or 0
 * @peer: the peer that was judged
 */
struct cordon_sock_kept {
	u8 once_verdict;
	u32 once_uid;
	u64 once_subject;
	struct cordon_target once_target;
	u64 peer_mark;
	struct cordon_target peer;
};

/**
 * struct cordon_sock - the blob of a socket
 * @cleared: the mark under which every connect ever made on this socket, its
 *	present peer included, was allowed; or what is no mark, see mark.h
 * @flags: CORDON_SK_*
 * @again: more than one connect was allowed
 * @kept: what few sockets have: NULL until there is something to keep. When
 *	there is no memory for it, nothing is kept: what it would say is
 *	asked and judged again
 * @owner: for SCTP and MPTCP, whose hooks run without the owner: the subject
 *	that last connected, or created the socket; holds a reference
 * @owner_cred: the credentials it had; holds a reference
 *
 * @cleared is read without a lock by every send. It is written under the
 * socket's cordon_sock_lock(), but for the first connect, which may replace
 * %CORDON_UNMARKED, and nothing else, by cmpxchg() without it. Everything else
 * is read and written under the lock. Not the socket lock: the hooks run before
 * that is taken.
 *
 * One is allocated and zeroed for each socket that a TCP connect makes at the
 * other end: up to 64 bytes take a third of the time that 128 would.
 */
struct cordon_sock {
	u64 cleared;
	u8 flags;
	bool again;
	struct cordon_sock_kept *kept;
	struct cordon_subject *owner;
	const struct cred *owner_cred;
};

static_assert(sizeof(struct cordon_sock) <= 64);

/**
 * struct cordon_inode - the blob of an inode
 * @digest: digest of one version of the file; RCU, replaced by xchg()
 */
struct cordon_inode {
	struct cordon_digest_cache __rcu *digest;
};

extern struct lsm_blob_sizes cordon_blob_sizes __ro_after_init;
extern const struct lsm_id cordon_lsmid;
extern bool cordon_active __ro_after_init;

static inline struct cordon_task *cordon_task(const struct task_struct *task)
{
	return task->security + cordon_blob_sizes.lbs_task;
}

static inline struct cordon_sock *cordon_sock(const struct sock *sk)
{
	return sk->sk_security + cordon_blob_sizes.lbs_sock;
}

static inline struct cordon_inode *cordon_inode(const struct inode *inode)
{
	return inode->i_security + cordon_blob_sizes.lbs_inode;
}

#endif /* _SECURITY_CORDON_BLOBS_H */
