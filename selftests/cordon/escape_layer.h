/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: layers on top of a connection, and connections of many
 * addresses
 */

#ifndef _CORDON_ESCAPE_LAYER_H
#define _CORDON_ESCAPE_LAYER_H

#include "escape_turn.h"

#include <linux/bpf.h>
#include <linux/kcm.h>
#include <linux/sctp.h>

#ifndef AF_KCM
#define AF_KCM 41
#endif

/* A connection from before the denial. */
static inline int connect_before(const struct order *order, int fd)
{
	int err = connect_to(fd, &order->target);

	return err ?: attack_pause();
}

static inline int with_ulp(const struct order *order, int fd, const char *ulp)
{
	int err = connect_before(order, fd);

	err = err ?: set(fd, IPPROTO_TCP, TCP_ULP, ulp, strlen(ulp));
	/* No flags: not all layers take any. */
	return write(fd, order->token, TOKEN_LEN) < 0 ? -errno : err;
}

static inline int by_tls(const struct cell *cell, const struct order *order,
			 int fd)
{
	return with_ulp(order, fd, "tls");
}

static inline int by_espintcp(const struct cell *cell,
			      const struct order *order, int fd)
{
	return with_ulp(order, fd, "espintcp");
}

/* All messages are as long as a token. */
static inline int kcm_parser(void)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = TOKEN_LEN },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (uintptr_t)code, .insn_cnt = ARRAY_SIZE(code),
		.license = (uintptr_t)"GPL",
	};
	int fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

/* A socket that sends messages on a connection. */
static inline int kcm_over(int fd)
{
	struct kcm_attach attach = { .fd = fd, .bpf_fd = kcm_parser() };
	int kcm = make_socket(AF_KCM, SOCK_DGRAM, KCMPROTO_CONNECTED);

	if (attach.bpf_fd < 0 || kcm < 0)
		return kcm < 0 ? kcm : attach.bpf_fd;
	return ioctl(kcm, SIOCKCMATTACH, &attach) ? -errno : kcm;
}

static inline int by_kcm_before(const struct cell *cell,
				const struct order *order, int fd)
{
	int err = connect_to(fd, &order->target);
	int kcm = err ?: kcm_over(fd);

	if (kcm < 0)
		return kcm;
	err = attack_pause();
	return err ?: send_token(order, kcm);
}

static inline int by_kcm_after(const struct cell *cell,
			       const struct order *order, int fd)
{
	int err = connect_before(order, fd);
	int kcm = err ?: kcm_over(fd);

	return kcm < 0 ? kcm : send_token(order, kcm);
}

/* A clone of it, which no hook sees made. */
static inline int by_kcm_clone(const struct cell *cell,
			       const struct order *order, int fd)
{
	struct kcm_clone clone = {};
	int err = connect_to(fd, &order->target);
	int kcm = err ?: kcm_over(fd);

	if (kcm < 0)
		return kcm;
	err = attack_pause();
	if (!err && ioctl(kcm, SIOCKCMCLONE, &clone))
		err = -errno;
	return err ?: send_token(order, clone.fd);
}

/* The token to one address of an association of many. */
static inline int send_over(const struct order *order, int fd,
			    const struct target *t)
{
	char space[CMSG_SPACE(sizeof(struct sctp_sndinfo))];
	struct sctp_sndinfo info = { .snd_flags = SCTP_ADDR_OVER };
	struct iovec iov = { (void *)order->token, TOKEN_LEN };
	struct msghdr msg = {
		.msg_name = (void *)&t->addr, .msg_namelen = t->len,
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space,
	};

	msg.msg_controllen = control_put(space, IPPROTO_SCTP, SCTP_SNDINFO,
					 &info, sizeof(info));
	return sendmsg(fd, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* An association with the allowed address and the other one. */
static inline int associate(const struct cell *cell, const struct order *order,
			    int fd)
{
	struct sockaddr_in6 addrs[2] = { good_target(cell, order).addr.v6,
					 order->target.addr.v6 };

	return setsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_CONNECTX, addrs,
			  sizeof(addrs)) < 0 ? -errno : 0;
}

static inline int by_connectx(const struct cell *cell,
			      const struct order *order, int fd)
{
	int err = associate(cell, order, fd);

	return err ?: send_over(order, fd, &order->target);
}

static inline int by_other_address(const struct cell *cell,
				   const struct order *order, int fd)
{
	int err = associate(cell, order, fd);

	err = err ?: attack_pause();
	return err ?: send_over(order, fd, &order->target);
}

/* The other address is made the first one. */
static inline int set_primary(const struct order *order, int fd, uint32_t id)
{
	struct sctp_prim primary = { .ssp_assoc_id = id };

	memcpy(&primary.ssp_addr, &order->target.addr, order->target.len);
	return set(fd, IPPROTO_SCTP, SCTP_PRIMARY_ADDR, &primary,
		   sizeof(primary));
}

static inline int by_primary(const struct cell *cell, const struct order *order,
			     int fd)
{
	int err = associate(cell, order, fd);

	err = err ?: attack_pause();
	err = err ?: set_primary(order, fd, 0);
	return send_token(order, fd) ?: err;
}

/* It was made that before, and is not named now. */
static inline int by_primary_before(const struct cell *cell,
				    const struct order *order, int fd)
{
	int err = associate(cell, order, fd);

	err = err ?: set_primary(order, fd, 0);
	err = err ?: attack_pause();
	return err ?: send_token(order, fd);
}

/* The association gets a socket of its own. */
static inline int by_peeling(const struct cell *cell, const struct order *order,
			     int fd)
{
	uint32_t ids[2] = {};
	sctp_peeloff_arg_t peel = {};
	socklen_t len = sizeof(ids), peel_len = sizeof(peel);
	int err = associate(cell, order, fd);

	if (!err && getsockopt(fd, IPPROTO_SCTP, SCTP_GET_ASSOC_ID_LIST, ids,
			       &len))
		err = -errno;
	err = err ?: set_primary(order, fd, ids[1]);
	err = err ?: attack_pause();
	peel.associd = ids[1];
	if (!err && getsockopt(fd, IPPROTO_SCTP, SCTP_SOCKOPT_PEELOFF, &peel,
			       &peel_len))
		err = -errno;
	return err ?: send_token(order, peel.sd);
}

#endif /* _CORDON_ESCAPE_LAYER_H */
