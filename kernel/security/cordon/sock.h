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
#include "policy.h"

/*
 * Blobs come zeroed and without a constructor, so their locks live here.
 * Taken in process context and softirq. Nothing nests inside.
 */
#define CORDON_SOCK_LOCKS 64
#define CORDON_SOCK_LOCK_BITS ilog2(CORDON_SOCK_LOCKS)
extern spinlock_t cordon_sock_locks[CORDON_SOCK_LOCKS];

static inline spinlock_t *cordon_sock_lock(const struct cordon_sock *sock)
{
	return &cordon_sock_locks[hash_ptr(sock, CORDON_SOCK_LOCK_BITS)];
}

/* Readers without the lock must never see a pair that was not meant. */
static inline void cordon_sock_set_cleared(struct cordon_sock *sock, u64 gen,
					   u64 clear_id)
{
	lockdep_assert_held(cordon_sock_lock(sock));
	WRITE_ONCE(sock->gen, 0);
	smp_wmb(); /* the old pair is gone before the new one appears */
	WRITE_ONCE(sock->clear_id, clear_id);
	smp_wmb(); /* a reader that sees the new generation sees its id */
	WRITE_ONCE(sock->gen, gen);
}

/* @gen: of the decision that allowed it to @clear_id; 0: must not be kept */
static inline void cordon_sock_note_connect(struct cordon_sock *sock, u64 gen,
					    u64 clear_id)
{
	lockdep_assert_held(cordon_sock_lock(sock));
	/* A pending datagram may be for somebody else. */
	if (!gen || (sock->flags & CORDON_SK_CORKED))
		cordon_sock_set_cleared(sock, 0, 0);
	else if (!sock->connects)
		cordon_sock_set_cleared(sock, gen, clear_id);
	else if (sock->gen != gen || sock->clear_id != clear_id)
		cordon_sock_set_cleared(sock, 0, 0);
	if (sock->connects < 2)
		sock->connects++;
}

/**
 * cordon_sock_connected_quick - as cordon_sock_connected(), in quick.h
 * @sock: the socket's blob
 * @gen: generation that allowed it, to one address, and that may be kept
 * @clear_id: of the current task
 *
 * To turn interrupts off and on takes less than to do so with softirqs.
 *
 * Context: process context, interrupts on.
 */
static inline void cordon_sock_connected_quick(struct cordon_sock *sock,
					       u64 gen, u64 clear_id)
{
	spin_lock_irq(cordon_sock_lock(sock));
	cordon_sock_note_connect(sock, gen, clear_id);
	spin_unlock_irq(cordon_sock_lock(sock));
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
	 * Pairs with cordon_sock_set_cleared(): the id belongs to the generation. That in
	 * force is read once however it is written here; gcc compares a plain
	 * variable in place, one marked volatile takes an instruction more.
	 */
	return smp_load_acquire(&sock->gen) == data_race(cordon_generation) &&
	       READ_ONCE(sock->clear_id) == cordon_task(current)->clear_id;
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
u8 cordon_sock_state(struct cordon_sock *sock, u8 *connects);
void cordon_sock_remember(struct cordon_sock *sock,
			  const struct cordon_call *call, u8 verdict);
bool cordon_sock_remembers(struct cordon_sock *sock,
			   const struct cordon_call *call, u8 *verdict);
void cordon_sock_own(struct cordon_sock *sock,
		     const struct cordon_sender *sender);
bool cordon_sock_get_owner(struct cordon_sock *sock,
			   struct cordon_sender *sender);
void cordon_sock_put_owner(struct cordon_sender *sender);
void cordon_sock_inherit(struct cordon_sock *from, struct cordon_sock *to);
void cordon_sock_accept(struct cordon_sock *from, struct cordon_sock *to);
void cordon_sock_disown(struct cordon_sock *sock);

#endif /* _SECURITY_CORDON_SOCK_H */
