/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon LSM - the names of a file
 */

#ifndef _SECURITY_CORDON_PATH_H
#define _SECURITY_CORDON_PATH_H

#include <linux/fs.h>
#include <linux/types.h>

/* enum cordon_mnt - what the names of a file are worth */
enum cordon_mnt {
	CORDON_MNT_INIT, /* reached in the initial mount namespace */
	CORDON_MNT_SAME, /* another one, but the same file there */
	CORDON_MNT_OTHER, /* no name in the initial one */
};

/**
 * struct cordon_names - the names of a file
 * @mnt: enum cordon_mnt
 * @path: path in the initial mount namespace, or NULL
 * @own: path in the mount namespace of the task, or NULL
 * @show: what people are shown: @path, else @own, else a word, a colon and
 *	the last known name; of a script that no rule would know by that name
 *	"unknown:" or "other:" and the name; never NULL
 * @text: storage of the three
 */
struct cordon_names {
	enum cordon_mnt mnt;
	const char *path;
	const char *own;
	const char *show;
	char text[];
};

struct cordon_names *cordon_names_of(const struct file *file);
struct cordon_names *cordon_names_qualify(struct cordon_names *names,
					  const char *kind);
int cordon_path_init(void);

#endif /* _SECURITY_CORDON_PATH_H */
