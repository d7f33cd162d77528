/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: KCM in the escape matrix, messages over a TCP connection
 * that belongs to a socket of another class
 */

#ifndef _CORDON_ESCAPE_KCM_H
#define _CORDON_ESCAPE_KCM_H

#include "escape_sink.h"

#include <linux/bpf.h>
#include <linux/kcm.h>

#ifndef AF_KCM
#define AF_KCM 41
#endif

/* A program that takes whatever there is for one message. */
static inline int kcm_program(void)
{
	struct bpf_insn insns[] = {
		/* r0 = skb->len */
		{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = BPF_REG_0,
		  .src_reg = BPF_REG_1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (uintptr_t)insns, .insn_cnt = ARRAY_SIZE(insns),
		.license = (uintptr_t)"GPL",
	};
	int fd = syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));

	return fd < 0 ? -errno : fd;
}

/* Gives it a connection to send over. */
static inline int kcm_join(const struct proto *proto, int fd,
			   const struct target *t)
{
	struct kcm_attach attach = { .fd = make_socket(AF_INET, SOCK_STREAM,
						       0) };
	int err;

	attach.bpf_fd = kcm_program();
	if (attach.fd < 0 || attach.bpf_fd < 0)
		return -EINVAL;
	err = connect(attach.fd, &t->addr.sa, t->len) ||
	      ioctl(fd, SIOCKCMATTACH, &attach) ? -errno : 0;
	close(attach.fd);
	close(attach.bpf_fd);
	return err;
}

static inline int kcm_open(const struct proto *proto, struct sink *sink)
{
	int fd = proto_make(proto);

	if (fd < 0)
		return fd;
	close(fd);
	fd = receiver(AF_INET, SOCK_STREAM, 0);
	sink->port = fd < 0 ? 0 : port_of(fd);
	return fd;
}

/* Another socket on the same connections, which no hook sees made. */
static inline int by_kcm_clone(const struct call *call, struct shot *s)
{
	struct kcm_clone clone = {};

	if (ioctl(s->fd, SIOCKCMCLONE, &clone))
		return -errno;
	return write(clone.fd, s->packet, s->len) < 0 ? -errno : 0;
}

#endif /* _CORDON_ESCAPE_KCM_H */
