// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process in a test machine: sets up the root, runs one command,
 * hands its output and exit status to the host, and ends the machine.
 *
 * Output and status travel on channels of their own, apart from the kernel's
 * console: virtio-serial ports named cordon.* under QEMU, ttys under User-mode
 * Linux. A machine that dies writes no status, and the host takes that as a
 * failure.
 *
 * Started by the kernel it finds its orders in /.vm (see scripts/vm). Under
 * systemd it runs a second time, as a unit, with the orders in /run/vm.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "init.h"

struct orders orders = {
	.dir = "/.vm",
	.root = "minimal",
	.init = "direct",
};

void stop(void)
{
	sync();
	/* A microvm cannot power off, but QEMU ends when it resets. */
	reboot(orders.uml ? RB_POWER_OFF : RB_AUTOBOOT);
	for (;;)
		pause();
}

void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "vm-init: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, ": %s\n", strerror(errno));
	va_end(args);
	stop();
}

static void read_orders(void)
{
	char path[64], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/conf", orders.dir);
	file = fopen(path, "re");
	if (!file)
		fail("open %s", path);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		sscanf(line, "root=%31s", orders.root);
		sscanf(line, "init=%31s", orders.init);
		if (!strcmp(line, "interactive=1"))
			orders.interactive = true;
		if (!strcmp(line, "collect=1"))
			orders.collect = true;
		if (!strcmp(line, "arch=um"))
			orders.uml = true;
	}
	fclose(file);
}

int main(int argc, char **argv)
{
	bool unit = argc > 1 && !strcmp(argv[1], "unit");
	char line[32];
	sigset_t set;
	int fd, len, code;

	if (unit) {
		orders.dir = "/run/vm";
		read_orders();
	} else {
		try_mount("devtmpfs", "/dev", MS_NOSUID, "mode=0755");
		fd = open("/dev/console", O_RDWR);
		if (fd >= 0) {
			dup2(fd, 0);
			dup2(fd, 1);
			dup2(fd, 2);
		}
		read_orders();
		mount_root();
		enter_root();
		if (!strcmp(orders.init, "systemd"))
			start_systemd();
		mount_rest();
	}

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	code = run_command();
	if (orders.collect)
		collect_files();
	sync();
	fd = channel("cordon.status", "/dev/tty2");
	len = snprintf(line, sizeof(line), "exit %d\n", code);
	write_all(fd, line, len);
	channel_close(fd);
	stop();
}
