// SPDX-License-Identifier: GPL-2.0-only
/* The socket that agents connect to */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "agents.h"
#include "report.h"

static int set_path(struct sockaddr_un *address, const char *path,
		    const char *suffix)
{
	int n;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(address->sun_path, sizeof(address->sun_path), "%s%s",
		     path, suffix);
	return n < (int)sizeof(address->sun_path) ? 0 : -ENAMETOOLONG;
}

/* Another one of us listens there: its agents are not to be taken away. */
static bool is_taken(const char *path)
{
	struct sockaddr_un address;
	bool taken = false;
	int fd;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && !set_path(&address, path, ""))
		/* EAGAIN: it has many to let in. */
		taken = !connect(fd, (struct sockaddr *)&address,
				 sizeof(address)) || errno == EAGAIN;
	if (fd >= 0)
		close(fd);
	return taken;
}

/* /run/cordon is there when a service manager has made it. */
static int make_folder(const char *path)
{
	char *folder = strdup(path), *slash;
	int err = 0;

	if (!folder)
		return -ENOMEM;
	slash = strrchr(folder, '/');
	*slash = '\0';
	if (*folder && mkdir(folder, 0755) && errno != EEXIST)
		err = -errno;
	free(folder);
	return err;
}

/*
 * Under another name first: whoever finds the socket can connect to it, and
 * the old one is there until the new one is.
 */
static int bind_to(int fd, const char *path)
{
	struct sockaddr_un address;
	int err;

	err = set_path(&address, path, ".new");
	if (err)
		return err;
	unlink(address.sun_path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return -errno;
	/* What one may do is decided by who one is. */
	if (chmod(address.sun_path, 0666) || listen(fd, SOMAXCONN) ||
	    rename(address.sun_path, path)) {
		err = -errno;
		unlink(address.sun_path);
	}
	return err;
}

static int make_socket(const char *path)
{
	int fd, err;

	if (is_taken(path))
		return -EADDRINUSE;
	err = make_folder(path);
	if (err)
		return err;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	err = bind_to(fd, path);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int agents_listen(struct agents *agents, const char *path)
{
	struct source source = { .ready = agents->source.ready };
	char *copy = strdup(path);
	struct stat stat_buf;
	int err;

	if (!copy)
		return -ENOMEM;
	source.fd = make_socket(path);
	err = source.fd < 0 ? source.fd : 0;
	if (!err && stat(path, &stat_buf)) {
		err = -errno;
		close(source.fd);
	}
	if (err) {
		report("%s: %s", path, err == -EADDRINUSE ?
		       "another process listens there, perhaps another cordond: agents do not reach this one" :
		       strerror(-err));
		free(copy);
		return err;
	}
	agents_unlisten(agents);
	agents->source = source;
	agents->path = copy;
	agents->path_dev = stat_buf.st_dev;
	agents->path_ino = stat_buf.st_ino;
	err = loop_add(agents->world.loop, &agents->source, EPOLLIN);
	if (err)
		agents_unlisten(agents);
	return err;
}

void agents_unlisten(struct agents *agents)
{
	struct stat stat_buf;

	if (agents->source.fd >= 0)
		close(agents->source.fd);
	agents->source.fd = -1;
	/* Only if it is ours still. */
	if (agents->path && !stat(agents->path, &stat_buf) &&
	    stat_buf.st_dev == agents->path_dev &&
	    stat_buf.st_ino == agents->path_ino)
		unlink(agents->path);
	free(agents->path);
	agents->path = NULL;
}
