// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: protocols with addresses, by every call, on sockets of
 * every origin
 */

#include "escape_compat.h"
#include "escape_direct.h"
#include "escape_foreign.h"
#include "escape_proto.h"
#include "escape_run.h"
#include "escape_sctp.h"
#include "escape_uring.h"

static void fill(struct cells *cells)
{
	const struct proto *protos;
	const struct call *calls;
	size_t n_protos, n;

	protos = address_protos(&n_protos);
	calls = plain_calls(&n);
	table_fill(cells, protos, n_protos, calls, n);
	calls = uring_calls(&n);
	table_fill(cells, protos, n_protos, calls, n);
	calls = compat_calls(&n);
	table_fill(cells, protos, n_protos, calls, n);
	calls = sctp_calls(&n);
	table_fill(cells, protos, n_protos, calls, n);
	foreign_fill(cells);
	direct_fill(cells, proto_named("tcp4"));
	direct_fill(cells, proto_named("udp6"));
}

ESCAPE_MAIN(fill)
