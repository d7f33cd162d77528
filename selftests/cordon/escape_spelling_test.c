// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: denied addresses in other spellings, and options that
 * change how a packet goes, not where
 */

#include "escape_call.h"
#include "escape_proto.h"
#include "escape_run.h"

#include <linux/udp.h>

/* The first device there is: lo. */
#define LO_INDEX 1

struct spelling {
	const char *name;
	const char *protos;
	void (*respell)(struct target *t);
	/* On the socket, before the call. */
	int (*twist)(const struct cell *cell, int fd, const struct order *o);
	/* Only with a call of that kind; 0: any. */
	unsigned int call;
};

static void as_mapped(struct target *t)
{
	*t = target("::ffff:" BAD4, ntohs(t->addr.v6.sin6_port));
}

static void as_other_family(struct target *t)
{
	*t = target(BAD4, ntohs(t->addr.v6.sin6_port));
}

static void as_unspec(struct target *t)
{
	t->addr.sa.sa_family = AF_UNSPEC;
}

static void as_other_family_unspec(struct target *t)
{
	as_other_family(t);
	as_unspec(t);
}

static void as_any(struct target *t)
{
	t->addr.v4.sin_addr.s_addr = INADDR_ANY;
}

static void as_any_mapped(struct target *t)
{
	*t = target("::ffff:0.0.0.0", ntohs(t->addr.v6.sin6_port));
}

/* Longer than it need be, with something in the rest. */
static void as_long(struct target *t)
{
	memset((char *)&t->addr + t->len, 0x7f, sizeof(t->addr) - t->len);
	t->len = sizeof(t->addr);
}

/* Without the scope, as of old. */
static void as_short(struct target *t)
{
	t->len = offsetof(struct sockaddr_in6, sin6_scope_id);
}

static void with_padding(struct target *t)
{
	memset(t->addr.v4.sin_zero, 0x7f, sizeof(t->addr.v4.sin_zero));
}

static void with_scope(struct target *t)
{
	t->addr.v6.sin6_scope_id = LO_INDEX;
}

static void with_flow(struct target *t)
{
	t->addr.v6.sin6_flowinfo = htonl(0x12345);
}

/* Where the any-address leads to from then on. */
static int bind_to(int fd, const char *text)
{
	struct target t = target(text, 0);

	return bind(fd, &t.addr.sa, t.len) ? -errno : 0;
}

static int bind_bad(const struct cell *cell, int fd, const struct order *o)
{
	return bind_to(fd, BAD4);
}

static int bind_bad_mapped(const struct cell *cell, int fd,
			   const struct order *o)
{
	return bind_to(fd, "::ffff:" BAD4);
}

/* An IPv6 socket that is made an IPv4 one; it takes a peer for that. */
static int form_v4(const struct cell *cell, int fd, const struct order *o)
{
	int family = AF_INET;
	int err = do_connect(fd, "::ffff:" GOOD4,
			     ntohs(o->target.addr.v4.sin_port));

	if (err)
		return err;
	return setsockopt(fd, IPPROTO_IPV6, IPV6_ADDRFORM, &family,
			  sizeof(family)) ? -errno : 0;
}

static const struct spelling spellings[] = {
	{ "mapped", "tcp6 mptcp6 udp6 udplite6 dccp6 sctp6 sctpmany6",
	  as_mapped },
	{ "other_family", "udp6 udplite6 sctp6 sctpmany6", as_other_family },
	{ "unspec", "udp4 udplite4 raw4 raw6", as_unspec, .call = CALL_NAMED },
	{ "long", "tcp4 tcp6 udp4 udp6 sctpmany4 raw4 icmp4", as_long },
	{ "short", "tcp6 udp6 raw6", as_short },
	{ "padding", "tcp4 udp4", with_padding },
	{ "scope", "tcp6 udp6 raw6", with_scope },
	{ "flow", "tcp6 udp6", with_flow },
	{ "any", "tcp4 udp4 udplite4 raw4", as_any, bind_bad },
	{ "any_mapped", "tcp6 udp6", as_any_mapped, bind_bad_mapped },
	{ "formed", "udp6", as_other_family, form_v4, CALL_NAMED },
	{ "formed_unspec", "udp6", as_other_family_unspec, form_v4,
	  CALL_NAMED },
};

static int spell(const struct cell *cell, const struct order *order, int stage)
{
	const struct spelling *spelling = cell->arg;
	struct order other = *order;

	spelling->respell(&other.target);
	return attack_usual(cell, &other);
}

struct option {
	const char *name;
	const char *protos;
	int level, option;
	const void *value;
	socklen_t len;
	unsigned long caps;
};

static const int one = 1, lo_index = LO_INDEX, odd = 0x42;
static const uint32_t lo_net_index = __constant_htonl(LO_INDEX);
static const struct in6_pktinfo from6 = { .ipi6_ifindex = LO_INDEX };

#define ON(name, protos, level, option) \
	{ name, protos, level, option, &one, sizeof(one) }
#define WITH(name, protos, level, option, value) \
	{ name, protos, level, option, &(value), sizeof(value) }

static const struct option options[] = {
	{ "device", "tcp4 udp4 udp6", SOL_SOCKET, SO_BINDTODEVICE, "lo", 3 },
	WITH("device_index", "tcp4 udp4", SOL_SOCKET, SO_BINDTOIFINDEX,
	     lo_index),
	{ "mark", "tcp4 udp4 udp6", SOL_SOCKET, SO_MARK, &odd, sizeof(odd),
	  CAP(NET_ADMIN) },
	ON("dontroute", "tcp4 udp4 udp6", SOL_SOCKET, SO_DONTROUTE),
	ON("broadcast", "udp4", SOL_SOCKET, SO_BROADCAST),
	ON("priority", "udp4", SOL_SOCKET, SO_PRIORITY),
	ON("reuse", "tcp4 udp4", SOL_SOCKET, SO_REUSEPORT),
	{ "transparent", "tcp4 udp4", IPPROTO_IP, IP_TRANSPARENT, &one,
	  sizeof(one), CAP(NET_ADMIN) },
	ON("freebind", "tcp4 udp4", IPPROTO_IP, IP_FREEBIND),
	ON("late_port", "tcp4", IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT),
	WITH("unicast_device", "udp4", IPPROTO_IP, IP_UNICAST_IF, lo_net_index),
	ON("recverr", "udp4", IPPROTO_IP, IP_RECVERR),
	WITH("tos", "udp4 tcp4", IPPROTO_IP, IP_TOS, odd),
	WITH("unicast_device", "udp6", IPPROTO_IPV6, IPV6_UNICAST_IF,
	     lo_net_index),
	WITH("source", "udp6", IPPROTO_IPV6, IPV6_PKTINFO, from6),
	ON("flow_send", "udp6 tcp6", IPPROTO_IPV6, IPV6_FLOWINFO_SEND),
	ON("v6only", "udp6 tcp6", IPPROTO_IPV6, IPV6_V6ONLY),
	WITH("segment", "udp4 udp6", IPPROTO_UDP, UDP_SEGMENT, odd),
	ON("nodelay", "tcp4", IPPROTO_TCP, TCP_NODELAY),
	ON("cork", "tcp4", IPPROTO_TCP, TCP_CORK),
	ON("no_cookie", "tcp4", IPPROTO_TCP, TCP_FASTOPEN_NO_COOKIE),
	{ "congestion", "tcp4", IPPROTO_TCP, TCP_CONGESTION, "reno", 4 },
};

static int set_option(const struct cell *cell, int fd, const struct order *o)
{
	const struct option *option = cell->arg;

	return setsockopt(fd, option->level, option->option, option->value,
			  option->len) ? -errno : 0;
}

static const struct call calls[] = {
	{ "connect", CALL_CONNECT, by_connect },
	{ "sendto", CALL_NAMED, by_sendto },
};

/* Cells for one word of a list of protocols. */
static void add(struct cells *cells, const char *word, const char *name,
		unsigned int only, const struct cell *like)
{
	const struct proto *proto = proto_named(word);
	struct cell *cell;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (only && !(calls[i].flags & only))
			continue;
		/* What has no connections, by name, the rest by connect. */
		if (!only && !(proto->flags & PROTO_NAMES) !=
			     !(calls[i].flags & CALL_NAMED))
			continue;
		cell = cell_add(cells, "%s.%s.%s", word, calls[i].name, name);
		cell->proto = proto;
		cell->call = &calls[i];
		cell->attack = like->attack;
		cell->twist = like->twist;
		cell->caps = like->caps;
		cell->arg = like->arg;
	}
}

static void add_each(struct cells *cells, const char *protos, const char *name,
		     unsigned int only, const struct cell *like)
{
	char list[128], *word, *save;

	snprintf(list, sizeof(list), "%s", protos);
	for (word = strtok_r(list, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		add(cells, word, name, only, like);
}

static void fill(struct cells *cells)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(spellings); i++) {
		const struct spelling *s = &spellings[i];
		struct cell like = { .attack = spell, .twist = s->twist,
				     .arg = s };

		add_each(cells, s->protos, s->name, s->call, &like);
		/* Datagrams have peers, too. */
		if (!s->call && strstr(s->protos, "udp"))
			add(cells, strstr(s->protos, "udp6") ? "udp6" : "udp4",
			    s->name, CALL_CONNECT, &like);
	}
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		struct cell like = { .twist = set_option,
				     .caps = options[i].caps,
				     .arg = &options[i] };

		add_each(cells, options[i].protos, options[i].name, 0, &like);
	}
}

ESCAPE_MAIN(fill)
