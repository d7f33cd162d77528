// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - what a socket remembers
 *
 * A socket is cleared for (generation, task identity) only while every
 * connect that was ever let through on it was let through under both: then
 * whatever its peer is, it was judged. Two threads may connect the same
 * socket at once, a policy may change between a hook and the protocol's
 * doing, and a connect may fail because the socket is connected elsewhere:
 * in all these cases the socket is "mixed", and each send compares the peer
 * that it really has with the one that was judged.
 */

#include <linux/hash.h>
#include <linux/spinlock.h>

#include "sock.h"
#include "subject.h"

/*
 * Blobs come zeroed and without a constructor, so their locks live here.
 * Taken in process context and softirq. Nothing nests inside.
 */
#define LOCK_BITS 6
#define LAST_LOCK ((1 << LOCK_BITS) - 1)
static spinlock_t locks[LAST_LOCK + 1] = {
	[0 ... LAST_LOCK] = __SPIN_LOCK_UNLOCKED(locks),
};

static spinlock_t *lock_of(const struct cordon_sock *sock)
{
	return &locks[hash_ptr(sock, LOCK_BITS)];
}

/* Readers without the lock must never see a pair that was not meant. */
static void set_cleared(struct cordon_sock *sock, u64 gen, u64 clear_id)
{
	lockdep_assert_held(lock_of(sock));
	WRITE_ONCE(sock->gen, 0);
	smp_wmb(); /* the old pair is gone before the new one appears */
	WRITE_ONCE(sock->clear_id, clear_id);
	smp_wmb(); /* a reader that sees the new generation sees its id */
	WRITE_ONCE(sock->gen, gen);
}

/**
 * cordon_sock_connected - a connect was allowed and is about to happen
 * @sock: the socket's blob
 * @decision: that allowed it to the current task
 * @peers: number of addresses that were given
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_connected(struct cordon_sock *sock,
			   const struct cordon_decision *decision,
			   unsigned int peers)
{
	u64 clear_id = cordon_task(current)->clear_id;

	spin_lock_bh(lock_of(sock));
	/* A pending datagram may be for somebody else. */
	if (!decision->keep || (sock->flags & CORDON_SK_CORKED))
		set_cleared(sock, 0, 0);
	else if (!sock->connects)
		set_cleared(sock, decision->gen, clear_id);
	else if (sock->gen != decision->gen || sock->clear_id != clear_id)
		set_cleared(sock, 0, 0);
	if (sock->connects < 2)
		sock->connects++;
	if (peers > 1)
		sock->flags |= CORDON_SK_MULTI;
	spin_unlock_bh(lock_of(sock));
}

/**
 * cordon_sock_clear_class - a socket without addresses was judged and allowed
 * @sock: the socket's blob
 * @decision: that allowed it to the current task
 *
 * Its target never changes.
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_clear_class(struct cordon_sock *sock,
			     const struct cordon_decision *decision)
{
	if (!decision->keep)
		return;
	spin_lock_bh(lock_of(sock));
	set_cleared(sock, decision->gen, cordon_task(current)->clear_id);
	spin_unlock_bh(lock_of(sock));
}

/**
 * cordon_sock_peer_known - was this peer allowed to the current task?
 * @sock: the socket's blob
 * @peer: the peer that the socket has
 *
 * Context: any but hard interrupt.
 * Return: true if so, under the generation in force.
 */
bool cordon_sock_peer_known(struct cordon_sock *sock,
			    const struct cordon_target *peer)
{
	bool known;

	spin_lock_bh(lock_of(sock));
	known = sock->peer_gen == READ_ONCE(cordon_generation) &&
		sock->peer_clear_id == cordon_task(current)->clear_id &&
		cordon_target_same(&sock->peer, peer) &&
		sock->peer.sport == peer->sport;
	spin_unlock_bh(lock_of(sock));
	return known;
}

/**
 * cordon_sock_peer_judged - remember that a peer was judged and allowed
 * @sock: the socket's blob
 * @peer: the peer that the socket had
 * @decision: that allowed it to the current task
 *
 * If only one connect was ever let through, the peer is what it made it, and
 * no other is on its way: the socket is cleared again as by that connect. Not
 * so one that was accepted: its connect may still be on the way.
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_peer_judged(struct cordon_sock *sock,
			     const struct cordon_target *peer,
			     const struct cordon_decision *decision)
{
	u64 clear_id = cordon_task(current)->clear_id;

	if (!decision->keep)
		return;
	spin_lock_bh(lock_of(sock));
	sock->peer = *peer;
	sock->peer_gen = decision->gen;
	sock->peer_clear_id = clear_id;
	if (sock->connects == 1 &&
	    !(sock->flags &
	      (CORDON_SK_CORKED | CORDON_SK_MULTI | CORDON_SK_ACCEPTED)))
		set_cleared(sock, decision->gen, clear_id);
	spin_unlock_bh(lock_of(sock));
}

/**
 * cordon_sock_set_flag - set a flag; what was cleared must be judged again
 * @sock: the socket's blob
 * @flag: CORDON_SK_*
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_set_flag(struct cordon_sock *sock, u8 flag)
{
	spin_lock_bh(lock_of(sock));
	if (!(sock->flags & flag)) {
		sock->flags |= flag;
		set_cleared(sock, 0, 0);
		sock->peer_gen = 0;
	}
	spin_unlock_bh(lock_of(sock));
}

/**
 * cordon_sock_state - flags of a socket
 * @sock: the socket's blob
 * @connects: receives the number of connects let through, 2 for more
 *
 * Context: any but hard interrupt.
 * Return: CORDON_SK_*
 */
u8 cordon_sock_state(struct cordon_sock *sock, u8 *connects)
{
	u8 flags;

	spin_lock_bh(lock_of(sock));
	flags = sock->flags;
	*connects = sock->connects;
	spin_unlock_bh(lock_of(sock));
	return flags;
}

/**
 * cordon_sock_remember - keep an answer that was given once
 * @sock: the socket's blob
 * @call: the call that it was given for
 * @verdict: the answer
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_remember(struct cordon_sock *sock,
			  const struct cordon_call *call, u8 verdict)
{
	spin_lock_bh(lock_of(sock));
	sock->once_verdict = verdict;
	sock->once_subject = call->sender.subject->id;
	sock->once_uid = cordon_sender_uid(&call->sender);
	sock->once_target = call->target;
	spin_unlock_bh(lock_of(sock));
}

/**
 * cordon_sock_remembers - was this asked and answered on this socket?
 * @sock: the socket's blob
 * @call: the call
 * @verdict: receives the answer
 *
 * Context: any but hard interrupt.
 * Return: true if so.
 */
bool cordon_sock_remembers(struct cordon_sock *sock,
			   const struct cordon_call *call, u8 *verdict)
{
	bool found;

	spin_lock_bh(lock_of(sock));
	found = sock->once_subject == call->sender.subject->id &&
		sock->once_uid == cordon_sender_uid(&call->sender) &&
		cordon_target_same(&sock->once_target, &call->target);
	*verdict = sock->once_verdict;
	spin_unlock_bh(lock_of(sock));
	return found;
}

/**
 * cordon_sock_own - remember on whose behalf the kernel may act later
 * @sock: the socket's blob
 * @sender: the task that created or connected it
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_own(struct cordon_sock *sock,
		     const struct cordon_sender *sender)
{
	struct cordon_subject *old;
	const struct cred *old_cred;

	spin_lock_bh(lock_of(sock));
	old = sock->owner;
	old_cred = sock->owner_cred;
	sock->owner = cordon_subject_get(sender->subject);
	sock->owner_cred = get_cred(sender->cred);
	spin_unlock_bh(lock_of(sock));
	cordon_subject_put(old);
	put_cred(old_cred);
}

/**
 * cordon_sock_get_owner - the owner of a socket as a sender
 * @sock: the socket's blob
 * @sender: receives references, for cordon_sock_put_owner()
 *
 * Context: any but hard interrupt.
 * Return: false when it has none.
 */
bool cordon_sock_get_owner(struct cordon_sock *sock,
			   struct cordon_sender *sender)
{
	*sender = (struct cordon_sender){};
	spin_lock_bh(lock_of(sock));
	if (sock->owner) {
		sender->subject = cordon_subject_get(sock->owner);
		sender->cred = get_cred(sock->owner_cred);
	}
	spin_unlock_bh(lock_of(sock));
	return sender->subject;
}

/**
 * cordon_sock_put_owner - let go of an owner
 * @sender: from cordon_sock_get_owner()
 */
void cordon_sock_put_owner(struct cordon_sender *sender)
{
	cordon_subject_put(sender->subject);
	put_cred(sender->cred);
}

/**
 * cordon_sock_inherit - a socket takes over a connection of another
 * @from: blob of the other
 * @to: blob of the new one; nobody else's yet
 *
 * Cleared for the same, it is judged again when the other one would be.
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_inherit(struct cordon_sock *from, struct cordon_sock *to)
{
	struct cordon_sender owner;

	cordon_sock_disown(to);
	if (cordon_sock_get_owner(from, &owner)) {
		to->owner = owner.subject;
		to->owner_cred = owner.cred;
	}
	spin_lock_bh(lock_of(from));
	to->gen = from->gen;
	to->clear_id = from->clear_id;
	to->flags = from->flags;
	/* Never 1: this is not the connect that made its peer. */
	to->connects = from->connects ? 2 : 0;
	to->once_verdict = from->once_verdict;
	to->once_subject = from->once_subject;
	to->once_uid = from->once_uid;
	to->once_target = from->once_target;
	spin_unlock_bh(lock_of(from));
}

/**
 * cordon_sock_accept - a socket is born of a listening one
 * @from: blob of the listening socket
 * @to: blob of the new one; nobody else's yet
 *
 * It may reply, so it starts unmarked; but options that divert packets, an
 * answer that was given for the socket, and the owner are inherited.
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_accept(struct cordon_sock *from, struct cordon_sock *to)
{
	struct cordon_sender owner;

	if (cordon_sock_get_owner(from, &owner)) {
		to->owner = owner.subject;
		to->owner_cred = owner.cred;
	}
	spin_lock_bh(lock_of(from));
	to->flags = (from->flags & CORDON_SK_SRCROUTE) | CORDON_SK_ACCEPTED;
	to->once_verdict = from->once_verdict;
	to->once_subject = from->once_subject;
	to->once_uid = from->once_uid;
	to->once_target = from->once_target;
	spin_unlock_bh(lock_of(from));
}

/**
 * cordon_sock_disown - the socket goes away
 * @sock: the blob; nobody else's any more
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_disown(struct cordon_sock *sock)
{
	cordon_subject_put(sock->owner);
	put_cred(sock->owner_cred);
	sock->owner = NULL;
	sock->owner_cred = NULL;
}
