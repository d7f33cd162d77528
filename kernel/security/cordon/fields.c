// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the fields that audit records and "queue" share
 *
 * Written once, to either of two sinks.
 */

#include <linux/audit.h>
#include <linux/cgroup.h>
#include <linux/ctype.h>
#include <linux/seq_file.h>

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

/**
 * cordon_out_format - write to a sink
 * @out: the sink
 * @fmt: as printf()
 */
void cordon_out_format(const struct cordon_out *out, const char *fmt, ...)
{
	struct va_format vaf = { .fmt = fmt };
	va_list args;

	va_start(args, fmt);
	vaf.va = &args;
	if (out->ab)
		audit_log_format(out->ab, "%pV", &vaf);
	else
		seq_vprintf(out->m, fmt, args);
	va_end(args);
}

/* As audit does it, so that the same readers understand it. */
static void seq_untrusted(struct seq_file *m, const char *text)
{
	size_t len = strlen(text);

	if (audit_string_contains_control(text, len)) {
		while (*text)
			seq_printf(m, "%02X", (unsigned char)*text++);
	} else {
		seq_printf(m, "\"%s\"", text);
	}
}

/**
 * cordon_out_untrusted - write " KEY=VALUE" for a string that a user controls
 * @out: the sink
 * @key: the key
 * @text: the string, or NULL for an unset field
 */
void cordon_out_untrusted(const struct cordon_out *out, const char *key,
			  const char *text)
{
	cordon_out_format(out, " %s=", key);
	if (!text)
		cordon_out_format(out, "?");
	else if (out->ab)
		audit_log_untrustedstring(out->ab, text);
	else
		seq_untrusted(out->m, text);
}

static void out_port(const struct cordon_out *out, const char *key, u16 port)
{
	if (port)
		cordon_out_format(out, " %s=%u", key, port);
	else
		cordon_out_format(out, " %s=?", key);
}

static void out_family(const struct cordon_out *out, u16 family)
{
	if (family == AF_INET)
		cordon_out_format(out, " family=inet");
	else if (family == AF_INET6)
		cordon_out_format(out, " family=inet6");
	else
		cordon_out_format(out, " family=%u", family);
}

static void out_target(const struct cordon_out *out,
		       const struct cordon_target *target)
{
	bool known = true;
	__be32 v4;

	cordon_out_format(out, " proto=%s", cordon_proto_name(target->proto));
	out_family(out, target->family);
	switch (target->kind) {
	case CORDON_ADDR_V4:
		v4 = cpu_to_be32(target->v4);
		cordon_out_format(out, " dst=%pI4", &v4);
		break;
	case CORDON_ADDR_V6:
		cordon_out_format(out, " dst=%pI6c", &target->v6);
		break;
	default:
		cordon_out_format(out, " dst=?");
		known = false;
	}
	if (known && (CORDON_PROTO_BIT(target->proto) & CORDON_PROTOS_PORTS))
		cordon_out_format(out, " dport=%u", target->dport);
	else
		cordon_out_format(out, " dport=?");
	out_port(out, "sport", target->sport);
}

static void out_who(const struct cordon_out *out,
		    const struct cordon_fields *fields)
{
	const struct cordon_who *who = fields->who;

	if (!who->known) {
		cordon_out_format(out, " pid=? ppid=? uid=%u auid=? ses=?",
				  fields->uid);
		cordon_out_untrusted(out, "comm", NULL);
		return;
	}
	cordon_out_format(out, " pid=%d ppid=%d uid=%u auid=%u ses=%u",
			  who->pid, who->ppid, fields->uid,
			  from_kuid(&init_user_ns, who->auid), who->ses);
	cordon_out_untrusted(out, "comm", who->comm);
}

/**
 * cordon_out_fields - write the fields, in their one order
 * @out: the sink
 * @fields: the fields
 */
void cordon_out_fields(const struct cordon_out *out,
		       const struct cordon_fields *fields)
{
	const struct cordon_subject *subject = fields->subject;
	const char *script = NULL;

	if (subject->script)
		script = subject->script->show;
	else if (subject->facts.script_unknown)
		script = "unknown:";
	cordon_out_format(
		out,
		"op=%s verdict=%s question=%llu rule=%llu label=%s gen=%llu subject=%llu",
		fields->op, cordon_verdict_name(fields->verdict),
		fields->question, fields->rule_id, fields->label ?: "?",
		fields->gen, subject->id);
	cordon_out_untrusted(out, "exe", subject->exe->show);
	cordon_out_untrusted(out, "script", script);
	cordon_out_format(out, " mnt=%s", mnt_names[subject->exe->mnt]);
	out_target(out, fields->target);
	cordon_out_untrusted(out, "cgroup", fields->cgroup);
	out_who(out, fields);
}

/**
 * cordon_fields_show - write the fields to a file
 * @m: the file
 * @fields: the fields
 */
void cordon_fields_show(struct seq_file *m, const struct cordon_fields *fields)
{
	struct cordon_out out = { .m = m };

	cordon_out_fields(&out, fields);
}
