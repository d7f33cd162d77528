// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: families without addresses that a rule could speak of
 *
 * Most of them live in the initial network namespace only.
 */

#include "escape_can.h"
#include "escape_class.h"
#include "escape_direct.h"
#include "escape_kcm.h"
#include "escape_proto.h"
#include "escape_ring.h"
#include "escape_run.h"
#include "escape_table.h"
#include "escape_tipc.h"
#include "escape_uring.h"

#ifndef AF_SMC
#define AF_SMC 43
#endif

#define BTPROTO_HCI 1
#define NET_RAW CAP(NET_RAW)

/* The kernel has it: there is nothing else to be open. */
static int made_open(const struct proto *proto, struct sink *sink)
{
	int fd = proto_make(proto);

	if (fd < 0)
		return fd;
	close(fd);
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static const struct proto protos[] = {
	{ "packet_dgram", "packet", AF_PACKET, SOCK_DGRAM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_MANY, .caps = NET_RAW,
	  .open = ether_open, .where = packet_where, .mark = ether_mark },
	{ "packet_raw", "packet", AF_PACKET, SOCK_RAW,
	  .flags = PROTO_CLASS | PROTO_NAMES, .caps = NET_RAW,
	  .open = ether_open, .where = packet_where, .join = packet_join,
	  .wrap = ether_wrap, .mark = ether_mark },
	{ "packet_old", "packet", AF_INET, SOCK_PACKET, 0xb588,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_MANY, .caps = NET_RAW,
	  .open = ether_open, .where = spkt_where, .wrap = ether_wrap,
	  .mark = ether_mark },
	{ "pppoe", "pppox", AF_PPPOX, SOCK_STREAM, PX_PROTO_OE,
	  .flags = PROTO_CLASS | PROTO_STUCK, .open = ether_open,
	  .where = pppoe_where, .mark = ether_mark },
	{ "llc", "llc", AF_LLC, SOCK_DGRAM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_MANY, .caps = NET_RAW,
	  .make = llc_make, .open = ether_open, .where = llc_where,
	  .mark = ether_mark },
	{ "vsock_stream", "vsock", AF_VSOCK, SOCK_STREAM,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK,
	  .open = vsock_open, .where = vsock_where },
	{ "vsock_seqpacket", "vsock", AF_VSOCK, SOCK_SEQPACKET,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK,
	  .open = vsock_open, .where = vsock_where },
	{ "tipc_rdm", "tipc", AF_TIPC, SOCK_RDM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	  .open = tipc_open, .where = tipc_where },
	{ "tipc_dgram", "tipc", AF_TIPC, SOCK_DGRAM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	  .open = tipc_open, .where = tipc_where },
	{ "rds", "rds", AF_RDS, SOCK_SEQPACKET,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_MANY | PROTO_PLAIN,
	  .make = rds_make, .open = rds_open, .where = rds_where },
	{ "qrtr", "qrtr", AF_QIPCRTR, SOCK_DGRAM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK | PROTO_PLAIN,
	  .open = qrtr_open, .where = qrtr_where },
	{ "mctp", "mctp", AF_MCTP, SOCK_DGRAM,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_MANY, .caps = NET_RAW,
	  .open = mctp_open, .where = mctp_where },
	{ "l2tp4", "l2tp", AF_INET, SOCK_DGRAM, IPPROTO_L2TP,
	  .good = GOOD4, .bad = BAD4, .flags = PROTO_CLASS | PROTO_NAMES,
	  .make = l2tp_make, .open = l2tp_open, .where = l2tp_where },
	{ "l2tp6", "l2tp", AF_INET6, SOCK_DGRAM, IPPROTO_L2TP,
	  .good = GOOD6, .bad = BAD6, .flags = PROTO_CLASS | PROTO_NAMES,
	  .make = l2tp_make, .open = l2tp_open, .where = l2tp_where },
	{ "smc4", "smc", AF_SMC, SOCK_STREAM, .good = GOOD4, .bad = BAD4,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK },
	{ "smc_of_inet4", "smc", AF_INET, SOCK_STREAM, IPPROTO_SMC,
	  .good = GOOD4, .bad = BAD4,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK },
	{ "smc_of_inet6", "smc", AF_INET6, SOCK_STREAM, IPPROTO_SMC,
	  .good = GOOD6, .bad = BAD6,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK },
	{ "can_raw", "can", AF_CAN, SOCK_RAW, CAN_RAW,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	  .open = can_open, .where = can_where, .join = can_join,
	  .wrap = can_wrap, .mark = can_raw_mark },
	{ "can_bcm", "can", AF_CAN, SOCK_DGRAM, CAN_BCM,
	  .flags = PROTO_CLASS | PROTO_STUCK, .open = can_open,
	  .where = can_where, .join = bcm_join, .wrap = bcm_wrap,
	  .mark = bcm_mark },
	{ "can_isotp", "can", AF_CAN, SOCK_DGRAM, CAN_ISOTP,
	  .flags = PROTO_CLASS | PROTO_STUCK, .make = isotp_make,
	  .open = can_open, .where = can_where, .join = can_join,
	  .mark = can_mark },
	{ "can_j1939", "can", AF_CAN, SOCK_DGRAM, CAN_J1939,
	  .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	  .make = j1939_make, .open = can_open, .where = can_where,
	  .mark = can_mark },
	{ "kcm", "kcm", AF_KCM, SOCK_DGRAM, KCMPROTO_CONNECTED,
	  .good = GOOD4, .bad = BAD4,
	  .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK | PROTO_ONE_WAY,
	  .open = kcm_open, .join = kcm_join, .mark = tcp_mark,
	  .caps = 1UL << 38 | 1UL << 39 },
};

/* Nothing in the machine would receive what these send: to be made counts. */
static const struct proto made[] = {
	{ "bluetooth", "bluetooth", AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI,
	  .flags = PROTO_CLASS, .open = made_open },
	{ "appletalk", "appletalk", AF_APPLETALK, SOCK_DGRAM,
	  .flags = PROTO_CLASS, .open = made_open },
	{ "x25", "x25", AF_X25, SOCK_SEQPACKET,
	  .flags = PROTO_CLASS, .open = made_open },
	{ "phonet", "phonet", AF_PHONET, SOCK_DGRAM,
	  .flags = PROTO_CLASS, .open = made_open, .caps = CAP(SYS_ADMIN) },
};

/* What is sent by calls of its own kind only. */
static const struct {
	struct proto proto;
	struct call call;
} own_kinds[] = {
	{ { "packet_ring", "packet", AF_PACKET, SOCK_RAW,
	    .flags = PROTO_CLASS | PROTO_STUCK, .caps = NET_RAW,
	    .open = ether_open, .where = packet_where, .join = packet_join,
	    .wrap = ether_wrap, .mark = ether_mark },
	  { "ring_send", CALL_PEER | CALL_BASIC, by_packet_ring } },
	{ { "xdp_call", "xdp", AF_XDP, SOCK_RAW,
	    .flags = PROTO_CLASS | PROTO_STUCK, .caps = NET_RAW,
	    .open = ether_open, .where = packet_where, .wrap = ether_wrap,
	    .mark = ether_mark },
	  { "ring_sendto", CALL_BASIC, by_xdp, false } },
	{ { "xdp_poll", "xdp", AF_XDP, SOCK_RAW,
	    .flags = PROTO_CLASS | PROTO_STUCK, .caps = NET_RAW,
	    .open = ether_open, .where = packet_where, .wrap = ether_wrap,
	    .mark = ether_mark },
	  { "ring_poll", CALL_BASIC, by_xdp, true } },
	{ { "rxrpc", "rxrpc", AF_RXRPC, SOCK_DGRAM, AF_INET,
	    .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	    .open = rxrpc_open, .where = rxrpc_where, .mark = rxrpc_mark },
	  { "call", CALL_NAMED | CALL_BASIC, by_rxrpc_call } },
	{ { "tipc_names", "tipc", AF_TIPC, SOCK_RDM,
	    .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	    .open = tipc_names_open, .where = tipc_where,
	    .mark = tipc_names_mark, .catch = tipc_names_catch },
	  { "bind", CALL_NAMED | CALL_BASIC, by_tipc_bind } },
	{ { "tipc_group", "tipc", AF_TIPC, SOCK_RDM,
	    .flags = PROTO_CLASS | PROTO_NAMES | PROTO_STUCK,
	    .open = tipc_names_open, .where = tipc_where,
	    .mark = tipc_names_mark, .catch = tipc_names_catch },
	  { "join", CALL_NAMED | CALL_BASIC, by_tipc_join } },
	{ { "kcm_clone", "kcm", AF_KCM, SOCK_DGRAM, KCMPROTO_CONNECTED,
	    .good = GOOD4, .bad = BAD4,
	    .flags = PROTO_CLASS | PROTO_STREAM | PROTO_STUCK | PROTO_ONE_WAY,
	    .open = kcm_open, .join = kcm_join, .mark = tcp_mark,
	    .caps = 1UL << 38 | 1UL << 39 },
	  { "clone_write", CALL_PEER | CALL_BASIC, by_kcm_clone } },
};

/* What was set up before the deny, and takes no more than a poll. */
static void add_xdp_before(struct cells *cells)
{
	struct cell *cell;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own_kinds); i++) {
		if (own_kinds[i].proto.family != AF_XDP)
			continue;
		cell = cell_add(cells, "%s.%s.before", own_kinds[i].proto.name,
				own_kinds[i].call.name);
		cell->proto = &own_kinds[i].proto;
		cell->call = &own_kinds[i].call;
		cell->origin = BEFORE;
		cell->attack = xdp_before;
		if (!own_kinds[i].call.arg)
			continue;
		cell->open_under = ALL_POLICIES;
		cell->open_reason = "poll(2) sends what is in a mapped ring; no hook sees it";
	}
}

static int make_only(const struct cell *cell, const struct order *order,
		     int stage)
{
	int fd = proto_make(cell->proto);

	return fd < 0 ? fd : 0;
}

static void add_made(struct cells *cells, const struct proto *proto)
{
	static const struct call call = { "socket" };
	struct cell *cell = cell_add(cells, "%s.%s.own", proto->name,
				     call.name);

	cell->proto = proto;
	cell->call = &call;
	cell->attack = make_only;
	cell->made = true;
}

static void fill(struct cells *cells)
{
	const struct call *calls;
	size_t i, n;

	calls = plain_calls(&n);
	table_fill(cells, protos, ARRAY_SIZE(protos), calls, n);
	calls = uring_calls(&n);
	table_fill(cells, protos, ARRAY_SIZE(protos), calls, n);
	for (i = 0; i < ARRAY_SIZE(own_kinds); i++)
		table_fill(cells, &own_kinds[i].proto, 1, &own_kinds[i].call,
			   1);
	add_xdp_before(cells);
	for (i = 0; i < ARRAY_SIZE(protos); i++)
		direct_fill(cells, &protos[i]);
	for (i = 0; i < ARRAY_SIZE(made); i++) {
		add_made(cells, &made[i]);
		direct_fill(cells, &made[i]);
	}
}

ESCAPE_MAIN_IN(fill, lo_up)
