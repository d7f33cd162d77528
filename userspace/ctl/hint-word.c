// SPDX-License-Identifier: GPL-2.0-only
/* Words of the language as people remember them */

#include <string.h>
#include <strings.h>

#include "array.h"
#include "hint.h"
#include "judge.h"

#define WORD_MAX	24

struct other_name {
	const char *name;
	const char *word;
};

/* A word of the language stands beside itself: to find what is close to it. */
static const struct other_name keys[] = {
	{ "exe", "exe" }, { "script", "script" }, { "sha256", "sha256" },
	{ "fsverity", "fsverity" }, { "uid", "uid" }, { "gid", "gid" },
	{ "cgroup", "cgroup" }, { "mnt", "mnt" }, { "proto", "proto" },
	{ "dst", "dst" }, { "dport", "dport" }, { "sport", "sport" },
	{ "label", "label" }, { "errno", "errno" }, { "expires", "expires" },
	{ "log", "log" },
	{ "exec", "exe" }, { "path", "exe" }, { "app", "exe" },
	{ "application", "exe" }, { "program", "exe" }, { "prog", "exe" },
	{ "binary", "exe" }, { "bin", "exe" }, { "executable", "exe" },
	{ "process", "exe" }, { "comm", "exe" }, { "cmd", "exe" },
	{ "command", "exe" }, { "user", "uid" }, { "owner", "uid" },
	{ "euid", "uid" }, { "group", "gid" }, { "egid", "gid" },
	{ "service", "cgroup" }, { "unit", "cgroup" }, { "slice", "cgroup" },
	{ "protocol", "proto" }, { "daddr", "dst" }, { "dest", "dst" },
	{ "destination", "dst" }, { "addr", "dst" }, { "address", "dst" },
	{ "host", "dst" }, { "ip", "dst" }, { "to", "dst" }, { "net", "dst" },
	{ "port", "dport" }, { "dst_port", "dport" }, { "dstport", "dport" },
	{ "dest_port", "dport" }, { "ports", "dport" }, { "srcport", "sport" },
	{ "src_port", "sport" }, { "name", "label" }, { "comment", "label" },
	{ "tag", "label" }, { "error", "errno" }, { "expire", "expires" },
	{ "timeout", "expires" }, { "ttl", "expires" }, { "for", "expires" },
	{ "duration", "expires" }, { "audit", "log" }, { "hash", "sha256" },
	{ "digest", "sha256" }, { "sha", "sha256" }, { "namespace", "mnt" },
};

static const struct other_name statements[] = {
	{ "allow", "allow" }, { "deny", "deny" }, { "ask", "ask" },
	{ "set", "set" }, { "default", "default" },
	{ "unanswered", "unanswered" },
	{ "accept", "allow" }, { "permit", "allow" }, { "pass", "allow" },
	{ "drop", "deny" }, { "reject", "deny" }, { "block", "deny" },
	{ "forbid", "deny" }, { "refuse", "deny" }, { "prompt", "ask" },
	{ "query", "ask" }, { "policy", "default" },
};

static const struct other_name protos[] = {
	{ "tcp4", "tcp" }, { "tcp6", "tcp" }, { "mptcp", "tcp" },
	{ "6", "tcp" }, { "udp4", "udp" }, { "udp6", "udp" },
	{ "quic", "udp" }, { "17", "udp" }, { "icmp4", "icmp" },
	{ "icmp6", "icmp" }, { "icmpv6", "icmp" }, { "ipv6-icmp", "icmp" },
	{ "ping", "icmp" }, { "1", "icmp" }, { "udp-lite", "udplite" },
	{ "raw4", "raw" }, { "raw6", "raw" }, { "bt", "bluetooth" },
};

/* One letter too many, too few, another one, or two that changed places. */
bool hint_is_close(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b), same = 0, end = 0;

	while (a[same] && a[same] == b[same])
		same++;
	while (end < a_len - same && end < b_len - same &&
	       a[a_len - 1 - end] == b[b_len - 1 - end])
		end++;
	a_len -= same + end;
	b_len -= same + end;
	if (a_len <= 1 && b_len <= 1)
		return true;
	return a_len == 2 && b_len == 2 && a[same] == b[same + 1] &&
	       a[same + 1] == b[same];
}

static const char *find(const struct other_name *names, size_t count,
			const char *word)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcasecmp(names[i].name, word))
			return names[i].word;
	}
	/* Everything is close to a word of two letters. */
	for (i = 0; i < count && strlen(word) > 2; i++) {
		if (hint_is_close(names[i].word, word))
			return names[i].word;
	}
	return NULL;
}

const char *hint_key(const char *word)
{
	return find(keys, ARRAY_SIZE(keys), word);
}

const char *hint_statement(const char *word)
{
	return find(statements, ARRAY_SIZE(statements), word);
}

const char *hint_proto(const char *word)
{
	static char lower[WORD_MAX];
	size_t i, len = strlen(word);

	if (len >= sizeof(lower))
		return NULL;
	for (i = 0; i <= len; i++)
		lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 :
							      word[i];
	return judge_proto_exists(lower) ? lower :
					   find(protos, ARRAY_SIZE(protos), lower);
}
