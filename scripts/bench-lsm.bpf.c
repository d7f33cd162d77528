// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a BPF program does to decide by executable: looks up its inode
 * at each connect and each send. Compiled by scripts/bench-cases/bpf.
 */

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define EPERM	1

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)

struct super_block {
	__u32 s_dev;
};

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
};

struct mm_struct {
	struct file *exe_file;
};

struct task_struct {
	struct mm_struct *mm;
};

#pragma clang attribute pop

struct executable {
	__u64 inode;
	__u32 device;
	__u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct executable);
	__type(value, __u32);
} executables SEC(".maps");

static int judge(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct executable key = { 0 };
	struct inode *inode;
	__u32 *allowed;

	if (!task->mm)
		return 0;
	inode = task->mm->exe_file->f_inode;
	key.inode = inode->i_ino;
	key.device = inode->i_sb->s_dev;
	allowed = bpf_map_lookup_elem(&executables, &key);
	return allowed && *allowed ? 0 : -EPERM;
}

SEC("lsm/socket_connect")
int BPF_PROG(on_connect)
{
	return judge();
}

SEC("lsm/socket_sendmsg")
int BPF_PROG(on_sendmsg)
{
	return judge();
}

char LICENSE[] SEC("license") = "GPL";
