// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cordon LSM - the names of a file
 *
 * A path proves nothing by itself: any user can enter a user and mount
 * namespace of his own and bind any file over /usr/bin/curl there. What a
 * rule calls /usr/bin/curl is the file that has this path in the initial
 * mount namespace. A file reached through a mount of that namespace has its
 * path there; for any other the path is looked up there, and counts if it
 * leads to the very same inode.
 */

#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs_struct.h>
#include <linux/init_task.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>

#include "path.h"

/* Credentials for look-ups that no user may influence. */
static const struct cred *lookup_cred __ro_after_init;

int __init cordon_path_init(void)
{
	lookup_cred = prepare_kernel_cred(&init_task);
	return lookup_cred ? 0 : -ENOMEM;
}

/* Is @mnt a mount of the initial mount namespace, and the caller in it? */
static bool in_initial_namespace(struct vfsmount *mnt)
{
	return current->nsproxy &&
	       current->nsproxy->mnt_ns == init_task.nsproxy->mnt_ns &&
	       our_mnt(mnt);
}

/* The root of the initial mount namespace, on top of everything mounted there. */
static int get_initial_root(struct path *root)
{
	int err;

	get_fs_root(init_task.fs, root);
	err = follow_down(root, 0);
	if (err)
		path_put(root);
	return err;
}

/*
 * The path that @inode has in the initial mount namespace if @name leads
 * there, in @buf; NULL if it does not. Symlinks are followed, and the path of
 * the file that was found is returned: a link that a user made in the initial
 * namespace names the file that it points to, as it does for everybody. But
 * for links like /proc/PID/root, which lead into other namespaces: any user can
 * make one that ends at his own file under any path he likes.
 *
 * ERR_PTR(-ENOMEM) when that cannot be found out: a file that a rule denies
 * must not lose its name for lack of memory.
 */
static const char *lookup_initial(const char *name, const struct inode *inode,
				  char *buf)
{
	const struct cred *old = override_creds(lookup_cred);
	struct path root, found;
	const char *path = NULL;
	int err;

	if (get_initial_root(&root))
		goto out;
	err = vfs_path_lookup(root.dentry, root.mnt, name,
			      LOOKUP_FOLLOW | LOOKUP_NO_MAGICLINKS, &found);
	if (err == -ENOMEM) {
		path = ERR_PTR(err);
	} else if (!err) {
		/* NULL for what is not below the root, wherever that came from. */
		if (d_inode(found.dentry) == inode)
			path = __d_path(&found, &root, buf, PATH_MAX);
		if (IS_ERR(path))
			path = NULL;
		path_put(&found);
	}
	path_put(&root);
out:
	revert_creds(old);
	return path;
}

static struct cordon_names *names_alloc(enum cordon_mnt mnt, const char *path,
					const char *own, const char *kind,
					const char *show)
{
	size_t path_len = path ? strlen(path) + 1 : 0;
	size_t own_len = own ? strlen(own) + 1 : 0;
	size_t show_len = show ? strlen(kind) + strlen(show) + 1 : 0;
	struct cordon_names *names;
	char *p;

	names = kzalloc(struct_size(names, text, path_len + own_len + show_len),
			GFP_KERNEL_ACCOUNT);
	if (!names)
		return ERR_PTR(-ENOMEM);
	names->mnt = mnt;
	p = names->text;
	if (path) {
		names->path = memcpy(p, path, path_len);
		p += path_len;
	}
	if (own) {
		names->own = memcpy(p, own, own_len);
		p += own_len;
	}
	if (show) {
		snprintf(p, show_len, "%s%s", kind, show);
		names->show = p;
	} else {
		names->show = names->own;
	}
	return names;
}

/* A file that lives in no tree of directories: a memfd is "memfd:NAME". */
static struct cordon_names *pseudo(const struct path *path)
{
	struct name_snapshot snapshot;
	struct cordon_names *names;
	const char *name;

	take_dentry_name_snapshot(&snapshot, path->dentry);
	name = snapshot.name.name;
	names = names_alloc(
		CORDON_MNT_OTHER, NULL, NULL,
		strncmp(name, "memfd:", strlen("memfd:")) ? "unnamed:" : "",
		name);
	release_dentry_name_snapshot(&snapshot);
	return names;
}

/* A file that has no path: show what is known, never beginning with '/'. */
static struct cordon_names *nameless(const struct path *path, char *buf)
{
	const char *kind = "detached:";
	const char *name;

	if (path->mnt->mnt_flags & MNT_INTERNAL)
		return pseudo(path);
	name = dentry_path_raw(path->dentry, buf, PATH_MAX);
	if (IS_ERR(name)) {
		kind = "unnamed:";
		name = "path-too-long";
	} else if (d_unlinked(path->dentry)) {
		kind = "deleted:";
	}
	return names_alloc(CORDON_MNT_OTHER, NULL, NULL, kind, name);
}

/*
 * A file of another mount namespace: is it one that the initial one knows?
 * Asked twice: by the path that it has here, as for a service with private
 * mounts; and by its name inside its own file system, as for a bind mount that
 * gives a known file another name. Both names are a user's to choose: what
 * counts is what is found there.
 */
static struct cordon_names *foreign(const struct path *path, const char *own)
{
	const struct inode *inode = d_inode(path->dentry);
	char *result = __getname();
	char *buf = __getname();
	const char *initial, *inside;
	struct cordon_names *names = ERR_PTR(-ENOMEM);

	if (!result || !buf)
		goto out;
	initial = lookup_initial(own, inode, result);
	if (!initial) {
		inside = dentry_path_raw(path->dentry, buf, PATH_MAX);
		if (!IS_ERR(inside))
			initial = lookup_initial(inside, inode, result);
	}
	if (IS_ERR(initial))
		goto out;
	names = names_alloc(initial ? CORDON_MNT_SAME : CORDON_MNT_OTHER,
			    initial, own, NULL, NULL);
	/* What rules match is what people are shown; the other is forgeable. */
	if (!IS_ERR(names) && initial)
		names->show = names->path;
out:
	if (buf)
		__putname(buf);
	if (result)
		__putname(result);
	return names;
}

/**
 * cordon_names_of - name a file
 * @file: an open file
 *
 * Context: process context, may sleep; takes and drops path references.
 * Return: names to be freed with kfree(), or an ERR_PTR(): -ENOMEM.
 */
struct cordon_names *cordon_names_of(const struct file *file)
{
	const struct path *path = &file->f_path;
	struct cordon_names *names;
	const char *own;
	char *buf;

	might_sleep();
	buf = __getname();
	if (!buf)
		return ERR_PTR(-ENOMEM);

	/*
	 * d_absolute_path() does not mark deleted files, and refuses what is
	 * not mounted or longer than the buffer.
	 */
	own = d_unlinked(path->dentry) ||
			      (path->mnt->mnt_flags & MNT_INTERNAL) ?
		      ERR_PTR(-ENOENT) :
		      d_absolute_path(path, buf, PATH_MAX);
	if (IS_ERR(own))
		names = nameless(path, buf);
	else if (in_initial_namespace(path->mnt))
		names = names_alloc(CORDON_MNT_INIT, own, NULL, NULL, NULL);
	else
		names = foreign(path, own);
	__putname(buf);

	if (!IS_ERR(names) && names->mnt == CORDON_MNT_INIT) {
		names->own = names->path;
		names->show = names->path;
	}
	return names;
}

/**
 * cordon_names_qualify - show the names of a file with a word in front
 * @names: the names; taken over, also when this fails
 * @kind: the word and a colon
 *
 * Context: process context, may sleep.
 * Return: names to be freed with kfree(), or an ERR_PTR(): -ENOMEM.
 */
struct cordon_names *cordon_names_qualify(struct cordon_names *names,
					  const char *kind)
{
	struct cordon_names *qualified;

	qualified = names_alloc(names->mnt, names->path, names->own, kind,
				names->show);
	kfree(names);
	return qualified;
}
