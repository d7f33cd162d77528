// SPDX-License-Identifier: GPL-2.0-only
/* Runs the command and hands on what it says. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init.h"

#define ARGS_MAX	1024

/* Split a file of NUL-terminated strings. */
static size_t read_strings(const char *name, char *argv[], size_t max)
{
	static char pool[2][128 * 1024];
	static int used;
	char path[64], *buffer, *end, *at;
	size_t count = 0;
	ssize_t len;
	int fd;

	buffer = pool[used++ % 2];
	snprintf(path, sizeof(path), "%s/%s", orders.dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, buffer, sizeof(pool[0]) - 1);
	if (len < 0)
		fail("read %s", path);
	close(fd);
	buffer[len] = '\0';
	end = buffer + len;
	for (at = buffer; at < end && count < max - 1; at += strlen(at) + 1)
		argv[count++] = at;
	argv[count] = NULL;
	return count;
}

static pid_t start(char *const argv[], int in, int out)
{
	static char *environment[ARGS_MAX];
	sigset_t none;
	pid_t pid;

	read_strings("environment", environment, ARGS_MAX);
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid)
		return pid;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (orders.interactive)
		ioctl(in, TIOCSCTTY, 1);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	environ = environment;
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "vm: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

/* Copy what is there to the host; false at the end of the stream. */
static bool relay(int from, int to)
{
	static char buffer[64 * 1024];
	ssize_t len;

	while ((len = read(from, buffer, sizeof(buffer))) > 0)
		write_all(to, buffer, len);
	return len < 0 && (errno == EAGAIN || errno == EINTR);
}

static int exit_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

/* Wait for one child while passing on its output and burying orphans. */
static int attend(pid_t child, int from, int to)
{
	struct signalfd_siginfo info;
	struct pollfd fds[2] = { { .fd = from, .events = POLLIN } };
	sigset_t set;
	int status, code = -1;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	fds[1].fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	fds[1].events = POLLIN;
	while (code < 0) {
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == child)
				code = exit_code(status);
		if (code >= 0)
			break;
		poll(fds, 2, -1);
		while (read(fds[1].fd, &info, sizeof(info)) > 0)
			;
		if (fds[0].fd >= 0 && !relay(from, to))
			fds[0].fd = -1;
	}
	close(fds[1].fd);
	if (from >= 0)
		relay(from, to);
	return code;
}

int run_command(void)
{
	char *argv[ARGS_MAX];
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int out, pipes[2];
	pid_t pid;

	if (!read_strings("command", argv, ARGS_MAX))
		fail("no command");
	if (orders.interactive) {
		const char *path = orders.uml ? "/dev/tty1" : "/dev/hvc0";
		int tty = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

		if (tty < 0)
			fail("open %s", path);
		return attend(start(argv, tty, tty), -1, -1);
	}
	out = channel("cordon.out", "/dev/tty1");
	if (pipe2(pipes, O_CLOEXEC))
		fail("pipe");
	/* Only our end: the command must see an ordinary blocking pipe. */
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	/* Programs that open /dev/stderr may run as anybody. */
	fchmod(pipes[1], 0666);
	pid = start(argv, null, pipes[1]);
	close(pipes[1]);
	return attend(pid, pipes[0], out);
}

/* Send the files the host asked for, as a tar archive. */
void collect_files(void)
{
	char *argv[ARGS_MAX] = { "tar", "-cf", "-", "-C", "/", "--" };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int to = channel("cordon.get", "/dev/tty3");
	int pipes[2];
	pid_t pid;

	read_strings("collect", argv + 6, ARGS_MAX - 6);
	if (pipe2(pipes, O_CLOEXEC))
		fail("pipe");
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	orders.interactive = false;
	pid = start(argv, null, pipes[1]);
	close(pipes[1]);
	attend(pid, pipes[0], to);
	channel_close(to);
}
