// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the fields that audit records and "queue" share
 *
 * Written once, to either of two sinks.
 */

#include <linux/audit.h>
#include <linux/cgroup.h>

#include "fields.h"
#include "parse.h"
#include "subject.h"

static const char *const op_names[] = {
	[CORDON_CALL_CONNECT] = "connect",
	[CORDON_CALL_SENDMSG] = "sendmsg",
	[CORDON_CALL_CREATE] = "create",
	[CORDON_CALL_BIND] = "bind",
	[CORDON_CALL_MMAP] = "mmap",
	[CORDON_CALL_SETSOCKOPT] = "setsockopt",
	[CORDON_CALL_SCTP] = "sctp",
	[CORDON_CALL_SUBFLOW] = "subflow",
};

static_assert(ARRAY_SIZE(op_names) == CORDON_CALL_COUNT);

static const char *const mnt_names[] = {
	[CORDON_MNT_INIT] = "init",
	[CORDON_MNT_SAME] = "same",
	[CORDON_MNT_OTHER] = "other",
};

/**
 * cordon_op_name - word for an operation
 * @op: the operation
 *
 * Return: a constant string.
 */
const char *cordon_op_name(enum cordon_call_op op)
{
	return op_names[op];
}

/**
 * cordon_who_is_current - describe the current task
 * @who: to be filled
 *
 * Context: process context.
 */
void cordon_who_is_current(struct cordon_who *who)
{
	who->known = true;
	who->pid = task_tgid_nr(current);
	who->ppid = task_ppid_nr(current);
	who->auid = audit_get_loginuid(current);
	who->ses = audit_get_sessionid(current);
	get_task_comm(who->comm, current);
}

static void out_sport(struct cordon_out *out, u16 port)
{
	if (port)
		cordon_out_number(out, " sport=", port);
	else
		cordon_out_literal(out, " sport=?");
}

static void out_family(struct cordon_out *out, u16 family)
{
	if (family == AF_INET)
		cordon_out_literal(out, " family=inet");
	else if (family == AF_INET6)
		cordon_out_literal(out, " family=inet6");
	else
		cordon_out_number(out, " family=", family);
}

static void out_v4(struct cordon_out *out, u32 v4)
{
	int shift;

	cordon_out_number(out, " dst=", v4 >> 24);
	for (shift = 16; shift >= 0; shift -= 8)
		cordon_out_number(out, ".", v4 >> shift & 255);
}

static void out_target(struct cordon_out *out,
		       const struct cordon_target *target)
{
	bool known = true;

	cordon_out_word(out, " proto=", cordon_proto_name(target->proto));
	out_family(out, target->family);
	switch (target->kind) {
	case CORDON_ADDR_V4:
		out_v4(out, target->v4);
		break;
	case CORDON_ADDR_V6:
		cordon_out_format(out, " dst=%pI6c", &target->v6);
		break;
	default:
		cordon_out_literal(out, " dst=?");
		known = false;
	}
	if (known && (CORDON_PROTO_BIT(target->proto) & CORDON_PROTOS_PORTS))
		cordon_out_number(out, " dport=", target->dport);
	else
		cordon_out_literal(out, " dport=?");
	out_sport(out, target->sport);
}

static void out_who(struct cordon_out *out, const struct cordon_fields *fields)
{
	const struct cordon_who *who = fields->who;

	if (!who->known) {
		cordon_out_literal(out, " pid=? ppid=?");
		cordon_out_number(out, " uid=", fields->uid);
		cordon_out_literal(out, " auid=? ses=? comm=?");
		return;
	}
	cordon_out_number(out, " pid=", who->pid);
	cordon_out_number(out, " ppid=", who->ppid);
	cordon_out_number(out, " uid=", fields->uid);
	cordon_out_number(out, " auid=", from_kuid(&init_user_ns, who->auid));
	cordon_out_number(out, " ses=", who->ses);
	cordon_out_untrusted(out, " comm=", who->comm);
}

/**
 * cordon_out_fields - write the fields, in their one order
 * @out: the sink
 * @fields: the fields
 */
void cordon_out_fields(struct cordon_out *out,
		       const struct cordon_fields *fields)
{
	const struct cordon_subject *subject = fields->subject;
	const char *script = NULL;

	if (subject->script)
		script = subject->script->show;
	else if (subject->facts.script_unknown)
		script = "unknown:";
	cordon_out_word(out, "op=", fields->op);
	cordon_out_word(out, " verdict=", cordon_verdict_name(fields->verdict));
	cordon_out_number(out, " question=", fields->question);
	cordon_out_number(out, " rule=", fields->rule_id);
	cordon_out_word(out, " label=", fields->label ?: "?");
	cordon_out_number(out, " gen=", fields->gen);
	cordon_out_number(out, " subject=", subject->id);
	cordon_out_untrusted(out, " exe=", subject->exe->show);
	cordon_out_untrusted(out, " script=", script);
	cordon_out_word(out, " mnt=", mnt_names[subject->exe->mnt]);
	out_target(out, fields->target);
	cordon_out_untrusted(out, " cgroup=", fields->cgroup);
	out_who(out, fields);
}
