// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - what a socket has of others: an owner, and what it inherits
 */

#include <linux/slab.h>

#include "sock.h"
#include "subject.h"

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

	spin_lock_bh(cordon_sock_lock(sock));
	old = sock->owner;
	old_cred = sock->owner_cred;
	WRITE_ONCE(sock->owner, cordon_subject_get(sender->subject));
	sock->owner_cred = get_cred(sender->cred);
	spin_unlock_bh(cordon_sock_lock(sock));
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
	spin_lock_bh(cordon_sock_lock(sock));
	if (sock->owner) {
		sender->subject = cordon_subject_get(sock->owner);
		sender->cred = get_cred(sock->owner_cred);
	}
	spin_unlock_bh(cordon_sock_lock(sock));
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

/* Only those of SCTP and MPTCP have one. @to is nobody else's yet. */
static void copy_owner(struct cordon_sock *from, struct cordon_sock *to)
{
	struct cordon_sender owner;

	if (!READ_ONCE(from->owner) || !cordon_sock_get_owner(from, &owner))
		return;
	to->owner = owner.subject;
	to->owner_cred = owner.cred;
}

/* An answer that was given for the socket. @to is nobody else's yet. */
static void copy_kept(const struct cordon_sock *from, struct cordon_sock *to)
{
	lockdep_assert_held(cordon_sock_lock(from));
	if (!from->kept || !from->kept->once_subject)
		return;
	to->kept = kmemdup(from->kept, sizeof(*from->kept), CORDON_GFP_KEPT);
	if (to->kept)
		to->kept->peer_mark = 0;
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
	cordon_sock_free(to);
	copy_owner(from, to);
	spin_lock_bh(cordon_sock_lock(from));
	to->cleared = READ_ONCE(from->cleared);
	to->flags = from->flags;
	/* This is not the one connect that made its peer. */
	to->again = cordon_mark_connected(to->cleared);
	copy_kept(from, to);
	spin_unlock_bh(cordon_sock_lock(from));
}

/* Few have anything. */
static noinline void accept_more(struct cordon_sock *from,
				 struct cordon_sock *to)
{
	copy_owner(from, to);
	spin_lock_bh(cordon_sock_lock(from));
	copy_kept(from, to);
	spin_unlock_bh(cordon_sock_lock(from));
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
	to->flags = (READ_ONCE(from->flags) & CORDON_SK_DIVERTED) |
		    CORDON_SK_ACCEPTED;
	if (unlikely(READ_ONCE(from->owner) || READ_ONCE(from->kept)))
		accept_more(from, to);
}

/**
 * cordon_sock_free - let go of what hangs on a socket
 * @sock: the blob; nobody else's any more, or not yet
 *
 * Context: any but hard interrupt.
 */
void cordon_sock_free(struct cordon_sock *sock)
{
	cordon_subject_put(sock->owner);
	put_cred(sock->owner_cred);
	kfree(sock->kept);
	sock->owner = NULL;
	sock->owner_cred = NULL;
	sock->kept = NULL;
}
