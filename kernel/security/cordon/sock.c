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

#include <linux/slab.h>

#include "sock.h"
#include "subject.h"

spinlock_t cordon_sock_locks[CORDON_SOCK_LOCKS] = {
	[0 ... CORDON_SOCK_LOCKS - 1] = __SPIN_LOCK_UNLOCKED(cordon_sock_locks),
};

/* A pending datagram, or the connection itself, may be for another. */
#define NEVER_CLEARED (CORDON_SK_CORKED | CORDON_SK_KERNEL | CORDON_SK_RAW6)

/* Its peer may be another than its one connect made it. */
#define NOT_BY_ONE_CONNECT \
	(NEVER_CLEARED | CORDON_SK_MULTI | CORDON_SK_ACCEPTED)

/* They are also read without the lock. */
static void set_flags(struct cordon_sock *sock, u8 flags)
{
	lockdep_assert_held(cordon_sock_lock(sock));
	WRITE_ONCE(sock->flags, sock->flags | flags);
}

/* What is remembered of a decision on the current task; 0: nothing. */
static u64 mark_of(const struct cordon_decision *decision)
{
	u64 clear_id = cordon_task(current)->clear_id;

	return decision->keep && clear_id ?
		       cordon_mark_of(decision->gen) ^ clear_id :
		       0;
}

/* NULL when there is no memory. */
static struct cordon_sock_kept *kept_of(struct cordon_sock *sock)
{
	lockdep_assert_held(cordon_sock_lock(sock));
	if (!sock->kept)
		WRITE_ONCE(sock->kept,
			   kzalloc(sizeof(*sock->kept), CORDON_GFP_KEPT));
	return sock->kept;
}

/* @mark: of the decision that allowed it; 0: must not be kept */
static void note_connect(struct cordon_sock *sock, u64 mark)
{
	u64 old;

	lockdep_assert_held(cordon_sock_lock(sock));
	if (!mark || (sock->flags & NEVER_CLEARED))
		mark = CORDON_MARK_MIXED;
	old = cmpxchg(&sock->cleared, CORDON_UNMARKED, mark);
	if (!cordon_mark_connected(old)) {
		WRITE_ONCE(sock->cleared, mark);
		return;
	}
	WRITE_ONCE(sock->again, true);
	if (old != mark)
		WRITE_ONCE(sock->cleared, CORDON_MARK_MIXED);
}

/**
 * cordon_sock_connected_again - cordon_sock_connected_quick(), neither nor
 * @sock: the socket's blob
 * @mark: as given there
 *
 * A flag that was set since the connect was judged was not looked at.
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_connected_again(struct cordon_sock *sock, u64 mark)
{
	spin_lock_bh(cordon_sock_lock(sock));
	note_connect(sock, sock->flags ? 0 : mark);
	spin_unlock_bh(cordon_sock_lock(sock));
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
	spin_lock_bh(cordon_sock_lock(sock));
	note_connect(sock, mark_of(decision));
	if (peers > 1)
		set_flags(sock, CORDON_SK_MULTI);
	spin_unlock_bh(cordon_sock_lock(sock));
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
	u64 mark = mark_of(decision);

	if (!mark)
		return;
	spin_lock_bh(cordon_sock_lock(sock));
	WRITE_ONCE(sock->cleared, mark);
	spin_unlock_bh(cordon_sock_lock(sock));
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
	const struct cordon_sock_kept *kept;
	bool known;

	spin_lock_bh(cordon_sock_lock(sock));
	kept = sock->kept;
	known = kept &&
		kept->peer_mark == (READ_ONCE(cordon_mark_now) ^
				    cordon_task(current)->clear_id) &&
		cordon_target_same(&kept->peer, peer) &&
		kept->peer.sport == peer->sport;
	spin_unlock_bh(cordon_sock_lock(sock));
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
	u64 mark = mark_of(decision);
	struct cordon_sock_kept *kept;

	if (!mark)
		return;
	spin_lock_bh(cordon_sock_lock(sock));
	if (cordon_mark_connected(sock->cleared) && !sock->again &&
	    !(sock->flags & NOT_BY_ONE_CONNECT)) {
		WRITE_ONCE(sock->cleared, mark);
	} else {
		kept = kept_of(sock);
		if (kept) {
			kept->peer = *peer;
			kept->peer_mark = mark;
		}
	}
	spin_unlock_bh(cordon_sock_lock(sock));
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
	u64 old;

	spin_lock_bh(cordon_sock_lock(sock));
	if (!(sock->flags & flag)) {
		set_flags(sock, flag);
		old = cmpxchg(&sock->cleared, CORDON_UNMARKED,
			      CORDON_MARK_FLAGGED);
		if (cordon_mark_connected(old))
			WRITE_ONCE(sock->cleared, CORDON_MARK_MIXED);
		if (sock->kept)
			sock->kept->peer_mark = 0;
	}
	spin_unlock_bh(cordon_sock_lock(sock));
}

/**
 * cordon_sock_state - flags of a socket
 * @sock: the socket's blob
 * @connected: receives whether any connect was let through
 *
 * Context: any but hard interrupt.
 * Return: CORDON_SK_*
 */
u8 cordon_sock_state(struct cordon_sock *sock, bool *connected)
{
	u8 flags;

	spin_lock_bh(cordon_sock_lock(sock));
	flags = sock->flags;
	*connected = cordon_mark_connected(READ_ONCE(sock->cleared));
	spin_unlock_bh(cordon_sock_lock(sock));
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
	struct cordon_sock_kept *kept;

	spin_lock_bh(cordon_sock_lock(sock));
	kept = kept_of(sock);
	if (kept) {
		kept->once_verdict = verdict;
		kept->once_subject = call->sender.subject->id;
		kept->once_uid = cordon_sender_uid(&call->sender);
		kept->once_target = call->target;
	}
	spin_unlock_bh(cordon_sock_lock(sock));
}

/**
 * cordon_sock_remembers - was this asked and answered on this socket?
 * @sock: the socket's blob
 * @call: the call
 * @verdict: receives the answer; left alone when there is none
 *
 * Context: any but hard interrupt.
 * Return: true if so.
 */
bool cordon_sock_remembers(struct cordon_sock *sock,
			   const struct cordon_call *call, u8 *verdict)
{
	const struct cordon_sock_kept *kept;
	bool found;

	spin_lock_bh(cordon_sock_lock(sock));
	kept = sock->kept;
	found = kept && kept->once_subject == call->sender.subject->id &&
		kept->once_uid == cordon_sender_uid(&call->sender) &&
		cordon_target_same(&kept->once_target, &call->target);
	if (found)
		*verdict = kept->once_verdict;
	spin_unlock_bh(cordon_sock_lock(sock));
	return found;
}
