/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - what a socket remembers
 */

#ifndef _SECURITY_CORDON_SOCK_H
#define _SECURITY_CORDON_SOCK_H

#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "blobs.h"
#include "call.h"
#include "mark.h"

/*
 * The locks of the blobs live here: a constructor for one in the blob would
 * run for each socket that is accepted. Taken in process context and softirq.
 * Memory is allocated inside, without waiting for it.
 */
#define CORDON_SOCK_LOCKS 64
#define CORDON_SOCK_LOCK_BITS ilog2(CORDON_SOCK_LOCKS)
extern spinlock_t cordon_sock_locks[CORDON_SOCK_LOCKS];

/* Asked for in any context, and can be done without. */
#define CORDON_GFP_KEPT \
	(GFP_NOWAIT | __GFP_NOMEMALLOC | __GFP_ACCOUNT | __GFP_NOWARN)

/* Was a connect let through on a socket with this &cordon_sock.cleared? */
static inline bool cordon_mark_connected(u64 cleared)
{
	return cleared != CORDON_UNMARKED && cleared != CORDON_MARK_FLAGGED;
}

static inline spinlock_t *cordon_sock_lock(const struct cordon_sock *sock)
{
	return &cordon_sock_locks[hash_ptr(sock, CORDON_SOCK_LOCK_BITS)];
}

void cordon_sock_connected_again(struct cordon_sock *sock, u64 mark);

/**
 * cordon_sock_connected_quick - as cordon_sock_connected(), in quick.h
 * @sock: the socket's blob; it had no flags when the connect was judged
 * @mark: of the current task, under the policy that allowed it
 *
 * No lock for a first connect, nor for one that is like those before.
 *
 * Context: any but hard interrupt.
 */
static inline void cordon_sock_connected_quick(struct cordon_sock *sock,
					       u64 mark)
{
	u64 old = CORDON_UNMARKED;

	if (likely(try_cmpxchg(&sock->cleared, &old, mark)))
		return;
	if (old != mark || !READ_ONCE(sock->again))
		cordon_sock_connected_again(sock, mark);
}

/**
 * cordon_sock_cleared - may the current task send on without being judged?
 * @sock: the socket's blob
 *
 * The hot path: a socket whose every connect was allowed to this task under
 * the generation in force.
 *
 * Context: any; no lock.
 * Return: true if so.
 */
static inline bool cordon_sock_cleared(const struct cordon_sock *sock)
{
	/*
	 * Both words are read once however that is written; gcc compares plain
	 * variables in place, each marked volatile takes an instruction more.
	 */
	return data_race(sock->cleared ==
			 (cordon_mark_now ^ cordon_task(current)->clear_id));
}

/**
 * cordon_current_sender - the current task as a sender
 * @sender: receives subject and credentials, borrowed from the task
 *
 * The objective credentials: io_uring personalities and other overrides do
 * not change who a task is.
 */
static inline void cordon_current_sender(struct cordon_sender *sender)
{
	*sender = (struct cordon_sender){
		.subject = cordon_task(current)->subject,
		.cred = current_real_cred(),
	};
}

void cordon_sock_connected(struct cordon_sock *sock,
			   const struct cordon_decision *decision,
			   unsigned int peers);
void cordon_sock_clear_class(struct cordon_sock *sock,
			     const struct cordon_decision *decision);
bool cordon_sock_peer_known(struct cordon_sock *sock,
			    const struct cordon_target *peer);
void cordon_sock_peer_judged(struct cordon_sock *sock,
			     const struct cordon_target *peer,
			     const struct cordon_decision *decision);
void cordon_sock_set_flag(struct cordon_sock *sock, u8 flag);
u8 cordon_sock_state(struct cordon_sock *sock, bool *connected);
void cordon_sock_remember(struct cordon_sock *sock,
			  const struct cordon_call *call, u8 verdict);
bool cordon_sock_remembers(struct cordon_sock *sock,
			   const struct cordon_call *call, u8 *verdict);

/* sock_heir.c */
void cordon_sock_own(struct cordon_sock *sock,
		     const struct cordon_sender *sender);
bool cordon_sock_get_owner(struct cordon_sock *sock,
			   struct cordon_sender *sender);
void cordon_sock_put_owner(struct cordon_sender *sender);
void cordon_sock_inherit(struct cordon_sock *from, struct cordon_sock *to);
void cordon_sock_accept(struct cordon_sock *from, struct cordon_sock *to);
void cordon_sock_free(struct cordon_sock *sock);

#endif /* _SECURITY_CORDON_SOCK_H */
