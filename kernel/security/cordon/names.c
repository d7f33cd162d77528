// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the words of the policy language
 */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "parse.h"

static const char *const proto_names[] = {
	[CORDON_TCP] = "tcp",
	[CORDON_UDP] = "udp",
	[CORDON_UDPLITE] = "udplite",
	[CORDON_SCTP] = "sctp",
	[CORDON_DCCP] = "dccp",
	[CORDON_ICMP] = "icmp",
	[CORDON_RAW] = "raw",
	[CORDON_PACKET] = "packet",
	[CORDON_XDP] = "xdp",
	[CORDON_VSOCK] = "vsock",
	[CORDON_SMC] = "smc",
	[CORDON_RDS] = "rds",
	[CORDON_TIPC] = "tipc",
	[CORDON_RXRPC] = "rxrpc",
	[CORDON_BLUETOOTH] = "bluetooth",
	[CORDON_CAN] = "can",
	[CORDON_KCM] = "kcm",
	[CORDON_L2TP] = "l2tp",
	[CORDON_PPPOX] = "pppox",
	[CORDON_LLC] = "llc",
	[CORDON_X25] = "x25",
	[CORDON_AX25] = "ax25",
	[CORDON_NETROM] = "netrom",
	[CORDON_ROSE] = "rose",
	[CORDON_ATM] = "atm",
	[CORDON_APPLETALK] = "appletalk",
	[CORDON_PHONET] = "phonet",
	[CORDON_IEEE802154] = "ieee802154",
	[CORDON_CAIF] = "caif",
	[CORDON_NFC] = "nfc",
	[CORDON_QRTR] = "qrtr",
	[CORDON_MCTP] = "mctp",
	[CORDON_IUCV] = "iucv",
	[CORDON_ISDN] = "isdn",
	[CORDON_OTHER] = "other",
};

static_assert(ARRAY_SIZE(proto_names) == CORDON_PROTO_COUNT);

static const char *const verdict_names[] = {
	[CORDON_ALLOW] = "allow",
	[CORDON_DENY] = "deny",
	[CORDON_ASK] = "ask",
};

static_assert(ARRAY_SIZE(verdict_names) == CORDON_VERDICT_COUNT);

static const char *const hold_names[] = {
	[CORDON_HOLD_ALL] = "all",
	[CORDON_HOLD_BLOCKING] = "blocking",
	[CORDON_HOLD_NONE] = "none",
};

static_assert(ARRAY_SIZE(hold_names) == CORDON_HOLD_COUNT);

/* What connect() and send() may fail with, and programs expect. */
static const struct {
	const char *name;
	int err;
} errnos[] = {
	{ "EACCES", EACCES },
	{ "EPERM", EPERM },
	{ "ECONNREFUSED", ECONNREFUSED },
	{ "ECONNRESET", ECONNRESET },
	{ "EHOSTUNREACH", EHOSTUNREACH },
	{ "ENETUNREACH", ENETUNREACH },
	{ "EHOSTDOWN", EHOSTDOWN },
	{ "ENETDOWN", ENETDOWN },
	{ "ETIMEDOUT", ETIMEDOUT },
	{ "EADDRNOTAVAIL", EADDRNOTAVAIL },
};

static bool is_word(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && !memcmp(word, text, len);
}

static int find(const char *const *names, int n, const char *text, size_t len)
{
	int i;

	for (i = 0; i < n; i++) {
		if (is_word(names[i], text, len))
			return i;
	}
	return -1;
}

/**
 * cordon_proto_name - name of a protocol class
 * @proto: the class
 *
 * Return: the name, or "?" for what is no class.
 */
const char *cordon_proto_name(enum cordon_proto proto)
{
	return (u32)proto < CORDON_PROTO_COUNT ? proto_names[proto] : "?";
}

/**
 * cordon_proto_find - protocol class of a name
 * @text: the name, not terminated
 * @len: bytes of @text
 *
 * Return: enum cordon_proto or -1.
 */
int cordon_proto_find(const char *text, size_t len)
{
	return find(proto_names, CORDON_PROTO_COUNT, text, len);
}

/**
 * cordon_verdict_name - name of a verdict
 * @verdict: the verdict
 *
 * Return: the name, or "?" for what is no verdict.
 */
const char *cordon_verdict_name(enum cordon_verdict verdict)
{
	return (u32)verdict < CORDON_VERDICT_COUNT ? verdict_names[verdict] :
						     "?";
}

/**
 * cordon_verdict_find - verdict of a name
 * @text: the name, not terminated
 * @len: bytes of @text
 *
 * Return: enum cordon_verdict or -1.
 */
int cordon_verdict_find(const char *text, size_t len)
{
	return find(verdict_names, CORDON_VERDICT_COUNT, text, len);
}

/**
 * cordon_hold_name - value of hold=
 * @hold: which tasks may be held
 *
 * Return: the value, or "?" for what is none.
 */
const char *cordon_hold_name(enum cordon_hold hold)
{
	return (u32)hold < CORDON_HOLD_COUNT ? hold_names[hold] : "?";
}

/**
 * cordon_hold_find - meaning of a value of hold=
 * @text: the value, not terminated
 * @len: bytes of @text
 *
 * Return: enum cordon_hold or -1.
 */
int cordon_hold_find(const char *text, size_t len)
{
	return find(hold_names, CORDON_HOLD_COUNT, text, len);
}

/**
 * cordon_errno_name - value of errno=
 * @err: positive errno
 *
 * Return: the name, or NULL when a rule cannot have it.
 */
const char *cordon_errno_name(int err)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(errnos); i++) {
		if (errnos[i].err == err)
			return errnos[i].name;
	}
	return NULL;
}

/**
 * cordon_errno_find - errno of a name
 * @text: the name, not terminated
 * @len: bytes of @text
 *
 * Return: the positive errno, or -1 when a rule cannot have it.
 */
int cordon_errno_find(const char *text, size_t len)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(errnos); i++) {
		if (is_word(errnos[i].name, text, len))
			return errnos[i].err;
	}
	return -1;
}
