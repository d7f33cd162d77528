// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - what is in an executable
 *
 * Measured while the kernel refuses writers to the file (an exec holds
 * deny_write_access()), and only if a rule of the policy in force asks for a
 * digest of this file. A sha256 is kept with the inode for as long as its
 * change counter stands still; without a reliable counter it is taken anew
 * at each exec.
 */

#include <crypto/sha2.h>
#include <linux/backing-dev.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/hash_info.h>
#include <linux/iversion.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

#include "blobs.h"
#include "digest.h"
#include "policy.h"

#define READ_SIZE (64U << 10)

/**
 * struct cordon_digest_cache - digest of one version of a file
 * @version: change counter of the inode
 * @generation: generation of the inode
 * @bytes: sha256
 * @rcu: frees it
 */
struct cordon_digest_cache {
	u64 version;
	u32 generation;
	u8 bytes[SHA256_DIGEST_SIZE];
	struct rcu_head rcu;
};

static atomic64_t count = ATOMIC64_INIT(0);

/**
 * cordon_digest_count - files read to take a digest, since boot
 *
 * Return: the number.
 */
u64 cordon_digest_count(void)
{
	return atomic64_read(&count);
}

static bool cache_lookup(struct inode *inode, u64 version, u8 *bytes)
{
	const struct cordon_digest_cache *cache;
	bool found = false;

	rcu_read_lock();
	cache = rcu_dereference(cordon_inode(inode)->digest);
	if (cache && cache->version == version &&
	    cache->generation == inode->i_generation) {
		memcpy(bytes, cache->bytes, sizeof(cache->bytes));
		found = true;
	}
	rcu_read_unlock();
	return found;
}

/* Not being able to remember is not an error. */
static void cache_store(struct inode *inode, u64 version, const u8 *bytes)
{
	struct cordon_digest_cache *cache, *old;

	cache = kmalloc(sizeof(*cache), GFP_KERNEL_ACCOUNT);
	if (!cache)
		return;
	cache->version = version;
	cache->generation = inode->i_generation;
	memcpy(cache->bytes, bytes, sizeof(cache->bytes));
	old = unrcu_pointer(
		xchg(&cordon_inode(inode)->digest, RCU_INITIALIZER(cache)));
	if (old)
		kfree_rcu(old, rcu);
}

static int read_and_hash(struct file *file, u8 *bytes)
{
	struct sha256_state state;
	loff_t pos = 0;
	u8 *buf;
	int err = 0;

	buf = kmalloc(READ_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	sha256_init(&state);
	for (;;) {
		ssize_t n = kernel_read(file, buf, READ_SIZE, &pos);

		if (n <= 0) {
			err = n;
			break;
		}
		sha256_update(&state, buf, n);
		if (fatal_signal_pending(current)) {
			err = -EINTR;
			break;
		}
		cond_resched();
	}
	sha256_final(&state, bytes);
	kfree(buf);
	atomic64_inc(&count);
	return err;
}

/*
 * Does a user decide what is read from this file system, now and later? FUSE
 * may serve one content to us and another to the program; and whoever mounted
 * an overlay holds the file below it, which the exec does not protect.
 */
static bool is_untrusted(const struct super_block *sb)
{
	return sb->s_user_ns != &init_user_ns ||
	       (sb->s_iflags &
		(SB_I_IMA_UNVERIFIABLE_SIGNATURE | SB_I_UNTRUSTED_MOUNTER));
}

/*
 * A fanotify pre-content watcher may fill the file while it is read, and the
 * kernel does not refuse writers then: what was read proves nothing. Neither
 * does it refuse those to the file below an overlay.
 */
static bool can_measure(const struct file *file)
{
	const struct inode *inode = file_inode(file);

	return S_ISREG(inode->i_mode) && (file->f_mode & FMODE_READ) &&
	       !FMODE_FSNOTIFY_HSM(file->f_mode) &&
	       !is_untrusted(inode->i_sb) &&
	       d_real_inode(file_dentry(file)) == inode;
}

/*
 * Does the change counter move with every write? A file system that writes
 * nothing back (tmpfs) maps pages writable at once, and does not hear of what
 * is written to them.
 */
static bool is_versioned(struct inode *inode)
{
	return IS_I_VERSION(inode) && mapping_can_writeback(inode->i_mapping);
}

static int measure_sha256(struct cordon_measured *measured, struct file *file)
{
	struct inode *inode = file_inode(file);
	bool versioned = is_versioned(inode);
	u64 version = versioned ? inode_query_iversion(inode) : 0;
	int err;

	BUILD_BUG_ON(SHA256_DIGEST_SIZE > CORDON_DIGEST_MAX);
	if (!versioned || !cache_lookup(inode, version, measured->bytes)) {
		err = read_and_hash(file, measured->bytes);
		if (err == -EINTR || err == -ENOMEM)
			return err;
		if (err)
			return 0;
		if (versioned)
			cache_store(inode, version, measured->bytes);
	}
	measured->kind = CORDON_DIGEST_SHA256;
	measured->len = SHA256_DIGEST_SIZE;
	return 0;
}

/* No I/O: fs-verity keeps the digest of an open file at hand. */
static void measure_verity(struct cordon_measured *measured,
			   const struct file *file)
{
	u8 raw[FS_VERITY_MAX_DIGEST_SIZE];
	enum hash_algo algo;
	int size = fsverity_get_digest(file_inode(file), raw, NULL, &algo);

	if (size <= 0 || size > sizeof(measured->bytes))
		return;
	if (algo == HASH_ALGO_SHA256)
		measured->kind = CORDON_DIGEST_VERITY_SHA256;
	else if (algo == HASH_ALGO_SHA512)
		measured->kind = CORDON_DIGEST_VERITY_SHA512;
	else
		return;
	measured->len = size;
	memcpy(measured->bytes, raw, size);
}

/**
 * cordon_measure - take the digests of an executable that the policy needs
 * @facts: receives the digests
 * @file: open, and protected from being written by the exec under way
 * @wanted: from cordon_policy_wants_digests()
 *
 * A file that cannot be read is left without a digest and matches no digest
 * rule.
 *
 * Context: process context, may sleep and read the whole file.
 * Return: 0, -ENOMEM, or -EINTR after a fatal signal.
 */
int cordon_measure(struct cordon_facts *facts, const struct file *file,
		   unsigned int wanted)
{
	if (!wanted || !can_measure(file))
		return 0;
	if (wanted & CORDON_WANTS_VERITY)
		measure_verity(&facts->fsverity, file);
	if (wanted & CORDON_WANTS_SHA256)
		/* kernel_read() moves no position of its own; it is not const. */
		return measure_sha256(&facts->sha256, (struct file *)file);
	return 0;
}

static void hook_inode_free_security_rcu(void *inode_security)
{
	struct cordon_inode *inode =
		inode_security + cordon_blob_sizes.lbs_inode;

	kfree(rcu_dereference_protected(inode->digest, true));
}

static struct security_hook_list digest_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(inode_free_security_rcu, hook_inode_free_security_rcu),
};

void __init cordon_add_digest_hooks(void)
{
	security_add_hooks(digest_hooks, ARRAY_SIZE(digest_hooks),
			   &cordon_lsmid);
}
