// SPDX-License-Identifier: GPL-2.0-only
/* Starts a program for a question */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hooks.h"

/* All of it is there before the program is: nobody waits for it to read. */
static int make_input(const struct text *line)
{
	int fd = memfd_create("question", MFD_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, line->data, line->len);
	if (n == (ssize_t)line->len && !lseek(fd, 0, SEEK_SET))
		return fd;
	close(fd);
	return -EIO;
}

/* Ours is among the last that may be killed; not so what we start. */
static void be_killable(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return;
	n = write(fd, "0", 1);
	(void)n;
	close(fd);
}

/*
 * In the child: other threads of ours may have held any lock, so nothing here
 * may need one.
 */
static void become(const char *program, int input, int output, int error)
{
	static char *const environment[] = {
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		NULL,
	};
	char *const argv[] = { (char *)program, NULL };
	sigset_t none;

	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	be_killable();
	if (setpgid(0, 0) || dup2(input, STDIN_FILENO) < 0 ||
	    dup2(output, STDOUT_FILENO) < 0 || dup2(error, STDERR_FILENO) < 0)
		_exit(126);
	execve(program, argv, environment);
	_exit(127);
}

static int start(struct hook *hook, const char *program, int input,
		 int output, int error)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid)
		become(program, input, output, error);
	hook->pid = pid;
	/* It is our child, and not waited for: the pid is its own. */
	hook->exit.fd = syscall(SYS_pidfd_open, pid, 0);
	return hook->exit.fd < 0 ? -errno : 0;
}

/* A pipe that never makes us wait; what the program writes to is ordinary. */
static int make_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -errno;
	fcntl(ends[1], F_SETFL, 0);
	return 0;
}

static void close_all(int *fds, size_t count)
{
	while (count--) {
		if (fds[count] >= 0)
			close(fds[count]);
	}
}

int hook_start(struct hook *hook, const char *program, const struct text *line)
{
	int ends[] = { -1, -1, -1, -1 }, input = make_input(line), err;

	if (input < 0)
		return input;
	err = make_pipe(ends);
	if (!err)
		err = make_pipe(ends + 2);
	if (!err)
		err = start(hook, program, input, ends[1], ends[3]);
	close(input);
	if (err) {
		close_all(ends, 4);
		return err;
	}
	hook->output.fd = ends[0];
	hook->error.fd = ends[2];
	close(ends[1]);
	close(ends[3]);
	return 0;
}
