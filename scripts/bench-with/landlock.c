// SPDX-License-Identifier: GPL-2.0-only
/* What the headers of Debian 12 do not have yet is here. */

#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "with.h"

#define PORT		4242
#define CONNECT_TCP	2ULL
#define RULE_NET_PORT	2

struct ruleset {
	uint64_t handled_fs;
	uint64_t handled_net;
};

struct net_port {
	uint64_t allowed;
	uint64_t port;
};

void with_landlock(void)
{
	struct ruleset ruleset = { .handled_net = CONNECT_TCP };
	struct net_port rule = { .allowed = CONNECT_TCP, .port = PORT };
	int fd;

	fd = syscall(SYS_landlock_create_ruleset, &ruleset, sizeof(ruleset), 0);
	must(fd >= 0, "landlock: ruleset");
	must(!syscall(SYS_landlock_add_rule, fd, RULE_NET_PORT, &rule, 0),
	     "landlock: rule");
	must(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges");
	must(!syscall(SYS_landlock_restrict_self, fd, 0), "landlock: restrict");
	close(fd);
}
