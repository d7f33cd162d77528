/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the kernel's NFS server and client, on one machine
 *
 * What nfs-utils would do: the server's caches are filled with one export to
 * GOOD4, and its file handle goes to mount(2), so no mount protocol is needed.
 */

#ifndef _CORDON_NFS_H
#define _CORDON_NFS_H

#include "exe.h"
#include "rpcbind.h"

#include <linux/nfs_mount.h>

#define NFSD_DIR "/proc/fs/nfsd"
#define NFSD_RPC "/proc/net/rpc/"
#define NFSD_FOREVER "2147483647"

/* NFSEXP_INSECURE_PORT, _ASYNC, _NOSUBTREECHECK, _FSID of linux/nfsd */
#define NFSD_EXPORT_FLAGS (0x2 | 0x10 | 0x400 | 0x2000)

struct nfs {
	char *export, *at;
	struct task rpcbind;
	uint16_t port;
	bool mounted; /* the export */
};

static inline int nfs_hex(const char *text, struct nfs3_fh *handle)
{
	unsigned int byte;
	size_t n;

	if (strncmp(text, "\\x", 2))
		return -EBADMSG;
	text += 2;
	for (n = 0; n < sizeof(handle->data); n++, text += 2) {
		if (sscanf(text, "%2x", &byte) != 1)
			break;
		handle->data[n] = byte;
	}
	handle->size = n;
	return n ? 0 : -EBADMSG;
}

/* One write to a file that answers the reader of the same open file. */
static inline int nfs_handle(const struct nfs *nfs, struct nfs3_fh *handle)
{
	char text[1024];
	int err, fd = open(NFSD_DIR "/filehandle", O_RDWR | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	snprintf(text, sizeof(text), "tests %s %d\n", nfs->export,
		 NFS3_FHSIZE);
	err = write_fd(fd, text);
	len = err ? 0 : read(fd, text, sizeof(text) - 1);
	close(fd);
	if (err || len <= 0)
		return err ?: -EIO;
	text[len] = '\0';
	return nfs_hex(text, handle);
}

static inline int nfs_fill_caches(const struct nfs *nfs)
{
	char text[512];
	int err;

	err = write_path(NFSD_RPC "auth.unix.ip/channel",
			 "nfsd " GOOD4 " " NFSD_FOREVER " tests\n");
	snprintf(text, sizeof(text),
		 "tests %s " NFSD_FOREVER " %d 65534 65534 1\n", nfs->export,
		 NFSD_EXPORT_FLAGS);
	err = err ?: write_path(NFSD_RPC "nfsd.export/channel", text);
	snprintf(text, sizeof(text),
		 "tests 1 \\x01000000 " NFSD_FOREVER " %s\n", nfs->export);
	return err ?: write_path(NFSD_RPC "nfsd.fh/channel", text);
}

/* The server takes a listening socket of ours. */
static inline int nfs_serve(struct nfs *nfs)
{
	char text[16];
	int err, fd = receiver(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return fd;
	nfs->port = port_of(fd);
	snprintf(text, sizeof(text), "%d\n", fd);
	err = write_path(NFSD_DIR "/portlist", text);
	close(fd);
	return err ?: write_path(NFSD_DIR "/threads", "1\n");
}

/* -ENODEV: this kernel has no such server. In a network of one's own. */
static inline int nfs_start(struct nfs *nfs, const struct place *place)
{
	int err;

	nfs->rpcbind.pid = -1;
	nfs->export = place_path(place, "export");
	nfs->at = place_path(place, "mnt");
	if (mkdir(nfs->export, 0755) || mkdir(nfs->at, 0755) ||
	    mount("tmpfs", nfs->export, "tmpfs", 0, NULL))
		return -errno;
	nfs->mounted = true;
	if (mount("nfsd", NFSD_DIR, "nfsd", 0, NULL))
		return errno == ENOENT ? -ENODEV : -errno;
	err = rpcbind_start(&nfs->rpcbind);
	err = err ?: nfs_serve(nfs);
	return err ?: nfs_fill_caches(nfs);
}

static inline int nfs_mount(const struct nfs *nfs)
{
	struct target t = target(GOOD4, nfs->port);
	struct nfs_mount_data data = {
		.version = NFS_MOUNT_VERSION,
		.flags = NFS_MOUNT_SOFT | NFS_MOUNT_TCP | NFS_MOUNT_VER3 |
			 NFS_MOUNT_NONLM | NFS_MOUNT_NOACL | NFS_MOUNT_NOAC,
		.timeo = PATIENCE_MS / 100,
		.addr = t.addr.v4,
		.hostname = "tests",
	};
	int err = nfs_handle(nfs, &data.root);

	if (err)
		return err;
	return mount("tests:/", nfs->at, "nfs", 0, &data) ? -errno : 0;
}

static inline int nfs_stop(struct nfs *nfs)
{
	int err = 0;

	umount2(nfs->at, MNT_DETACH);
	if (nfs->port)
		err = write_path(NFSD_DIR "/threads", "0\n");
	umount2(NFSD_DIR, MNT_DETACH);
	task_kill(&nfs->rpcbind);
	if (nfs->mounted)
		umount2(nfs->export, MNT_DETACH);
	free(nfs->export);
	free(nfs->at);
	return err;
}

#endif /* _CORDON_NFS_H */
