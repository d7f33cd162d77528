// SPDX-License-Identifier: GPL-2.0-only
/* The channels to the host, apart from the kernel's console. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "init.h"

#define PORTS_DIR	"/sys/class/virtio-ports"
#define PORT_TRIES	2000
#define PORT_WAIT_US	10000

/* Does the host call this virtio-serial port by that name? */
static bool port_named(const char *port, const char *name)
{
	char path[320], found[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), PORTS_DIR "/%s/name", port);
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!fgets(found, sizeof(found), file))
		found[0] = '\0';
	fclose(file);
	found[strcspn(found, "\n")] = '\0';
	return !strcmp(found, name);
}

static int open_port(const char *name)
{
	DIR *dir = opendir(PORTS_DIR);
	struct dirent *entry;
	char path[320];
	int fd = -1;

	while (dir && fd < 0 && (entry = readdir(dir))) {
		if (!port_named(entry->d_name, name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return fd;
}

/* The virtio-serial port of that name, or the tty that stands for it on UML. */
int channel(const char *name, const char *tty)
{
	struct termios mode;
	int fd, tries;

	if (orders.uml) {
		fd = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
		if (fd < 0)
			fail("open %s", tty);
		if (!tcgetattr(fd, &mode)) {
			cfmakeraw(&mode);
			tcsetattr(fd, TCSANOW, &mode);
		}
		return fd;
	}
	/* The driver learns of its ports from the host, a moment after boot. */
	for (tries = 0; tries < PORT_TRIES; tries++) {
		fd = open_port(name);
		if (fd >= 0)
			return fd;
		usleep(PORT_WAIT_US);
	}
	errno = ENODEV;
	fail("no port %s", name);
}

void write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t done = write(fd, data, len);

		if (done < 0) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			fail("write to the host");
		}
		data += done;
		len -= done;
	}
}

/* Close it when all of it is with the host. */
void channel_close(int fd)
{
	if (isatty(fd))
		tcdrain(fd);
	close(fd);
}
