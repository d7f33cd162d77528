// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: what a rule asks of a task besides its executable, and
 * tasks that would like to have it
 */

#include "escape_call.h"
#include "escape_guise_ns.h"
#include "escape_proto.h"
#include "escape_run.h"

#include <linux/sched.h>

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

#define CGROUP "/sys/fs/cgroup/cordon_escape"
#define CGROUP_ALLOWED CGROUP "/allowed"
#define CGROUP_OTHER CGROUP "/other"

/* User and group 0, as far as it knows. */
static int as_zero(const struct cell *cell, const struct order *order)
{
	int err = enter_namespaces(ATTACKER_UID);

	return err || setresgid(0, 0, 0) || setresuid(0, 0, 0) ? -EPERM : 0;
}

/* A user, in a control group that no rule speaks of. */
static int in_other_cgroup(void)
{
	int err = write_path(CGROUP_OTHER "/cgroup.procs", "0");

	return err ?: become(ATTACKER_UID);
}

/* Its control group is the root of what it sees. */
static int as_cgroup_root(const struct cell *cell, const struct order *order)
{
	int err = in_other_cgroup();

	if (err)
		return err;
	return unshare(CLONE_NEWUSER | CLONE_NEWCGROUP) ? -errno : 0;
}

static int as_cgroup_mover(const struct cell *cell, const struct order *order)
{
	int err = in_other_cgroup();

	if (err)
		return err;
	write_path(CGROUP_ALLOWED "/cgroup.procs", "0");
	return 0;
}

/* A child that is made in the allowed one, or else anywhere. */
static int as_cgroup_child(const struct cell *cell, const struct order *order)
{
	struct clone_args args = { .flags = CLONE_INTO_CGROUP,
				   .exit_signal = SIGCHLD };
	int err = in_other_cgroup();
	pid_t pid;

	if (err)
		return err;
	args.cgroup = open(CGROUP_ALLOWED, O_PATH | O_CLOEXEC);
	pid = syscall(__NR_clone3, &args, sizeof(args));
	if (pid < 0)
		pid = fork();
	if (pid)
		_exit(pid < 0 ? errno : 0);
	return 0;
}

/* The script as an argument, where the kernel puts it, too. */
static int as_script_argument(const struct cell *cell,
			      const struct order *order)
{
	execl(order->evil, order->evil, order->good, "attack", STAGE_SEND,
	      NULL);
	return -errno;
}

/* A script of its own at the path of the allowed one. */
static int as_script_bound(const struct cell *cell, const struct order *order)
{
	char *path = own_path(order, "script");
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	int err;

	if (fd < 0 || write_fd(fd, "#!") || write_fd(fd, order->evil) ||
	    write_fd(fd, "\n"))
		return -EIO;
	close(fd);
	err = enter_namespaces(ATTACKER_UID);
	err = err ?: bind_over(path, order->good);
	return err ?: again(order->good);
}

static const struct condition {
	struct guise guise;
	const char *rules;
	bool root;
} conditions[] = {
	{ { "uid", as_zero }, "allow uid=0\n" },
	{ { "gid", as_zero }, "allow gid=0\n" },
	{ { "uid_denied", as_zero },
	  "deny exe=%1$s uid=1000\nallow exe=%1$s\n" },
	{ { "cgroup_namespace", as_cgroup_root }, "allow cgroup=/\n", true },
	{ { "cgroup_move", as_cgroup_mover },
	  "allow cgroup=/cordon_escape/allowed\n", true },
	{ { "cgroup_child", as_cgroup_child },
	  "allow cgroup=/cordon_escape/allowed\n", true },
	{ { "script_argument", as_script_argument },
	  "allow exe=%1$s script=%2$s\n" },
	{ { "script_bound", as_script_bound },
	  "allow exe=%1$s script=%2$s\n" },
};

static int pretend(const struct cell *cell, const struct order *order,
		   int stage)
{
	const struct condition *condition = cell->arg;
	int err = stage ? 0 : condition->guise.put_on(cell, order);

	return err ?: attack_usual(cell, order);
}

static void add(struct cells *cells, const struct condition *condition,
		const struct proto *proto, const struct call *call)
{
	struct cell *cell = cell_add(cells, "%s.%s.%s", proto->name, call->name,
				     condition->guise.name);

	cell->proto = proto;
	cell->call = call;
	cell->attack = pretend;
	cell->arg = condition;
	cell->policies = 1u << RULES;
	cell->rules = condition->rules;
	cell->root = condition->root;
}

static void fill(struct cells *cells)
{
	static const struct call connects = { "connect", CALL_CONNECT,
					      by_connect };
	static const struct call names = { "sendto", CALL_NAMED, by_sendto };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(conditions); i++) {
		add(cells, &conditions[i], proto_named("tcp4"), &connects);
		add(cells, &conditions[i], proto_named("udp4"), &names);
	}
}

static void remove_cgroups(void)
{
	rmdir(CGROUP_ALLOWED);
	rmdir(CGROUP_OTHER);
	rmdir(CGROUP);
}

/* What the controller starts with: a private network, and the groups. */
static int network_and_cgroups(void)
{
	mkdir(CGROUP, 0755);
	mkdir(CGROUP_ALLOWED, 0755);
	mkdir(CGROUP_OTHER, 0755);
	atexit(remove_cgroups);
	return private_network();
}

ESCAPE_MAIN_IN(fill, network_and_cgroups)
