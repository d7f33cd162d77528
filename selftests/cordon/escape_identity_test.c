// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon self tests: a program that tries to be taken for another one
 *
 * Everything is denied but one path. The attacker executes itself in ways that
 * make it look like the program of that path, then sends.
 */

#include "escape_call.h"
#include "escape_guise.h"
#include "escape_guise_ns.h"
#include "escape_guise_task.h"
#include "escape_proto.h"
#include "escape_run.h"

#define OTHER_FILE "another file than the one that is denied"
#define NO_PATH "no path, so no rule with one denies it"

static const struct guise guises[] = {
	{ "itself", as_itself, .same = true },
	{ "comm", as_comm, .same = true },
	{ "symlink", as_symlink, .same = true },
	{ "dots", as_dots, .same = true },
	{ "descriptor", as_descriptor, .same = true },
	{ "descriptor_link", as_descriptor_link, .same = true },
	{ "interpreter_name", as_interpreter, .same = true },
	{ "personality", as_personality, .same = true },
	{ "script", as_script, .same = true },
	{ "copy", as_copy, .other = OTHER_FILE },
	{ "rename", as_rename, .other = OTHER_FILE },
	{ "hard_link", as_hard_link, .other = OTHER_FILE },
	{ "memfd", as_memfd, .other = NO_PATH },
	{ "nameless", as_nameless, .other = NO_PATH },
	{ "deleted", as_deleted, .other = NO_PATH },
	{ "replaced", as_copy, .after = replace_self, .other = OTHER_FILE },
	{ "loader", as_loader, .other = "the loader is what was executed" },
	{ "bind_mount", as_bound },
	{ "bind_mount_of_a_copy", as_bound_copy },
	{ "bind_mount_of_directory", as_bound_directory },
	{ "own_file_system", as_mounted },
	{ "pivot_root", as_pivoted },
	{ "chroot", as_chrooted },
	{ "overlayfs", as_overlaid },
	{ "detached_mount", as_detached },
	{ "proc_root", as_proc_root },
	{ "binfmt_misc", as_misc, .flags = "" },
	{ "binfmt_misc_opened", as_misc, .flags = "F" },
	{ "binfmt_misc_credentials", as_misc, .flags = "POC" },
	{ "exe_link", as_forged, .same = true },
	{ "namespace_root", as_root, .same = true },
	{ "thread", as_thread, .same = true },
	{ "exec_race", as_exec_race, .same = true },
	{ "shared_memory", as_shared_memory, .same = true },
	{ "child", as_child, .same = true },
	{ "daemon", as_daemon, .same = true },
	{ "pid_namespace_init", as_init, .same = true },
	{ "vfork_parent", as_vfork_parent, .same = true },
	{ "failed_exec", as_failed_exec, .same = true },
};

static int wear(const struct cell *cell, const struct order *order, int stage)
{
	const struct guise *guise = cell->arg;
	int err;

	if (stage == 2)
		return 0;
	if (stage)
		err = guise->after ? guise->after(order) : 0;
	else
		err = guise->put_on(cell, order);
	return err ?: attack_usual(cell, order);
}

static void add(struct cells *cells, const struct guise *guise,
		const struct proto *proto, const struct call *call)
{
	struct cell *cell = cell_add(cells, "%s.%s.%s", proto->name, call->name,
				     guise->name);

	cell->proto = proto;
	cell->call = call;
	cell->attack = wear;
	cell->arg = guise;
	cell->policies = 1u << PATH;
	if (guise->same || guise->other)
		cell->policies |= 1u << DENIED;
	if (guise->other) {
		cell->open_under = 1u << DENIED;
		cell->open_reason = guise->other;
	}
}

/* The calls that are tried: one that connects, one that names an address. */
static void fill(struct cells *cells)
{
	static const struct call connects = { "connect", CALL_CONNECT,
					      by_connect };
	static const struct call names = { "sendto", CALL_NAMED, by_sendto };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(guises); i++) {
		add(cells, &guises[i], proto_named("tcp4"), &connects);
		add(cells, &guises[i], proto_named("udp4"), &names);
	}
}

ESCAPE_MAIN(fill)
