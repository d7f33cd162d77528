/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cordon self tests: the module's files, and system calls without a wrapper
 *
 * Helpers return 0 or a positive result, or -errno.
 */

#ifndef _CORDON_COMMON_H
#define _CORDON_COMMON_H

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/lsm.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Programs that make their own list of cases do without the harness. */
#ifdef CORDON_OWN_MAIN
#include "../kselftest.h"
#else
#include "../kselftest_harness.h"
#endif

#ifndef LSM_ID_CORDON
#define LSM_ID_CORDON 114
#endif

#define CORDON_DIR "/sys/kernel/security/cordon/"
#define TEXT_MAX (64 * 1024)

/* However slow the machine is, what has not happened by then never will. */
#define PATIENCE_MS 15000

static inline int sys_pidfd_open(pid_t pid, unsigned int flags)
{
	return syscall(__NR_pidfd_open, pid, flags);
}

static inline int sys_pidfd_getfd(int pidfd, int fd, unsigned int flags)
{
	return syscall(__NR_pidfd_getfd, pidfd, fd, flags);
}

static inline int sys_execveat(int dirfd, const char *path, char *const argv[],
			       char *const envp[], int flags)
{
	return syscall(__NR_execveat, dirfd, path, argv, envp, flags);
}

static inline int sys_memfd_create(const char *name, unsigned int flags)
{
	return syscall(__NR_memfd_create, name, flags);
}

static inline int sys_pivot_root(const char *new_root, const char *put_old)
{
	return syscall(__NR_pivot_root, new_root, put_old);
}

static inline int sys_lsm_list_modules(uint64_t *ids, uint32_t *size,
				       uint32_t flags)
{
#ifdef __NR_lsm_list_modules
	return syscall(__NR_lsm_list_modules, ids, size, flags);
#else
	return syscall(461, ids, size, flags);
#endif
}

static inline long long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* Opens a file of the module. */
static inline int cordon_open(const char *file, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), CORDON_DIR "%s", file);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static inline int write_fd(int fd, const char *text)
{
	ssize_t len = strlen(text);
	ssize_t done = write(fd, text, len);

	if (done < 0)
		return -errno;
	return done == len ? 0 : -EIO;
}

/* Reads all of an open file, which is at its start or rewound to it. */
static inline int read_fd(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t len;

	while (used < size - 1) {
		len = pread(fd, text + used, size - 1 - used, used);
		if (len < 0)
			return -errno;
		if (!len)
			break;
		used += len;
	}
	text[used] = '\0';
	return used;
}

static inline int cordon_write(const char *file, const char *text)
{
	int fd = cordon_open(file, O_WRONLY);
	int err;

	if (fd < 0)
		return fd;
	err = write_fd(fd, text);
	close(fd);
	return err;
}

static inline int cordon_read(const char *file, char *text, size_t size)
{
	int fd = cordon_open(file, O_RDONLY);
	int err;

	if (fd < 0)
		return fd;
	err = read_fd(fd, text, size);
	close(fd);
	return err;
}

/* Writes text, and prints the reason when the module does not like it. */
static inline int cordon_submit(const char *file, const char *text)
{
	char reason[512];
	int fd = cordon_open(file, O_RDWR);
	int err;

	if (fd < 0)
		return fd;
	err = write_fd(fd, text);
	if (err && read_fd(fd, reason, sizeof(reason)) > 0)
		fprintf(stderr, "# %s: %s", file, reason);
	close(fd);
	return err;
}

static inline char *vtext(const char *format, va_list args)
{
	static char text[TEXT_MAX];

	vsnprintf(text, sizeof(text), format, args);
	return text;
}

/* Replaces the policy. */
static inline __attribute__((format(printf, 1, 2)))
int load(const char *format, ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = cordon_submit("policy", vtext(format, args));
	va_end(args);
	return err;
}

/* One transaction on the rules. */
static inline __attribute__((format(printf, 1, 2)))
int change(const char *format, ...)
{
	va_list args;
	int err;

	va_start(args, format);
	err = cordon_submit("rules", vtext(format, args));
	va_end(args);
	return err;
}

/* A word of "status" as text; false when the key is not there. */
static inline bool status_text(const char *key, char *value, size_t size)
{
	static char text[TEXT_MAX];
	size_t len = strlen(key);
	char *line, *save;

	if (cordon_read("status", text, sizeof(text)) < 0)
		return false;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, key, len) && line[len] == ' ') {
			snprintf(value, size, "%s", line + len + 1);
			return true;
		}
	}
	return false;
}

/* A number of "status", or -1. */
static inline long long status_of(const char *key)
{
	char value[64];

	return status_text(key, value, sizeof(value)) ? atoll(value) : -1;
}

/* Waits until "status" says that number. */
static inline int status_wait(const char *key, long long value)
{
	long long end = now_ms() + PATIENCE_MS;

	while (status_of(key) != value) {
		if (now_ms() > end) {
			fprintf(stderr, "# %s is %lld, not %lld\n", key,
				status_of(key), value);
			return -ETIMEDOUT;
		}
		usleep(1000);
	}
	return 0;
}

static inline bool cordon_present(void)
{
	return !access(CORDON_DIR "policy", F_OK);
}

/* The path of the running program: the subject, unless it executes another. */
static inline const char *self_path(void)
{
	static char path[PATH_MAX];
	ssize_t len;

	if (!path[0]) {
		len = readlink("/proc/self/exe", path, sizeof(path) - 1);
		path[len < 0 ? 0 : len] = '\0';
	}
	return path;
}

static inline int write_path(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = write_fd(fd, text);
	close(fd);
	return err;
}

/* Takes capabilities out of all sets of the calling thread. */
static inline int drop_cap(int cap)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(__NR_capget, &header, data))
		return -errno;
	data[CAP_TO_INDEX(cap)].effective &= ~CAP_TO_MASK(cap);
	data[CAP_TO_INDEX(cap)].permitted &= ~CAP_TO_MASK(cap);
	data[CAP_TO_INDEX(cap)].inheritable &= ~CAP_TO_MASK(cap);
	return syscall(__NR_capset, &header, data) ? -errno : 0;
}

/* Becomes an ordinary user for good. */
static inline int become(uid_t uid)
{
	if (setgroups(0, NULL) || setresgid(uid, uid, uid) ||
	    setresuid(uid, uid, uid))
		return -errno;
	/* Without it /proc/self would still be root's. */
	return prctl(PR_SET_DUMPABLE, 1) ? -errno : 0;
}

/* Every fixture starts and ends with this policy. */
static inline int policy_reset(void)
{
	int err = cordon_write("mode", "enforcing");

	return err ?: load("default allow\n");
}

/* Use at the start of every test or fixture. */
#define REQUIRE_CORDON()						\
	do {								\
		if (!cordon_present())					\
			SKIP(return, "Cordon is not enabled");		\
	} while (0)

#endif /* _CORDON_COMMON_H */
