// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is learnt from records allows what was recorded, and nothing else: by
 * tables, and by the kernel's matcher on what chance makes up.
 */

#include <inttypes.h>

#include "../ctl/learn.h"
#include "array.h"
#include "judge.h"
#include "record.h"
#include "parsed.h"
#include "tap.h"

/* A record from its words. @kind: as in the tables below. */
static void make_event(struct event *event, char kind, const char *exe,
		       const char *script, const char *mnt, const char *proto,
		       const char *dst, int dport, unsigned int uid)
{
	bool is_answer = kind == '+' || kind == '-' || kind == '?';
	bool has_dst = strcmp(dst, "?");
	struct text line = { 0 };
	char port[8];

	snprintf(port, sizeof(port), "%d", dport);
	text_printf(&line, "op=%s verdict=%s question=%d rule=0 gen=1 subject=1 ",
		    kind == '?' ? "timeout" : kind == '+' ? "allow" :
		    kind == '-' ? "deny" : has_dst ? "connect" : "create",
		    kind == '+' || kind == 'a' ? "allow" :
		    kind == 'p' ? "ask" : "deny", is_answer);
	text_printf(&line, "exe=\"%s\" script=%s%s%s mnt=%s proto=%s dst=%s ",
		    exe, *script == '?' ? "" : "\"", script,
		    *script == '?' ? "" : "\"", mnt, proto, dst);
	text_printf(&line, "dport=%s sport=? cgroup=\"/\" uid=%u comm=\"x\"",
		    dport >= 0 && has_dst ? port : "?", uid);
	if (is_answer)
		text_puts(&line, " held=1");
	else
		text_printf(&line, " reason=%s permissive=%d missed=0",
			    kind == 'r' ? "rule" : "default",
			    kind == 'p' || kind == 'r');
	memset(event, 0, sizeof(*event));
	event->kind = is_answer ? EVENT_ANSWER : EVENT_VERDICT;
	event->time = 1700000000000;
	if (record_parse(&event->record, line.data, line.len))
		exit(2);
	text_destroy(&line);
}

static void take(struct learn *learn, struct event *event)
{
	if (learn_take(event, learn))
		exit(2);
	record_destroy(&event->record);
}

static struct learn start(const struct learn_options *options)
{
	return (struct learn){ .options = *options, .first = INT64_MAX,
			       .last = INT64_MIN };
}

/* The lines of @text that are no comments, without comments. */
static void keep_rules(struct text *to, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), end = len;
		const char *hash = memmem(text, len, " # ", 3);

		if (hash)
			end = hash - text;
		if (len && *text != '#' && strncmp(text, "default", 7)) {
			text_append(to, text, end);
			text_puts(to, "\n");
		}
		text += len + (text[len] == '\n');
	}
}

/*
 * Events, one a line: kind, program, protocol, host, port. Kinds: 'p' let
 * through in permissive mode, 'r' the same although a rule denies it, 'd'
 * denied, 'a' allowed, '+' answered with allow, '-' with deny, '?' not answered.
 */
static const struct {
	const char *what;
	struct learn_options options;
	const char *events;
	const char *base;
	const char *rules;
} tables[] = {
	{ "nothing", { 0 }, "", NULL, "" },
	{ "one call", { 0 }, "p /c tcp 192.0.2.1 443", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=443\n" },
	{ "a call twice", { 0 },
	  "p /c tcp 192.0.2.1 443\np /c tcp 192.0.2.1 443", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=443\n" },
	{ "hosts with the same port", { 0 },
	  "p /c tcp 192.0.2.2 443\np /c tcp 192.0.2.1 443\n"
	  "p /c tcp 2001:db8::1 443", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1,192.0.2.2,2001:db8::1 dport=443\n" },
	{ "ports of the same host", { 0 },
	  "p /c tcp 192.0.2.1 80\np /c tcp 192.0.2.1 443\n"
	  "p /c tcp 192.0.2.1 82\np /c tcp 192.0.2.1 81\n"
	  "p /c tcp 192.0.2.1 444", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=80-82,443,444\n" },
	{ "a square", { 0 },
	  "p /c tcp 192.0.2.1 80\np /c tcp 192.0.2.1 443\n"
	  "p /c tcp 192.0.2.2 80\np /c tcp 192.0.2.2 443", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1,192.0.2.2 dport=80,443\n" },
	{ "a square without a corner", { 0 },
	  "p /c tcp 192.0.2.1 80\np /c tcp 192.0.2.1 443\n"
	  "p /c tcp 192.0.2.2 443", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=80\n"
	  "allow exe=/c proto=tcp dst=192.0.2.1,192.0.2.2 dport=443\n" },
	{ "grouped by host where that makes fewer rules", { 0 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.1 2\np /c tcp 192.0.2.1 3\n"
	  "p /c tcp 192.0.2.2 2\np /c tcp 192.0.2.2 3\np /c tcp 192.0.2.2 4",
	  NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=1-3\n"
	  "allow exe=/c proto=tcp dst=192.0.2.2 dport=2-4\n" },
	{ "protocols with the same targets", { 0 },
	  "p /c udp 192.0.2.1 53\np /c tcp 192.0.2.1 53", NULL,
	  "allow exe=/c proto=tcp,udp dst=192.0.2.1 dport=53\n" },
	{ "protocols without ports", { 0 },
	  "p /c icmp 192.0.2.1 -1\np /c icmp 192.0.2.2 -1\n"
	  "p /c tcp 192.0.2.1 53", NULL,
	  "allow exe=/c proto=icmp dst=192.0.2.1,192.0.2.2\n"
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=53\n" },
	{ "protocols without addresses", { 0 },
	  "p /c packet ? -1\np /c vsock ? -1", NULL,
	  "allow exe=/c proto=packet,vsock\n" },
	{ "an address that cannot be known", { 0 },
	  "p /c raw ? -1\np /c tcp ? -1", NULL, "" },
	{ "which an option allows", { .unknown = true },
	  "p /c raw ? -1\np /c tcp 192.0.2.1 1", NULL,
	  "allow exe=/c proto=raw\n"
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=1\n" },
	{ "programs in order", { 0 },
	  "p /b tcp 192.0.2.1 1\np /a tcp 192.0.2.1 1", NULL,
	  "allow exe=/a proto=tcp dst=192.0.2.1 dport=1\n"
	  "allow exe=/b proto=tcp dst=192.0.2.1 dport=1\n" },
	{ "a program without a path", { .denied = true },
	  "p memfd:c tcp 192.0.2.1 1", NULL, "" },
	/* what is learnt */
	{ "what a rule denies", { 0 }, "r /c tcp 192.0.2.1 1", NULL, "" },
	{ "what was denied", { 0 }, "d /c tcp 192.0.2.1 1", NULL, "" },
	{ "which an option allows", { .denied = true },
	  "d /c tcp 192.0.2.1 1\nr /c tcp 192.0.2.1 2", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=1,2\n" },
	{ "what was allowed", { 0 }, "a /c tcp 192.0.2.1 1", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=1\n" },
	{ "answers", { 0 },
	  "+ /c tcp 192.0.2.1 1\n- /c tcp 192.0.2.1 2\n? /c tcp 192.0.2.1 3",
	  NULL, "allow exe=/c proto=tcp dst=192.0.2.1 dport=1\n" },
	{ "the last answer counts", { 0 },
	  "+ /c tcp 192.0.2.1 1\n- /c tcp 192.0.2.1 1\n"
	  "- /c tcp 192.0.2.1 2\n+ /c tcp 192.0.2.1 2", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=2\n" },
	{ "an answer counts more than permissive mode", { 0 },
	  "- /c tcp 192.0.2.1 1\np /c tcp 192.0.2.1 1", NULL, "" },
	/* a base */
	{ "what the base allows", { 0 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.1 2",
	  "default ask\nallow exe=/c dport=1\n",
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=2\n" },
	{ "by default is not left out", { 0 }, "p /c tcp 192.0.2.1 1",
	  "default allow\n",
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=1\n" },
	{ "what the base denies", { 0 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.1 2",
	  "default ask\ndeny dport=1\nallow exe=/d\n",
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=2\n" },
	{ "what a rule denied that the base does not have", { 0 },
	  "r /c tcp 192.0.2.1 1", "default ask\n", "" },
	/* wider, as asked */
	{ "few hosts stay", { .max_hosts = 2 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.2 1", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1,192.0.2.2 dport=1\n" },
	{ "many hosts become all", { .max_hosts = 2 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.2 1\n"
	  "p /c tcp 2001:db8::1 1\np /c tcp 192.0.2.1 2", NULL,
	  "allow exe=/c proto=tcp dport=1\n"
	  "allow exe=/c proto=tcp dst=192.0.2.1 dport=2\n" },
	{ "many ports become all", { .max_ports = 2 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.1 2\n"
	  "p /c tcp 192.0.2.1 3\np /c tcp 192.0.2.2 2", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.1\n"
	  "allow exe=/c proto=tcp dst=192.0.2.2 dport=2\n" },
	{ "networks", { .prefix4 = 28, .prefix6 = 64 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.15 1\n"
	  "p /c tcp 192.0.2.16 1\np /c tcp 192.0.2.16 2\n"
	  "p /c tcp 2001:db8::1 1\np /c tcp 2001:db8::2:0:0:1 1\n"
	  "p /c tcp 2001:db8:0:1::1 1", NULL,
	  "allow exe=/c proto=tcp dst=192.0.2.0/28,192.0.2.16,"
	  "2001:db8::/64,2001:db8:0:1::1 dport=1\n"
	  "allow exe=/c proto=tcp dst=192.0.2.16 dport=2\n" },
	{ "a whole family", { .prefix4 = 1, .prefix6 = 64 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 203.0.113.1 1\np /c tcp 10.0.0.1 1",
	  NULL, "allow exe=/c proto=tcp dst=10.0.0.1,128.0.0.0/1 dport=1\n" },
	{ "thirteen hosts are a set", { 0 },
	  "p /c tcp 192.0.2.1 1\np /c tcp 192.0.2.2 1\np /c tcp 192.0.2.3 1\n"
	  "p /c tcp 192.0.2.4 1\np /c tcp 192.0.2.5 1\np /c tcp 192.0.2.6 1\n"
	  "p /c tcp 192.0.2.7 1\np /c tcp 192.0.2.8 1\np /c tcp 192.0.2.9 1\n"
	  "p /c tcp 192.0.2.10 1\np /c tcp 192.0.2.11 1\n"
	  "p /c tcp 192.0.2.12 1\np /c tcp 192.0.2.13 1",
	  "default ask\nset learnt-c 192.0.2.99\n",
	  "set learnt-c-2 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 "
	  "192.0.2.6 192.0.2.7 192.0.2.8 192.0.2.9 192.0.2.10 192.0.2.11 "
	  "192.0.2.12 192.0.2.13\n"
	  "allow exe=/c proto=tcp dst=@learnt-c-2 dport=1\n" },
};

static void take_lines(struct learn *learn, const char *lines)
{
	char kind, exe[32], proto[16], dst[48];
	struct event event;
	int dport, used;

	while (sscanf(lines, " %c %31s %15s %47s %d%n", &kind, exe, proto, dst,
		      &dport, &used) == 5) {
		make_event(&event, kind, exe, "?", "init", proto, dst, dport,
			   1000);
		take(learn, &event);
		lines += used;
	}
}

static void test_tables(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		struct learn learn = start(&tables[i].options);
		struct text text = { 0 }, rules = { 0 };
		struct policy *base = NULL;

		if (tables[i].base)
			base = parsed_policy(tables[i].base);
		learn.base = base;
		take_lines(&learn, tables[i].events);
		is_number(learn_print(&learn, &text), 0, tables[i].what);
		keep_rules(&rules, text_string(&text));
		is(text_string(&rules), tables[i].rules, tables[i].what);
		learn_destroy(&learn);
		policy_free(base);
		text_destroy(&text);
		text_destroy(&rules);
	}
}

/* What chance makes up: a small world, in which things meet. */

static const struct {
	const char *exe;
	const char *script;
	const char *mnt;
} programs[] = {
	{ "/usr/bin/curl", "?", "init" },
	{ "/usr/bin/wget", "?", "same" },
	{ "/usr/bin/python3", "/opt/a.py", "init" },
	{ "/usr/bin/python3", "/opt/b.py", "init" },
	{ "/usr/bin/nginx", "?", "other" },
	{ "memfd:evil", "?", "other" },
};

static const char *const protos[] = { "tcp", "udp", "icmp", "packet" };
static const char *const hosts[] = {
	"192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.1", "2001:db8::1",
	"2001:db8::2",
};
static const int ports[] = { 1, 2, 3, 80, 443 };

#define N_PROGRAMS	ARRAY_SIZE(programs)
#define N_PROTOS	ARRAY_SIZE(protos)
#define N_HOSTS		ARRAY_SIZE(hosts)
#define N_PORTS		ARRAY_SIZE(ports)

struct world {
	bool seen[N_PROGRAMS][N_PROTOS][N_HOSTS][N_PORTS];
};

static uint64_t seed = 88172645463325252ULL;

static size_t below(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % n;
}

static void see(struct world *world, size_t program, size_t proto, size_t host,
		size_t port)
{
	bool has_host = strcmp(protos[proto], "packet");
	bool has_port = has_host && strcmp(protos[proto], "icmp");
	size_t i, j;

	/* What has no host or port is the same with all of them. */
	for (i = 0; i < N_HOSTS; i++) {
		for (j = 0; j < N_PORTS; j++) {
			if ((i == host || !has_host) &&
			    (j == port || !has_port))
				world->seen[program][proto][i][j] = true;
		}
	}
}

static void make_up(struct event *event, char kind, size_t program,
		    size_t proto, size_t host, size_t port)
{
	bool has_host = judge_proto_has_address(protos[proto]);
	bool has_port = judge_proto_has_ports(protos[proto]);

	make_event(event, kind, programs[program].exe, programs[program].script,
		   programs[program].mnt, protos[proto],
		   has_host ? hosts[host] : "?", has_port ? ports[port] : -1,
		   1000);
}

static void live(struct world *world, struct learn *learn)
{
	size_t i, n = 1 + below(120);
	struct event event;

	memset(world, 0, sizeof(*world));
	for (i = 0; i < n; i++) {
		size_t program = below(N_PROGRAMS), proto = below(N_PROTOS);
		size_t host = below(N_HOSTS), port = below(N_PORTS);

		make_up(&event, 'p', program, proto, host, port);
		take(learn, &event);
		see(world, program, proto, host, port);
	}
}

static enum verdict verdict_on(const struct policy *policy,
			       const struct record *record, const char *exe)
{
	bool other = !strcmp(record->mnt, "other");
	struct judge_call call = {
		.exe = exe,
		.script = record->script,
		.mnt = other ? JUDGE_MNT_OTHER : JUDGE_MNT_INIT,
		.uid = record->uid,
		.cgroup = record->cgroup,
		.proto = record->proto,
		.dst = *record->dst ? record->dst : NULL,
		.dport = record->dport >= 0 ? record->dport : 0,
	};
	struct judge_result result;
	struct judge *judge;
	const char *what;

	if (judge_open(&judge, &call, &what))
		exit(2);
	judge_policy(judge, policy, &result);
	judge_close(judge);
	return result.verdict;
}

/* How often the policy is not what was seen. */
static void compare(const struct world *world, const struct policy *policy,
		    unsigned int *too_little, unsigned int *too_much)
{
	size_t program, proto, host, port;
	struct event event;

	for (program = 0; program < N_PROGRAMS; program++)
	for (proto = 0; proto < N_PROTOS; proto++)
	for (host = 0; host < N_HOSTS; host++)
	for (port = 0; port < N_PORTS; port++) {
		bool seen = world->seen[program][proto][host][port];
		bool has_path = *programs[program].exe == '/';
		bool allowed;

		make_up(&event, 'p', program, proto, host, port);
		allowed = verdict_on(policy, &event.record, event.record.exe) ==
			  VERDICT_ALLOW;
		*too_little += seen && has_path && !allowed;
		*too_much += allowed && (!seen || !has_path);
		/* A program beside it, which was never seen. */
		*too_much += verdict_on(policy, &event.record,
					"/usr/bin/curl2") == VERDICT_ALLOW;
		/* Another user, where any file could stand at the path. */
		event.record.uid = 1001;
		if (!strcmp(programs[program].mnt, "other"))
			*too_much += verdict_on(policy, &event.record,
						event.record.exe) ==
				     VERDICT_ALLOW;
		record_destroy(&event.record);
	}
}

static void test_chance(const struct learn_options *options, bool exact,
			const char *what)
{
	unsigned int round, too_little = 0, too_much = 0;

	for (round = 0; round < 100; round++) {
		struct learn learn = start(options);
		struct text text = { 0 };
		struct policy *policy;
		struct world world;

		live(&world, &learn);
		if (learn_print(&learn, &text))
			exit(2);
		policy = parsed_policy(text_string(&text));
		compare(&world, policy, &too_little, &too_much);
		policy_free(policy);
		learn_destroy(&learn);
		text_destroy(&text);
	}
	is_number(too_little, 0, "what was seen is allowed");
	if (exact)
		is_number(too_much, 0, "nothing else is");
	else
		ok(too_much, "more than was seen is allowed, as asked");
	printf("# %s\n", what);
}

/* The order of the records makes no difference. */
static void test_order(void)
{
	static const struct learn_options none;
	struct event event;
	struct text texts[2] = { { 0 }, { 0 } };
	int way, i;

	for (way = 0; way < 2; way++) {
		struct learn learn = start(&none);

		for (i = 0; i < 500; i++) {
			size_t n = (way ? 499 - i : i) * 7919 % 720;

			make_up(&event, 'p', n % N_PROGRAMS, n / 6 % N_PROTOS,
				n / 24 % N_HOSTS, n / 144 % N_PORTS);
			take(&learn, &event);
		}
		learn_print(&learn, &texts[way]);
		learn_destroy(&learn);
	}
	is(text_string(&texts[0]), text_string(&texts[1]),
	   "the order of the records makes no difference");
	text_destroy(&texts[0]);
	text_destroy(&texts[1]);
}

int main(void)
{
	static const struct learn_options none, by_user = { .by_user = true },
		wide = { .max_hosts = 2, .max_ports = 2, .prefix4 = 24 };

	test_tables();
	test_chance(&none, true, "without options");
	test_chance(&by_user, true, "by user");
	test_chance(&wide, false, "merged");
	test_order();
	return tap_end();
}
