/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the protocols of the escape matrix that have an address
 * of their own within the machine, and no other needs
 */

#ifndef _CORDON_ESCAPE_CLASS_H
#define _CORDON_ESCAPE_CLASS_H

#include "escape_link.h"
#include "escape_call.h"
#include "escape_link.h"
#include "escape_sink.h"

#include <linux/mctp.h>
#include <linux/qrtr.h>
#include <linux/rxrpc.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>

#ifndef AF_QIPCRTR
#define AF_QIPCRTR 42
#endif
#ifndef SOL_RXRPC
#define SOL_RXRPC 272
#endif

/* Makes the receiver a listening one where the protocol connects. */
static inline int class_receiver(const struct proto *proto, const void *address,
				 size_t len)
{
	int fd = make_socket(proto->family, proto->type, proto->protocol);
	int err;

	if (fd < 0)
		return fd;
	if (!bind(fd, address, len) &&
	    (!(proto->flags & PROTO_STREAM) || !listen(fd, 16)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* The sockets of virtual machines, in this machine. */
#define VSOCK_PORT 1234

static inline struct target vsock_where(const struct proto *proto,
					struct sink *sink, bool good)
{
	struct sockaddr_vm vm = {
		.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_LOCAL,
		.svm_port = VSOCK_PORT + proto->type,
	};

	return target_of(&vm, sizeof(vm));
}

static inline int vsock_open(const struct proto *proto, struct sink *sink)
{
	struct target t = vsock_where(proto, sink, true);

	return class_receiver(proto, &t.addr, t.len);
}

/* Services of this node. */
#define TIPC_TYPE 18888

static inline struct target tipc_where(const struct proto *proto,
				       struct sink *sink, bool good)
{
	struct sockaddr_tipc tipc = {
		.family = AF_TIPC, .addrtype = TIPC_SERVICE_ADDR,
		.addr.name.name = { TIPC_TYPE, proto->type },
	};

	return target_of(&tipc, sizeof(tipc));
}

static inline int tipc_open(const struct proto *proto, struct sink *sink)
{
	struct sockaddr_tipc tipc = {
		.family = AF_TIPC, .addrtype = TIPC_SERVICE_RANGE,
		.scope = TIPC_NODE_SCOPE,
		.addr.nameseq = { TIPC_TYPE, proto->type, proto->type },
	};

	return class_receiver(proto, &tipc, sizeof(tipc));
}

/* RDS needs an address of its own to send from. */
static inline int rds_make(const struct proto *proto)
{
	struct target own = target(GOOD4, 0);
	int fd = make_socket(AF_RDS, SOCK_SEQPACKET, 0);
	int err;

	if (fd < 0)
		return fd;
	err = bind_target(fd, &own);
	if (!err)
		return fd;
	close(fd);
	return err;
}

static inline struct target rds_where(const struct proto *proto,
				      struct sink *sink, bool good)
{
	return target(GOOD4, sink->port);
}

static inline int rds_open(const struct proto *proto, struct sink *sink)
{
	int fd = rds_make(proto);

	if (fd >= 0)
		sink->port = port_of(fd);
	return fd;
}

static inline struct target qrtr_where(const struct proto *proto,
				       struct sink *sink, bool good)
{
	struct sockaddr_qrtr qrtr = { .sq_family = AF_QIPCRTR };
	socklen_t len = sizeof(qrtr);

	getsockname(sink->fd, (struct sockaddr *)&qrtr, &len);
	return target_of(&qrtr, sizeof(qrtr));
}

static inline int qrtr_open(const struct proto *proto, struct sink *sink)
{
	struct sockaddr_qrtr qrtr = { .sq_family = AF_QIPCRTR };
	int fd = proto_make(proto);
	socklen_t len = sizeof(qrtr);
	int err;

	if (fd < 0)
		return fd;
	if (!getsockname(fd, (struct sockaddr *)&qrtr, &len) &&
	    !bind(fd, (struct sockaddr *)&qrtr, sizeof(qrtr)))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

/* An endpoint of this machine, on its loopback device. */
#define MCTP_ENDPOINT 8
#define MCTP_KIND 1

static inline struct target mctp_where(const struct proto *proto,
				       struct sink *sink, bool good)
{
	struct sockaddr_mctp mctp = {
		.smctp_family = AF_MCTP, .smctp_addr = { MCTP_ENDPOINT },
		.smctp_type = MCTP_KIND, .smctp_tag = MCTP_TAG_OWNER,
	};

	return target_of(&mctp, sizeof(mctp));
}

static inline int mctp_open(const struct proto *proto, struct sink *sink)
{
	struct sockaddr_mctp mctp = {
		.smctp_family = AF_MCTP, .smctp_addr = { MCTP_ADDR_ANY },
		.smctp_type = MCTP_KIND,
	};
	int fd = class_receiver(proto, &mctp, sizeof(mctp));
	int err;

	if (fd < 0)
		return fd;
	err = link_address("lo", AF_MCTP, MCTP_ENDPOINT);
	return err && err != -EEXIST ? err : fd;
}

/* Bound, by a number of its own, or it cannot be connected. */
static inline int l2tp_make(const struct proto *proto)
{
	struct target own = {
		.addr.sa.sa_family = proto->family,
		.len = proto->family == AF_INET ? 16 : 32,
	};
	int fd = make_socket(proto->family, SOCK_DGRAM, IPPROTO_L2TP);
	uint32_t number = getpid();
	int err;

	if (fd < 0)
		return fd;
	memcpy((char *)&own.addr + (proto->family == AF_INET ? 8 : 28),
	       &number, sizeof(number));
	err = bind_target(fd, &own);
	if (!err)
		return fd;
	close(fd);
	return err;
}

/* The raw sockets of IP see the packets. */
static inline int l2tp_open(const struct proto *proto, struct sink *sink)
{
	int fd = proto_make(proto);

	if (fd < 0)
		return fd;
	close(fd);
	return make_socket(proto->family, SOCK_RAW, IPPROTO_L2TP);
}

/* As long as its own address, which has one word more. */
static inline struct target l2tp_where(const struct proto *proto,
				       struct sink *sink, bool good)
{
	struct target t = target(good ? proto->good : proto->bad, 0);

	if (proto->family == AF_INET6)
		t.len = 32;
	return t;
}

/* RxRPC: a call to a server that never answers is sent all the same. */
static inline struct target rxrpc_where(const struct proto *proto,
					struct sink *sink, bool good)
{
	struct target to = target(good ? GOOD4 : BAD4, sink->port);
	struct sockaddr_rxrpc rx = {
		.srx_family = AF_RXRPC, .srx_service = 1,
		.transport_type = SOCK_DGRAM,
		.transport_len = sizeof(struct sockaddr_in),
	};

	memcpy(&rx.transport, &to.addr.v4, sizeof(to.addr.v4));
	return target_of(&rx, sizeof(rx));
}

static inline int rxrpc_open(const struct proto *proto, struct sink *sink)
{
	int fd = proto_make(proto);

	if (fd < 0)
		return fd;
	close(fd);
	fd = receiver(AF_INET, SOCK_DGRAM, 0);
	if (fd >= 0)
		sink->port = port_of(fd);
	return fd;
}

static inline int rxrpc_mark(const struct proto *proto, struct sink *sink,
			     const char *packet, size_t len)
{
	struct target t = target(GOOD4, sink->port);
	int fd = make_socket(AF_INET, SOCK_DGRAM, 0);
	int err;

	err = sendto(fd, packet, len, 0, &t.addr.sa, t.len) < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* Ends when the kernel has given up the call: it had sent it before. */
static inline int by_rxrpc_call(const struct call *call, struct shot *s)
{
	union {
		char room[CMSG_SPACE(sizeof(long)) + CMSG_SPACE(4)];
		struct cmsghdr align;
	} control = {};
	struct iovec iov;
	struct msghdr msg = shot_msg(s, &iov);
	struct cmsghdr *cmsg;
	unsigned long id = 1;
	uint32_t patience = 50;

	msg.msg_control = &control;
	msg.msg_controllen = sizeof(control);
	cmsg = CMSG_FIRSTHDR(&msg);
	*cmsg = (struct cmsghdr) { CMSG_LEN(sizeof(id)), SOL_RXRPC,
				   RXRPC_USER_CALL_ID };
	memcpy(CMSG_DATA(cmsg), &id, sizeof(id));
	cmsg = CMSG_NXTHDR(&msg, cmsg);
	*cmsg = (struct cmsghdr) { CMSG_LEN(sizeof(patience)), SOL_RXRPC,
				   RXRPC_SET_CALL_TIMEOUT };
	memcpy(CMSG_DATA(cmsg), &patience, sizeof(patience));
	if (sendmsg(s->fd, &msg, 0) < 0)
		return -errno;
	msg.msg_controllen = sizeof(control);
	return recvmsg(s->fd, &msg, 0) < 0 && errno != ETIME ? -errno : 0;
}

#endif /* _CORDON_ESCAPE_CLASS_H */
