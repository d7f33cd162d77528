// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: from an address that is allowed to one that is not
 *
 * Calls name what the policy allows, or did so at first. What counts is
 * whether a packet with the token to the denied address was sent.
 */

#include "escape_detour4.h"
#include "escape_layer.h"
#include "escape_run.h"

struct diversion {
	const char *name;
	const char *protos;
	int (*send)(const struct cell *cell, const struct order *order, int fd);
	unsigned long caps;
	/* Begun before it was denied. */
	bool before;
};

static const struct diversion diversions[] = {
	{ "segments", "udp6 tcp6 raw6", by_segments },
	{ "mobile", "udp6 tcp6 raw6", by_mobile },
	{ "old_options", "udp6 tcp6 raw6", by_old_options },
	{ "control", "udp6 raw6", by_control },
	{ "old_control", "udp6 raw6", by_old_control },
	{ "second_control", "udp6 raw6", by_second_control },
	{ "control_to_peer", "udp6 raw6", by_control_to_peer },
	{ "loose_route", "udp4 tcp4 raw4", by_loose_route, CAP(NET_RAW) },
	{ "strict_route", "udp4 tcp4 raw4", by_strict_route, CAP(NET_RAW) },
	{ "route_control", "udp4 raw4", by_route_control, CAP(NET_RAW) },
	{ "own_header", "raw4", by_own_header },
	{ "header_socket", "raw4", by_header_socket },
	{ "flipped_name", "udp4 udp6 tcp4 tcp6", by_flipped_name },
	{ "racing_connects", "udp4 udp6", by_racing_connects },
	{ "reconnecting", "udp4 udp6 raw4", by_reconnecting },
	{ "disconnecting", "udp4 tcp4 tcp6 raw6 mptcp4", by_disconnecting },
	{ "name_beside_peer", "udp4 udp6 raw4", by_name_beside_peer },
	{ "second_name", "udp4 udp6 raw6", by_second_name },
	{ "repair", "tcp4 tcp6", by_repair, CAP(NET_ADMIN) },
	{ "cork", "udp4 udp6", by_cork, .before = true },
	{ "cork_to_peer", "udp6", by_cork_to_peer, .before = true },
	{ "cork_option", "udp4 udp6", by_cork_option, .before = true },
	{ "tls", "tcp4 tcp6", by_tls, .before = true },
	{ "espintcp", "tcp4 tcp6", by_espintcp, .before = true },
	{ "kcm", "tcp4", by_kcm_before, CAP(BPF), true },
	{ "kcm_after", "tcp4", by_kcm_after, CAP(BPF), true },
	{ "kcm_clone", "tcp4", by_kcm_clone, CAP(BPF), true },
	{ "connectx", "sctp6 sctpmany6", by_connectx },
	{ "other_address", "sctp6 sctpmany6", by_other_address,
	  .before = true },
	{ "primary", "sctp6", by_primary, .before = true },
	{ "primary_before", "sctp6", by_primary_before, .before = true },
	{ "peeling", "sctpmany6", by_peeling, .before = true },
};

static int divert(const struct cell *cell, const struct order *order, int stage)
{
	const struct diversion *diversion = cell->arg;
	int fd = proto_make(cell->proto);

	return fd < 0 ? fd : diversion->send(cell, order, fd);
}

static void add(struct cells *cells, const struct diversion *diversion,
		const char *word)
{
	static const struct call none = { .name = "divert" };
	struct cell *cell = cell_add(cells, "%s.%s.%s", word, none.name,
				     diversion->name);

	cell->proto = wire_named(word);
	cell->call = &none;
	cell->attack = divert;
	cell->arg = diversion;
	cell->caps = diversion->caps;
	cell->origin = diversion->before ? BEFORE : OWN;
	cell->policies = 1u << ONE | 1u << DENIED;
}

static void fill(struct cells *cells)
{
	char list[64], *word, *save;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(diversions); i++) {
		snprintf(list, sizeof(list), "%s", diversions[i].protos);
		for (word = strtok_r(list, " ", &save); word;
		     word = strtok_r(NULL, " ", &save))
			add(cells, &diversions[i], word);
	}
}

ESCAPE_MAIN(fill)
