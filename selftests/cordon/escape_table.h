/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the escape matrix, of protocols by calls by origins
 */

#ifndef _CORDON_ESCAPE_TABLE_H
#define _CORDON_ESCAPE_TABLE_H

#include "escape.h"

static const char *const origin_names[N_ORIGINS] = {
	[OWN] = "own", [INHERITED] = "inherited", [PASSED] = "passed",
	[TAKEN] = "taken", [ACCEPTED] = "accepted", [BEFORE] = "before",
};

static inline bool proto_takes(const struct proto *proto,
			       const struct call *call)
{
	unsigned int flags = call->flags;

	if (flags & CALL_FASTOPEN && !(proto->flags & PROTO_FASTOPEN))
		return false;
	if (flags & CALL_NAMED && !(proto->flags & PROTO_NAMES))
		return false;
	/* Its peer is not given by connect. */
	if (flags & CALL_CONNECT && proto->join)
		return false;
	if (flags & CALL_ZEROCOPY && !(proto->flags & PROTO_ZEROCOPY))
		return false;
	if (flags & CALL_FLAGS && proto->flags & PROTO_PLAIN)
		return false;
	if (flags & CALL_DISCONNECT && proto->flags & PROTO_STUCK)
		return false;
	if (proto->flags & PROTO_MANY)
		return flags & (CALL_NAMED | CALL_MANY);
	return !(flags & CALL_MANY);
}

/* Does the call say anything about a socket of that origin? */
static inline bool call_takes(const struct proto *proto,
			      const struct call *call, enum origin origin)
{
	switch (origin) {
	case BEFORE:
		return call->flags & CALL_PEER;
	case ACCEPTED:
		return proto->flags & PROTO_STREAM &&
		       !(proto->flags & PROTO_ONE_WAY) &&
		       call->flags == (CALL_PEER | CALL_BASIC);
	default:
		return true;
	}
}

/* All combinations with the main protocols, a choice with the others. */
static inline bool table_wants(const struct proto *proto,
			       const struct call *call, enum origin origin)
{
	if (proto->flags & PROTO_FULL || call->flags & CALL_BASIC)
		return true;
	if (call->flags & CALL_DEEP ||
	    (proto->flags & PROTO_CLASS && !(call->flags & CALL_ANY)))
		return false;
	return origin == (call->flags & CALL_PEER ? INHERITED : OWN);
}

static inline void table_add(struct cells *cells,
			     const struct proto *proto,
			     const struct call *call, enum origin origin)
{
	struct cell *cell;

	if (!proto_takes(proto, call) || !call_takes(proto, call, origin) ||
	    !table_wants(proto, call, origin))
		return;
	cell = cell_add(cells, "%s.%s.%s", proto->name, call->name,
			origin_names[origin]);
	cell->proto = proto;
	cell->call = call;
	cell->origin = origin;
	if (!strcmp(call->name, "sendmmsg3") &&
	    (proto->family == AF_INET6 || proto->caps & CAP(NET_RAW)))
		cell->overblocked = "later messages may be diverted unseen";
	if (origin == ACCEPTED && !(proto->flags & PROTO_CLASS)) {
		cell->open_under = ALL_POLICIES;
		cell->open_reason = "accepted connections may reply";
	}
}

/* Those of these protocols and calls that go together. */
static inline void table_fill(struct cells *cells, const struct proto *protos,
			      size_t n_protos, const struct call *calls,
			      size_t n_calls)
{
	enum origin origin;
	size_t i, j;

	for (i = 0; i < n_protos; i++)
		for (j = 0; j < n_calls; j++)
			for (origin = OWN; origin < N_ORIGINS; origin++)
				table_add(cells, &protos[i], &calls[j],
					  origin);
}

#endif /* _CORDON_ESCAPE_TABLE_H */
