// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - where a call sends to
 */

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/net.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include "target.h"

/* What the protocols take: an IPv6 address may lack its scope (RFC 2133). */
#define V4_LEN_MIN ((int)sizeof(struct sockaddr_in))
#define V6_LEN_MIN ((int)offsetofend(struct sockaddr_in6, sin6_addr))

/*
 * Raw sockets take any protocol number. A number that no protocol below
 * registers cannot be opened today; a module may register it tomorrow.
 */
static enum cordon_proto proto_of_inet(int family, int type, int protocol)
{
	if (type == SOCK_RAW)
		return CORDON_RAW;
	if (type == SOCK_PACKET)
		return CORDON_PACKET;
	if (protocol == IPPROTO_IP) {
		switch (type) {
		case SOCK_STREAM:
			return CORDON_TCP;
		case SOCK_DGRAM:
			return CORDON_UDP;
		case SOCK_SEQPACKET:
			return CORDON_SCTP;
		case SOCK_DCCP:
			return CORDON_DCCP;
		default:
			return CORDON_OTHER;
		}
	}
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_MPTCP:
		return CORDON_TCP;
	case IPPROTO_UDP:
		return CORDON_UDP;
	case IPPROTO_UDPLITE:
		return CORDON_UDPLITE;
	case IPPROTO_SCTP:
		return CORDON_SCTP;
	case IPPROTO_DCCP:
		return CORDON_DCCP;
	case IPPROTO_ICMP:
		return family == AF_INET ? CORDON_ICMP : CORDON_OTHER;
	case IPPROTO_ICMPV6:
		return family == AF_INET6 ? CORDON_ICMP : CORDON_OTHER;
	case IPPROTO_L2TP:
		return CORDON_L2TP;
	case IPPROTO_SMC:
		return CORDON_SMC;
	default:
		return CORDON_OTHER;
	}
}

/**
 * cordon_proto_of - the class of a socket
 * @family: AF_* as socket() or the socket has it
 * @type: SOCK_*, without flags
 * @protocol: as socket() or the socket has it; 0 is the default of the type
 *
 * Context: any.
 * Return: the class, or CORDON_PROTO_LOCAL when the family cannot leave the
 * machine.
 */
enum cordon_proto cordon_proto_of(int family, int type, int protocol)
{
	switch (family) {
	case AF_INET:
	case AF_INET6:
		return proto_of_inet(family, type, protocol);
	case AF_UNIX:
	case AF_NETLINK:
	case AF_ALG:
	case AF_KEY:
		return CORDON_PROTO_LOCAL;
	case AF_PACKET:
		return CORDON_PACKET;
	case AF_XDP:
		return CORDON_XDP;
	case AF_VSOCK:
		return CORDON_VSOCK;
	case AF_SMC:
		return CORDON_SMC;
	case AF_RDS:
		return CORDON_RDS;
	case AF_TIPC:
		return CORDON_TIPC;
	case AF_RXRPC:
		return CORDON_RXRPC;
	case AF_BLUETOOTH:
		return CORDON_BLUETOOTH;
	case AF_CAN:
		return CORDON_CAN;
	case AF_KCM:
		return CORDON_KCM;
	case AF_PPPOX:
		return CORDON_PPPOX;
	case AF_LLC:
		return CORDON_LLC;
	case AF_X25:
		return CORDON_X25;
	case AF_AX25:
		return CORDON_AX25;
	case AF_NETROM:
		return CORDON_NETROM;
	case AF_ROSE:
		return CORDON_ROSE;
	case AF_ATMPVC:
	case AF_ATMSVC:
		return CORDON_ATM;
	case AF_APPLETALK:
		return CORDON_APPLETALK;
	case AF_PHONET:
		return CORDON_PHONET;
	case AF_IEEE802154:
		return CORDON_IEEE802154;
	case AF_CAIF:
		return CORDON_CAIF;
	case AF_NFC:
		return CORDON_NFC;
	case AF_QIPCRTR:
		return CORDON_QRTR;
	case AF_MCTP:
		return CORDON_MCTP;
	case AF_IUCV:
		return CORDON_IUCV;
	case AF_ISDN:
		return CORDON_ISDN;
	default:
		return CORDON_OTHER;
	}
}

/**
 * cordon_target_set_v4 - set the address of a target
 * @target: the target; its class and ports stay
 * @addr: network order
 *
 * 0.0.0.0 becomes 127.0.0.1, where the kernel sends it unless the socket or
 * the message has a source address or an interface: @target->any says that it
 * was so.
 */
void cordon_target_set_v4(struct cordon_target *target, __be32 addr)
{
	memset(&target->v6, 0, sizeof(target->v6));
	target->v4 = ntohl(addr);
	target->any = target->v4 == INADDR_ANY;
	if (target->any)
		target->v4 = INADDR_LOOPBACK;
	target->kind = CORDON_ADDR_V4;
}

/**
 * cordon_target_set_v6 - set the address of a target
 * @target: the target; its class and ports stay
 * @addr: network order
 *
 * A v4-mapped address becomes the IPv4 address; :: becomes ::1, where the
 * kernel sends it unless the socket is bound to an IPv4 address.
 */
void cordon_target_set_v6(struct cordon_target *target,
			  const struct in6_addr *addr)
{
	const __be32 *word = addr->s6_addr32;

	if (!word[0] && !word[1] && word[2] == htonl(0xffff)) {
		cordon_target_set_v4(target, word[3]);
		return;
	}
	target->v4 = 0;
	target->v6 = *addr;
	target->any = !word[0] && !word[1] && !word[2] && !word[3];
	if (target->any)
		target->v6.s6_addr[15] = 1;
	target->kind = CORDON_ADDR_V6;
}

/**
 * cordon_target_set_unknown - forget the address of a target
 * @target: the target; its class and source port stay
 */
void cordon_target_set_unknown(struct cordon_target *target)
{
	memset(&target->v6, 0, sizeof(target->v6));
	target->v4 = 0;
	target->dport = 0;
	target->any = false;
	target->kind = CORDON_ADDR_UNKNOWN;
}

/**
 * cordon_target_class - the target of a class without addresses
 * @target: every member is set
 * @proto: the class
 * @family: AF_* of the socket
 */
void cordon_target_class(struct cordon_target *target, enum cordon_proto proto,
			 int family)
{
	memset(target, 0, sizeof(*target));
	target->proto = proto;
	target->family = family;
	target->kind = CORDON_ADDR_NONE;
	if (CORDON_PROTO_BIT(proto) & CORDON_PROTOS_MAY_REACH_IP)
		target->kind = CORDON_ADDR_UNKNOWN;
}

static bool has_ports(const struct cordon_target *target)
{
	return CORDON_PROTO_BIT(target->proto) & CORDON_PROTOS_PORTS;
}

static int read_v4(struct cordon_target *target, enum cordon_proto proto,
		   const struct sockaddr *addr, int len)
{
	const struct sockaddr_in *sin = (const struct sockaddr_in *)addr;

	if (len < V4_LEN_MIN)
		return -EINVAL;
	memset(target, 0, sizeof(*target));
	target->proto = proto;
	target->family = AF_INET;
	cordon_target_set_v4(target, sin->sin_addr.s_addr);
	if (has_ports(target))
		target->dport = ntohs(sin->sin_port);
	return 0;
}

static int read_v6(struct cordon_target *target, enum cordon_proto proto,
		   const struct sockaddr *addr, int len)
{
	const struct sockaddr_in6 *sin6 = (const struct sockaddr_in6 *)addr;

	if (len < V6_LEN_MIN)
		return -EINVAL;
	memset(target, 0, sizeof(*target));
	target->proto = proto;
	target->family = AF_INET6;
	cordon_target_set_v6(target, &sin6->sin6_addr);
	if (has_ports(target))
		target->dport = ntohs(sin6->sin6_port);
	return 0;
}

/**
 * cordon_target_from_sockaddr - read where an address says to send to
 * @target: on success every member is set, but @target->sport, which is 0: the
 *	caller knows the socket
 * @proto: class of the socket, an addressed one
 * @addr: address, in kernel memory
 * @len: bytes that @addr has; nothing behind them is read
 *
 * Context: any.
 * Return: 0; -EINVAL when @addr is too short for its family; -EAFNOSUPPORT
 * when it is no IP address. AF_UNSPEC is none: what it means depends on the
 * call and the protocol, see cordon_target_from_unspec_as_v4().
 */
int cordon_target_from_sockaddr(struct cordon_target *target,
				enum cordon_proto proto,
				const struct sockaddr *addr, int len)
{
	if (len < (int)offsetofend(struct sockaddr, sa_family))
		return -EINVAL;
	switch (addr->sa_family) {
	case AF_INET:
		return read_v4(target, proto, addr, len);
	case AF_INET6:
		return read_v6(target, proto, addr, len);
	default:
		return -EAFNOSUPPORT;
	}
}

/**
 * cordon_target_from_unspec_as_v4 - read an AF_UNSPEC address as AF_INET
 * @target: as for cordon_target_from_sockaddr()
 * @proto: class of the socket
 * @addr: address, in kernel memory; its family is not looked at
 * @len: bytes that @addr has
 *
 * That is how a send on a UDP, raw or L2TP socket of AF_INET reads it.
 *
 * Return: 0, or -EINVAL when @addr is too short.
 */
int cordon_target_from_unspec_as_v4(struct cordon_target *target,
				    enum cordon_proto proto,
				    const struct sockaddr *addr, int len)
{
	return read_v4(target, proto, addr, len);
}

/**
 * cordon_target_from_unspec_as_v6 - read an AF_UNSPEC address as AF_INET6
 * @target: as for cordon_target_from_sockaddr()
 * @proto: class of the socket
 * @addr: address, in kernel memory; its family is not looked at
 * @len: bytes that @addr has
 *
 * That is how a send on a raw or L2TP socket of AF_INET6 reads it.
 *
 * Return: 0, or -EINVAL when @addr is too short.
 */
int cordon_target_from_unspec_as_v6(struct cordon_target *target,
				    enum cordon_proto proto,
				    const struct sockaddr *addr, int len)
{
	return read_v6(target, proto, addr, len);
}

/**
 * cordon_target_same - do two calls send to the same target?
 * @a: a target
 * @b: a target
 *
 * The local port is no part of it: it differs from one socket to the next.
 * The family is, where it is all that there is.
 *
 * Return: true when an answer for one holds for the other.
 */
bool cordon_target_same(const struct cordon_target *a,
			const struct cordon_target *b)
{
	if (a->proto != b->proto || a->kind != b->kind || a->dport != b->dport)
		return false;
	switch (a->kind) {
	case CORDON_ADDR_V4:
		return a->v4 == b->v4;
	case CORDON_ADDR_V6:
		return !memcmp(&a->v6, &b->v6, sizeof(a->v6));
	default:
		return a->family == b->family;
	}
}
