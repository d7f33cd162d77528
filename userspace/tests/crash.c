// SPDX-License-Identifier: GPL-2.0-only
/*
 * crash N FOLDER UNDO PROGRAM [ARG]...: runs PROGRAM and kills it, as kill -9
 * and as a power failure do, at the Nth beginning or end of a system call after
 * the first time that one of its threads waits for a lock; or at SIGTERM. What was written to
 * files in FOLDER without fsync() is half lost then, and what was renamed there
 * and the folder not fsync()ed is undone, out of UNDO, when N is odd.
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *folder, *undo;
static pid_t program;
static unsigned long left;
static bool counting, odd;

/* What the disk does not have. */
static char dirty[PATH_MAX];	/* written to */
static char renamed[PATH_MAX];	/* has another content in the folder */
static bool had_old;

/* System calls on their way, of a few threads. */
static struct call {
	pid_t thread;
	bool in;	/* it has begun */
	__u64 number;
	__u64 args[6];
} calls[16];

static void die(const char *what)
{
	perror(what);
	exit(125);
}

static struct call *call_of(pid_t thread)
{
	struct call *call;

	for (call = calls; call < calls + 16; call++) {
		if (call->thread == thread || !call->thread) {
			call->thread = thread;
			return call;
		}
	}
	exit(125);
}

/* True: the descriptor is of FOLDER or of a file in it. */
static bool path_of(int fd, char *path)
{
	size_t len = strlen(folder);
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)program, fd);
	n = readlink(link, path, PATH_MAX - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return !strncmp(path, folder, len) &&
	       (!path[len] || path[len] == '/');
}

static void read_string(pid_t thread, __u64 at, char *to, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)thread);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : pread(fd, to, size - 1, at);
	if (n < 0)
		die(path);
	to[n] = '\0';
	close(fd);
}

static void before_rename(struct call *call)
{
	char name[NAME_MAX + 1], dir[PATH_MAX];

	if (!path_of(call->args[2], dir))
		return;
	read_string(call->thread, call->args[3], name, sizeof(name));
	snprintf(renamed, sizeof(renamed), "%.2000s/%s", dir, name);
	unlink(undo);
	had_old = !link(renamed, undo);
}

static void begins(struct call *call)
{
	if (call->number == SYS_renameat || call->number == SYS_renameat2)
		before_rename(call);
}

static void ends(struct call *call)
{
	char path[PATH_MAX];

	switch (call->number) {
	case SYS_flock:
		counting |= call->args[1] == LOCK_EX;
		break;
	case SYS_write:
		if (path_of(call->args[0], path) && path[strlen(folder)])
			strcpy(dirty, path);
		break;
	case SYS_fsync:
		if (!path_of(call->args[0], path))
			break;
		if (path[strlen(folder)])
			*dirty = '\0';
		else
			*renamed = '\0';
		break;
	}
}

/* The file has a new name by now, if it was renamed. */
static void lose_dirty(void)
{
	struct stat stat_buf;

	if (stat(dirty, &stat_buf))
		snprintf(dirty, sizeof(dirty), "%s", renamed);
	if (!stat(dirty, &stat_buf) &&
	    truncate(dirty, stat_buf.st_size / 2))
		die(dirty);
}

__attribute__((noreturn))
static void crash(void)
{
	int status;

	kill(program, SIGKILL);
	while (waitpid(-1, &status, __WALL) > 0 || errno == EINTR)
		;
	if (*dirty)
		lose_dirty();
	if (*renamed && odd && had_old && rename(undo, renamed))
		die(renamed);
	else if (*renamed && odd && !had_old)
		unlink(renamed);
	unlink(undo);
	exit(0);
}

static void on_term(int number)
{
	(void)number;
}

static void at_call(pid_t thread)
{
	struct __ptrace_syscall_info info;
	struct call *call = call_of(thread);

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0)
		return;
	call->in = info.op == PTRACE_SYSCALL_INFO_ENTRY;
	if (call->in) {
		call->number = info.entry.nr;
		memcpy(call->args, info.entry.args, sizeof(call->args));
		begins(call);
	} else {
		ends(call);
	}
	if (counting && !--left)
		crash();
}

static void start(char **argv)
{
	program = fork();
	if (program < 0)
		die("fork");
	if (!program) {
		raise(SIGSTOP);
		execv(*argv, argv);
		die(*argv);
	}
	if (waitpid(program, NULL, WUNTRACED) != program ||
	    ptrace(PTRACE_SEIZE, program, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
		   PTRACE_O_EXITKILL))
		die("ptrace");
	kill(program, SIGCONT);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term };
	int status, pass;
	pid_t thread;

	if (argc < 5)
		return 125;
	left = strtoul(argv[1], NULL, 10);
	odd = left & 1;
	folder = argv[2];
	undo = argv[3];
	/* Without SA_RESTART: it ends waitpid(). */
	sigaction(SIGTERM, &action, NULL);
	start(argv + 4);
	for (;;) {
		thread = waitpid(-1, &status, __WALL);
		if (thread < 0 && errno == EINTR)
			crash();
		if (thread < 0)
			die("waitpid");
		/* It ended by itself: that is not what this is for. */
		if (!WIFSTOPPED(status) && thread == program)
			return 124;
		if (!WIFSTOPPED(status))
			continue;
		pass = 0;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			at_call(thread);
		else if (!(status >> 16))
			pass = WSTOPSIG(status);
		ptrace(PTRACE_SYSCALL, thread, NULL, pass);
	}
}
