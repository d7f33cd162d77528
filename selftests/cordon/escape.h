/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the escape matrix
 *
 * A cell is one way to get a token out of the machine: a protocol, a call, a
 * trick. An attacker, a copy of the test in a file of its own, tries it under
 * each policy. The token must reach the sink where the policy allows it (or
 * the test is blind), and must not where it is denied. What came is known when
 * a marker has come that was sent after the attacker had ended: no waiting.
 */

#ifndef _CORDON_ESCAPE_H
#define _CORDON_ESCAPE_H

#define CORDON_OWN_MAIN

#include "channel.h"
#include "exe.h"

/* As many bytes as fit in every packet there is, CAN's included. */
#define TOKEN_LEN 8

/* Everything that a cell sends is put around its token. */
#define PACKET_MAX 256

/* Descriptors of the attacker. */
#define ORDER_FD 8
#define SOCKET_FD RUN_FD
#define CONTROL_FD 10

#define ATTACKER_UID 1000

/* What the controller made before the attacker started. */
struct order {
	int cell;
	char token[TOKEN_LEN + 1];
	struct target target;
	/* For pidfd_getfd: who has the socket, and as what. */
	pid_t donor;
	int donor_fd;
	/* The program that is denied, and one that may be allowed. */
	char evil[PATH_MAX];
	char good[PATH_MAX];
};

/* The token that is looked for, and whether it came. */
struct catch {
	char token[TOKEN_LEN + 1];
	/* No marker of another time will do: some come twice. */
	char marker[TOKEN_LEN + 1];
	bool token_came;
	bool marker_came;
};

struct sink;
struct cell;

struct proto {
	const char *name;
	/* The word of proto= in rules. */
	const char *class;
	int family;
	int type;
	int protocol;
	/* Destinations: one that policies may allow, one that they deny. */
	const char *good;
	const char *bad;
	/* Capabilities, as bits, without which there is no such socket. */
	unsigned long caps;
	unsigned int flags;
	/* Its allowed destination is denied under ONE: by design, why. */
	const char *overblocked;
	/* Makes a socket to send with; NULL: socket(2) as above says. */
	int (*make)(const struct proto *proto);
	/* Where to. NULL: GOOD or BAD, and the port of the sink. */
	struct target (*where)(const struct proto *proto, struct sink *sink,
			       bool good);
	/* Gives a socket its peer; NULL: connect(2). */
	int (*join)(const struct proto *proto, int fd, const struct target *t);
	/* The packet around a token; NULL: nothing. */
	size_t (*wrap)(const struct proto *proto, char *packet,
		       const char *token);
	/* NULL: as receiver() makes it. */
	int (*open)(const struct proto *proto, struct sink *sink);
	/* Sends a packet to the sink; NULL: from a socket as above. */
	int (*mark)(const struct proto *proto, struct sink *sink,
		    const char *packet, size_t len);
	/* Takes in what came until the marker; NULL: by accept and recv. */
	int (*catch)(const struct proto *proto, struct sink *sink,
		     struct catch *catch);
};

/* Has connections: what arrived has to be accepted. */
#define PROTO_STREAM 1
/* A call may name an address. */
#define PROTO_NAMES 2
/* Fast open. */
#define PROTO_FASTOPEN 4
/* Takes MSG_ZEROCOPY, and so io_uring's SEND_ZC. */
#define PROTO_ZEROCOPY 8
/* All calls with all origins, not a choice of them. */
#define PROTO_FULL 16
/* No address that a rule could speak of: only all or nothing. */
#define PROTO_CLASS 32
/* Has many peers: what is sent has to say to which. */
#define PROTO_MANY 64
/* Cannot be disconnected. */
#define PROTO_STUCK 128
/* What its sink accepts is no socket of the same sort. */
#define PROTO_ONE_WAY 256
/* Refuses what comes with flags that it does not know. */
#define PROTO_PLAIN 512

struct sink {
	const struct proto *proto;
	/* Or why there is none. */
	int fd;
	uint16_t port;
	/* Of its tokens: some sinks see what others do. */
	char letter;
	/* Whatever else "open" made. */
	int extra;
};

enum origin {
	OWN,		/* the attacker makes it */
	INHERITED,	/* over exec */
	PASSED,		/* SCM_RIGHTS */
	TAKEN,		/* pidfd_getfd */
	ACCEPTED,	/* inherited, from a listening socket */
	BEFORE,		/* its own, connected before the deny */
	N_ORIGINS
};

enum policy {
	CONTROL,	/* everything is allowed */
	DENIED,		/* the program is denied */
	ONE,		/* the program may send to one destination only */
	PATH,		/* nobody may send but one other path */
	RULES,		/* nobody may send but by rules of the cell's own */
	N_POLICIES
};

#define ALL_POLICIES (1u << DENIED | 1u << ONE | 1u << PATH)

/* What a call gets: an address or a peer, and what to send. */
struct shot {
	int fd;
	const struct target *name;
	char packet[PACKET_MAX];
	size_t len;
};

struct call {
	const char *name;
	unsigned int flags;
	/* Gets the packet out; 0 or -errno. */
	int (*fire)(const struct call *call, struct shot *shot);
	/* For calls that share one function. */
	unsigned int arg;
	unsigned int arg2;
};

/* Sends to an address that it names. */
#define CALL_NAMED 1
/* Sends to the peer of the socket. */
#define CALL_PEER 2
/* Connects, and sends then. */
#define CALL_CONNECT 4
#define CALL_FASTOPEN 8
#define CALL_ZEROCOPY 16
/* One of the few that are tried with every protocol and origin. */
#define CALL_BASIC 32
/* A matter of how, not of which protocol: tried with the main ones only. */
#define CALL_DEEP 64
/* Tried with families that have no addresses, too. */
#define CALL_ANY 512
/* The kernel sets flags by itself. */
#define CALL_FLAGS 1024
/* Disconnects first. */
#define CALL_DISCONNECT 128
/* Says which of many peers. */
#define CALL_MANY 256

struct cell {
	char name[64];
	const struct proto *proto;
	const struct call *call;
	enum origin origin;
	/*
	 * In the attacker: does all of it. NULL: the call, with a socket of
	 * that origin. "stage" is the number that the attacker was executed
	 * with: 0, unless a trick executes itself again.
	 */
	int (*attack)(const struct cell *cell, const struct order *order,
		      int stage);
	/* In the attacker: a trick on the socket, before the call. */
	int (*twist)(const struct cell *cell, int fd, const struct order *o);
	const void *arg;
	/* Policies under which it is tried; 0: all but RULES. */
	unsigned int policies;
	/* For RULES; %1$s is the attacker, %2$s the other program. */
	const char *rules;
	/* Capabilities, beyond those that the protocol needs. */
	unsigned long caps;
	/* A socket that is made counts as a token that got out. */
	bool made;
	/* Runs as root, for a trick that needs it. */
	bool root;
	/* As that of the protocol. */
	const char *overblocked;
	/* The token gets out under these policies: by design, why. */
	unsigned int open_under;
	const char *open_reason;
};

/* The table of a program. */
struct cells {
	struct cell *cell;
	size_t n;
};

static inline struct cell *cell_add(struct cells *cells, const char *format,
				    ...)
{
	struct cell *cell;
	va_list args;

	cells->cell = realloc(cells->cell, (cells->n + 1) * sizeof(*cell));
	if (!cells->cell)
		abort();
	cell = &cells->cell[cells->n++];
	memset(cell, 0, sizeof(*cell));
	va_start(args, format);
	vsnprintf(cell->name, sizeof(cell->name), format, args);
	va_end(args);
	return cell;
}

static inline int proto_make(const struct proto *proto)
{
	if (proto->make)
		return proto->make(proto);
	return make_socket(proto->family, proto->type, proto->protocol);
}

static inline int proto_join(const struct proto *proto, int fd,
			     const struct target *t)
{
	if (proto->join)
		return proto->join(proto, fd, t);
	return connect(fd, &t->addr.sa, t->len) ? -errno : 0;
}

static inline size_t proto_wrap(const struct proto *proto, char *packet,
				const char *token)
{
	if (proto->wrap)
		return proto->wrap(proto, packet, token);
	memcpy(packet, token, TOKEN_LEN);
	return TOKEN_LEN;
}

#endif /* _CORDON_ESCAPE_H */
