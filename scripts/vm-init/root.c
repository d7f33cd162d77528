// SPDX-License-Identifier: GPL-2.0-only
/* The file systems of a test machine, and the way into its root. */

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define NEWROOT		"/newroot"
#define UNIT_DIR	"/run/systemd/system"

void try_mount(const char *type, const char *target, unsigned long flags,
	       const char *data)
{
	mkdir(target, 0755);
	if (mount(type, target, type, flags, data) && errno != EBUSY &&
	    errno != ENODEV)
		fail("mount %s", target);
}

/* Run a helper and wait for it; busybox comes with the initramfs. */
static void run(const char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (!pid) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		fail("%s %s failed", argv[0], argv[1]);
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	if (!ioctl(fd, SIOCGIFFLAGS, &request)) {
		request.ifr_flags |= IFF_UP;
		ioctl(fd, SIOCSIFFLAGS, &request);
	}
	close(fd);
}

/*
 * The initramfs itself cannot be the old root of a pivot_root, a bind mount of
 * it can; and tests of containers do pivot.
 */
void mount_root(void)
{
	mkdir(NEWROOT, 0755);
	if (strcmp(orders.root, "minimal")) {
		if (mount("/dev/vda", NEWROOT, "ext4", 0, NULL))
			fail("mount /dev/vda");
		/* -f: links that a disk of before has are in its way. */
		run((const char *[]){ "/.vm/busybox", "cp", "-af",
				      "/.vm/files/.", NEWROOT, NULL });
	} else if (mount("/", NEWROOT, NULL, MS_BIND, NULL)) {
		fail("bind /");
	}
}

void enter_root(void)
{
	try_mount("proc", NEWROOT "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("sysfs", NEWROOT "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("devtmpfs", NEWROOT "/dev", MS_NOSUID, "mode=0755");
	try_mount("tmpfs", NEWROOT "/run", MS_NOSUID | MS_NODEV, "mode=0755");
	mkdir(NEWROOT "/run/vm", 0700);
	run((const char *[]){ "/.vm/busybox", "cp", "-a", "/.vm/conf",
			      "/.vm/command", "/.vm/environment", "/.vm/collect",
			      "/.vm/init", NEWROOT "/run/vm", NULL });
	if (chdir(NEWROOT) || mount(".", "/", NULL, MS_MOVE, NULL) ||
	    chroot(".") || chdir("/"))
		fail("switch root");
	orders.dir = "/run/vm";
}

void mount_rest(void)
{
	try_mount("devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC,
		  "mode=0620,ptmxmode=0666");
	try_mount("tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777");
	try_mount("mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV, NULL);
	try_mount("tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777");
	try_mount("securityfs", "/sys/kernel/security",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("cgroup2", "/sys/fs/cgroup",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	try_mount("binfmt_misc", "/proc/sys/fs/binfmt_misc",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	symlink("/proc/self/fd", "/dev/fd");
	symlink("/proc/self/fd/0", "/dev/stdin");
	symlink("/proc/self/fd/1", "/dev/stdout");
	symlink("/proc/self/fd/2", "/dev/stderr");
	/* The archive we come from gives everything to root. */
	if (!access("/home/user", F_OK) && chown("/home/user", 1000, 1000))
		fail("chown /home/user");
	sethostname("cordon", 6);
	loopback_up();
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fail("write %s", path);
	close(fd);
}

/* Boot the system's own init and run the command when it is up. */
void start_systemd(void)
{
	mkdir("/run/systemd", 0755);
	mkdir(UNIT_DIR, 0755);
	write_file(UNIT_DIR "/vm-command.target",
		   "[Unit]\nDescription=Command of the test machine\n"
		   "Wants=multi-user.target vm-command.service\n"
		   "After=multi-user.target\nAllowIsolate=yes\n");
	write_file(UNIT_DIR "/vm-command.service",
		   "[Unit]\nDescription=Command of the test machine\n"
		   "After=multi-user.target\n"
		   "[Service]\nExecStart=/run/vm/init unit\n"
		   "TimeoutStartSec=infinity\nStandardOutput=journal+console\n"
		   "KillMode=process\n");
	execl("/sbin/init", "/sbin/init", "--unit=vm-command.target", NULL);
	fail("exec /sbin/init");
}
