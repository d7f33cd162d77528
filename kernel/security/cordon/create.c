// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - sockets come and go
 *
 * Families that carry no address that a rule could speak of are judged when
 * the socket is created. Packets of AF_XDP leave without any later hook; SMC
 * may turn into an unmarked kernel TCP socket. A socket that another program
 * made is judged when it is used: by sending, by bind and setsockopt, of which
 * some families tell the network, and by mapping its rings.
 */

#include <linux/fs.h>
#include <linux/net.h>
#include <net/sock.h>

#include "create.h"
#include "hooks.h"
#include "peer.h"
#include "sock.h"

static bool is_class(enum cordon_proto proto)
{
	return proto != CORDON_PROTO_LOCAL &&
	       !(CORDON_PROTO_BIT(proto) & CORDON_PROTOS_ADDRESSED);
}

static int hook_socket_create(int family, int type, int protocol, int kern)
{
	enum cordon_proto proto = cordon_proto_of(family, type, protocol);
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	struct cordon_call call = {
		.op = CORDON_CALL_CREATE,
		.wait = CORDON_WAIT_HOLD,
	};
	int err;

	if (kern || (current->flags & PF_KTHREAD) || !is_class(proto))
		return 0;
	cordon_current_sender(&call.sender);
	cordon_target_class(&call.target, proto, family);
	cordon_task(current)->granted = 0;
	err = cordon_mediate(&call, &decision, &outcome);
	if (!err && outcome.once)
		cordon_task(current)->granted = proto + 1;
	return err;
}

/* The socket is there: it keeps an answer that was given before it was. */
static void keep_grant(struct sock *sk, int family, enum cordon_proto proto)
{
	struct cordon_call call = { .op = CORDON_CALL_CREATE };
	struct cordon_task *task = cordon_task(current);

	if (task->granted == proto + 1) {
		cordon_current_sender(&call.sender);
		cordon_target_class(&call.target, proto, family);
		cordon_sock_remember(cordon_sock(sk), &call, CORDON_ALLOW);
	}
	task->granted = 0;
}

static int hook_socket_post_create(struct socket *sock, int family, int type,
				   int protocol, int kern)
{
	struct cordon_sender sender;
	enum cordon_proto proto;
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	/* SMC lets a program have one, with the connection that it has. */
	if (kern)
		cordon_sock(sk)->flags = CORDON_SK_KERNEL;
	if (kern || (current->flags & PF_KTHREAD))
		return 0;
	proto = cordon_sk_proto(sk);
	if (proto == CORDON_PROTO_LOCAL)
		return 0;
	if (is_class(proto))
		keep_grant(sk, family, proto);
	/* The kernel will act for this socket without its task. */
	if (proto == CORDON_SCTP || sk->sk_protocol == IPPROTO_MPTCP) {
		cordon_current_sender(&sender);
		cordon_sock_own(cordon_sock(sk), &sender);
	}
	return 0;
}

/**
 * cordon_mediate_class - judge the use of a socket whose family has no addresses
 * @call: the call; its target is set here
 * @proto: the class
 * @sk: the socket
 *
 * Judged as the class, for the task that uses it, which is cleared for it then.
 *
 * Context: as cordon_mediate().
 * Return: 0 or a negative errno.
 */
int cordon_mediate_class(struct cordon_call *call, enum cordon_proto proto,
			 const struct sock *sk)
{
	struct cordon_decision decision;
	struct cordon_outcome outcome;
	int err;

	cordon_target_class(&call->target, proto, READ_ONCE(sk->sk_family));
	err = cordon_mediate(call, &decision, &outcome);
	if (!err)
		cordon_sock_clear_class(call->sock, &decision);
	return err;
}

/**
 * cordon_mediate_use - judge a use of a socket that is no send
 * @sk: the socket
 * @op: what is done with it
 *
 * Nothing is judged where the class has addresses.
 *
 * Context: may sleep.
 * Return: 0 or a negative errno.
 */
int cordon_mediate_use(const struct sock *sk, enum cordon_call_op op)
{
	enum cordon_proto proto = cordon_sk_proto(sk);
	struct cordon_call call = {
		.op = op,
		.wait = op == CORDON_CALL_SETSOCKOPT ? CORDON_WAIT_ASK :
						       CORDON_WAIT_HOLD,
		.sock = cordon_sock(sk),
	};

	if (!is_class(proto) || cordon_sock_cleared(call.sock))
		return 0;
	cordon_current_sender(&call.sender);
	return cordon_mediate_class(&call, proto, sk);
}

static int hook_socket_bind(struct socket *sock, struct sockaddr *addr, int len)
{
	if (!sock->sk || (current->flags & PF_KTHREAD))
		return 0;
	return cordon_mediate_use(sock->sk, CORDON_CALL_BIND);
}

/* What is put in the ring of an XDP socket is sent by a mere poll(). */
static int hook_mmap_file(struct file *file, unsigned long reqprot,
			  unsigned long prot, unsigned long flags)
{
	const struct socket *sock;

	if (likely(!file || !S_ISSOCK(file_inode(file)->i_mode)))
		return 0;
	sock = sock_from_file(file);
	if (!sock || !sock->sk)
		return 0;
	return cordon_mediate_use(sock->sk, CORDON_CALL_MMAP);
}

/* May be softirq. */
static void hook_sk_clone_security(const struct sock *sk, struct sock *newsk)
{
	cordon_sock_accept(cordon_sock(sk), cordon_sock(newsk));
}

static void hook_sk_free_security(struct sock *sk)
{
	struct cordon_sock *sock = cordon_sock(sk);

	/* Most have none. */
	if (unlikely(sk->sk_security && (sock->owner || sock->kept)))
		cordon_sock_free(sock);
}

static struct security_hook_list create_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(socket_create, hook_socket_create),
	LSM_HOOK_INIT(socket_post_create, hook_socket_post_create),
	LSM_HOOK_INIT(socket_bind, hook_socket_bind),
	LSM_HOOK_INIT(mmap_file, hook_mmap_file),
	LSM_HOOK_INIT(sk_clone_security, hook_sk_clone_security),
	LSM_HOOK_INIT(sk_free_security, hook_sk_free_security),
};

void __init cordon_add_create_hooks(void)
{
	security_add_hooks(create_hooks, ARRAY_SIZE(create_hooks),
			   &cordon_lsmid);
}
