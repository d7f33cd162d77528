// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the subject of a task is fixed when it executes a file
 *
 * Never read from mm->exe_file later: any user can change that (user
 * namespace and PR_SET_MM_MAP), and a path can be bound over in a mount
 * namespace. Fork and io workers inherit the subject of the task that made
 * them.
 */

#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "blobs.h"
#include "exec.h"
#include "mark.h"
#include "path.h"
#include "subject.h"

/* The first are taken for what is no mark, where there are no generations. */
static atomic64_t last_clear_id = ATOMIC64_INIT(CORDON_MARK_FLAGGED);

static u64 next_clear_id(void)
{
	u64 id = atomic64_inc_return(&last_clear_id);

	return id >> CORDON_MARK_ID_BITS ? 0 : id;
}

static void exec_reset(struct cordon_exec *exec)
{
	kfree(exec->script);
	exec->script = NULL;
	cordon_subject_put(exec->next);
	exec->next = NULL;
}

/* The first file of an exec: what was asked for, perhaps a script. */
static int hook_bprm_creds_for_exec(struct linux_binprm *bprm)
{
	struct cordon_exec *exec = &cordon_task(current)->exec;
	const struct inode *inode = file_inode(bprm->file);

	exec_reset(exec);
	exec->dev = inode->i_sb->s_dev;
	exec->ino = inode->i_ino;
	return 0;
}

static bool is_first_file(const struct cordon_exec *exec,
			  const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return exec->dev == inode->i_sb->s_dev && exec->ino == inode->i_ino;
}

/* Does @bprm look like a program that needs no interpreter? */
static bool is_native(const struct linux_binprm *bprm)
{
	const struct elfhdr *elf = (const struct elfhdr *)bprm->buf;

	BUILD_BUG_ON(sizeof(*elf) > sizeof(bprm->buf));
	return !memcmp(elf->e_ident, ELFMAG, SELFMAG) && elf_check_arch(elf);
}

/*
 * Will the interpreter open the file that was named? It gets no file but the
 * string that was given to execve(), and looks it up again. A symlink on the
 * way may lead elsewhere by then, another process may change the directory that
 * a relative path begins at, /dev/fd/N may be another file: nothing but the
 * file's own path is sure.
 */
static bool will_be_opened(const struct cordon_names *names,
			   const struct linux_binprm *bprm)
{
	return names->own && !strcmp(names->own, bprm->interp);
}

/*
 * Called for each file of the chain, with its first bytes read. The names of
 * a script must be taken now: the kernel drops the file before it gets to
 * the interpreter.
 */
static int hook_bprm_check_security(struct linux_binprm *bprm)
{
	struct cordon_exec *exec = &cordon_task(current)->exec;
	struct cordon_names *names;

	if (exec->script || !is_first_file(exec, bprm->file) || is_native(bprm))
		return 0;
	names = cordon_names_of(bprm->file);
	if (IS_ERR(names))
		return PTR_ERR(names);
	if (!will_be_opened(names, bprm)) {
		names->path = NULL;
		names->own = NULL;
		names->mnt = CORDON_MNT_OTHER;
	}
	exec->script = names;
	return 0;
}

/*
 * Whoever has a user namespace of his own chooses what runs a script: by a
 * binfmt_misc handler, by binding a program over the interpreter, or by
 * chroot. That it is this script's own interpreter proves nothing then.
 */
static bool chooses_interpreters(void)
{
	return current_user_ns() != &init_user_ns;
}

/*
 * What is shown has to say which rules match: a path, those with script= that
 * path; "other:", those with mnt=any in addition; "unknown:", none. For an
 * executable that is known to its own namespace only, mnt=any goes without
 * saying.
 */
static struct cordon_names *qualify(struct cordon_names *script,
				    const struct cordon_names *exe)
{
	if (script->path || *script->show != '/')
		return script;
	if (!script->own)
		return cordon_names_qualify(script, "unknown:");
	if (exe->mnt != CORDON_MNT_OTHER)
		return cordon_names_qualify(script, "other:");
	return script;
}

/*
 * The last point at which an exec can fail cleanly. bprm->file is what will
 * run, also when binfmt_misc computes the credentials from the script.
 */
static int hook_bprm_creds_from_file(struct linux_binprm *bprm,
				     const struct file *file)
{
	struct cordon_exec *exec = &cordon_task(current)->exec;
	bool interprets = !is_first_file(exec, bprm->file);
	struct cordon_names *exe, *script = NULL;
	struct cordon_subject *next;

	exe = cordon_names_of(bprm->file);
	if (IS_ERR(exe))
		return PTR_ERR(exe);
	if (interprets)
		swap(script, exec->script);
	if (script && chooses_interpreters()) {
		script->path = NULL;
		script->mnt = CORDON_MNT_OTHER;
	}
	if (script)
		script = qualify(script, exe);
	if (IS_ERR(script)) {
		kfree(exe);
		return PTR_ERR(script);
	}
	/* A native program can be interpreted by a binfmt_misc handler. */
	next = cordon_subject_intern(exe, script,
				     interprets && !(script && script->path),
				     bprm->file);
	if (IS_ERR(next))
		return PTR_ERR(next);
	exec_reset(exec);
	exec->next = next;
	return 0;
}

static void hook_bprm_committed_creds(const struct linux_binprm *bprm)
{
	struct cordon_task *task = cordon_task(current);

	/* Cannot be: every exec passes hook_bprm_creds_from_file(). */
	if (WARN_ON_ONCE(!task->exec.next))
		return;
	cordon_subject_put(task->subject);
	task->subject = task->exec.next;
	task->exec.next = NULL;
	task->clear_id = next_clear_id();
}

static int hook_task_alloc(struct task_struct *task, unsigned long clone_flags)
{
	const struct cordon_task *parent = cordon_task(current);
	struct cordon_task *child = cordon_task(task);

	child->subject = cordon_subject_get(parent->subject);
	child->clear_id = parent->clear_id;
	return 0;
}

/* The last reference to the task is gone; may be softirq. */
static void hook_task_free(struct task_struct *task)
{
	struct cordon_task *blob = cordon_task(task);

	exec_reset(&blob->exec);
	cordon_subject_put(blob->subject);
	blob->subject = NULL;
}

/* Those that rules can look at. */
static bool same_ids(const struct cred *a, const struct cred *b)
{
	return uid_eq(a->euid, b->euid) && gid_eq(a->egid, b->egid) &&
	       a->group_info == b->group_info;
}

/*
 * Rules may look at the ids: a connection that was cleared for the old ones
 * is judged again. That the change may still fail does no harm.
 */
static void ids_change(const struct cred *new, const struct cred *old)
{
	struct cordon_task *task = cordon_task(current);

	if (task->subject && !same_ids(new, old))
		task->clear_id = next_clear_id();
}

static int hook_task_fix_setuid(struct cred *new, const struct cred *old,
				int flags)
{
	ids_change(new, old);
	return 0;
}

static int hook_task_fix_setgid(struct cred *new, const struct cred *old,
				int flags)
{
	ids_change(new, old);
	return 0;
}

static int hook_task_fix_setgroups(struct cred *new, const struct cred *old)
{
	ids_change(new, old);
	return 0;
}

static struct security_hook_list exec_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_creds_for_exec, hook_bprm_creds_for_exec),
	LSM_HOOK_INIT(bprm_check_security, hook_bprm_check_security),
	LSM_HOOK_INIT(bprm_creds_from_file, hook_bprm_creds_from_file),
	LSM_HOOK_INIT(bprm_committed_creds, hook_bprm_committed_creds),
	LSM_HOOK_INIT(task_alloc, hook_task_alloc),
	LSM_HOOK_INIT(task_free, hook_task_free),
	LSM_HOOK_INIT(task_fix_setuid, hook_task_fix_setuid),
	LSM_HOOK_INIT(task_fix_setgid, hook_task_fix_setgid),
	LSM_HOOK_INIT(task_fix_setgroups, hook_task_fix_setgroups),
};

void __init cordon_add_exec_hooks(void)
{
	security_add_hooks(exec_hooks, ARRAY_SIZE(exec_hooks), &cordon_lsmid);
}
