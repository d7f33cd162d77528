/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - where a call sends to
 *
 * Pure: no locks, no hooks. Also compiled into the tools and the tests.
 */

#ifndef _SECURITY_CORDON_TARGET_H
#define _SECURITY_CORDON_TARGET_H

#include <linux/build_bug.h>
#include <linux/in6.h>
#include <linux/socket.h>
#include <linux/types.h>

/*
 * enum cordon_proto - protocol class of a target
 *
 * The addressed classes come first: only they carry an address, and of them
 * only those before CORDON_ICMP carry ports. Every other class is decided
 * when the socket is created. The order is internal; names are the interface
 * (see cordon_proto_name()).
 */
enum cordon_proto {
	CORDON_TCP,
	CORDON_UDP,
	CORDON_UDPLITE,
	CORDON_SCTP,
	CORDON_DCCP,
	CORDON_ICMP,
	CORDON_RAW,
	CORDON_PACKET,
	CORDON_XDP,
	CORDON_VSOCK,
	CORDON_SMC,
	CORDON_RDS,
	CORDON_TIPC,
	CORDON_RXRPC,
	CORDON_BLUETOOTH,
	CORDON_CAN,
	CORDON_KCM,
	CORDON_L2TP,
	CORDON_PPPOX,
	CORDON_LLC,
	CORDON_X25,
	CORDON_AX25,
	CORDON_NETROM,
	CORDON_ROSE,
	CORDON_ATM,
	CORDON_APPLETALK,
	CORDON_PHONET,
	CORDON_IEEE802154,
	CORDON_CAIF,
	CORDON_NFC,
	CORDON_QRTR,
	CORDON_MCTP,
	CORDON_IUCV,
	CORDON_ISDN,
	CORDON_OTHER,
	CORDON_PROTO_COUNT,
	/* Not a class: the family cannot leave the machine. */
	CORDON_PROTO_LOCAL = CORDON_PROTO_COUNT,
};

static_assert(CORDON_PROTO_COUNT <= 64, "protocol masks are 64 bits wide");

#define CORDON_PROTO_BIT(p) (1ULL << (p))
#define CORDON_PROTOS_ALL (CORDON_PROTO_BIT(CORDON_PROTO_COUNT) - 1)
#define CORDON_PROTOS_ADDRESSED (CORDON_PROTO_BIT(CORDON_RAW + 1) - 1)
#define CORDON_PROTOS_PORTS (CORDON_PROTO_BIT(CORDON_DCCP + 1) - 1)
/* Classes without an address whose payload can still reach an IP address. */
#define CORDON_PROTOS_MAY_REACH_IP                                        \
	(CORDON_PROTO_BIT(CORDON_PACKET) | CORDON_PROTO_BIT(CORDON_XDP) | \
	 CORDON_PROTO_BIT(CORDON_SMC) | CORDON_PROTO_BIT(CORDON_RDS) |    \
	 CORDON_PROTO_BIT(CORDON_TIPC) | CORDON_PROTO_BIT(CORDON_RXRPC) | \
	 CORDON_PROTO_BIT(CORDON_KCM) | CORDON_PROTO_BIT(CORDON_L2TP) |   \
	 CORDON_PROTO_BIT(CORDON_PPPOX) | CORDON_PROTO_BIT(CORDON_LLC) |  \
	 CORDON_PROTO_BIT(CORDON_OTHER))

/**
 * enum cordon_addr_kind - what is known of a target's address
 * @CORDON_ADDR_NONE: the class has no address and cannot reach an IP address
 * @CORDON_ADDR_UNKNOWN: it may reach any address (class sockets, source
 *	routing, several peers): only a rule without dst= can allow it
 * @CORDON_ADDR_V4: &cordon_target.v4 and ports are valid
 * @CORDON_ADDR_V6: &cordon_target.v6 and ports are valid
 */
enum cordon_addr_kind {
	CORDON_ADDR_NONE,
	CORDON_ADDR_UNKNOWN,
	CORDON_ADDR_V4,
	CORDON_ADDR_V6,
};

/**
 * struct cordon_target - a normalised target
 * @v6: the address for CORDON_ADDR_V6, network order
 * @v4: the address for CORDON_ADDR_V4, host order
 * @dport: destination port, host order; 0 where the class has none
 * @sport: bound local port, host order; 0 when not bound yet
 * @family: AF_* of the socket or address, for records
 * @proto: enum cordon_proto
 * @kind: enum cordon_addr_kind
 * @any: the address that was given is 0.0.0.0 or ::, which means this machine
 */
struct cordon_target {
	struct in6_addr v6;
	u32 v4;
	u16 dport;
	u16 sport;
	u16 family;
	u8 proto;
	u8 kind;
	bool any;
};

enum cordon_proto cordon_proto_of(int family, int type, int protocol);
int cordon_target_from_sockaddr(struct cordon_target *target,
				enum cordon_proto proto,
				const struct sockaddr *addr, int len);
int cordon_target_from_unspec_as_v4(struct cordon_target *target,
				    enum cordon_proto proto,
				    const struct sockaddr *addr, int len);
int cordon_target_from_unspec_as_v6(struct cordon_target *target,
				    enum cordon_proto proto,
				    const struct sockaddr *addr, int len);
void cordon_target_set_v4(struct cordon_target *target, __be32 addr);
void cordon_target_set_v6(struct cordon_target *target,
			  const struct in6_addr *addr);
void cordon_target_set_unknown(struct cordon_target *target);
void cordon_target_class(struct cordon_target *target, enum cordon_proto proto,
			 int family);
bool cordon_target_same(const struct cordon_target *a,
			const struct cordon_target *b);

#endif /* _SECURITY_CORDON_TARGET_H */
