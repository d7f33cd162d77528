// SPDX-License-Identifier: GPL-2.0-only
/*
 * One network operation, told by the arguments; exits with its errno.
 *
 * Tests copy this program under other names: its path, or the script that
 * starts it, is the subject.
 *
 *	probe connect|udp ADDRESS PORT
 *	probe telltcp|telludp ADDRESS PORT TEXT
 *	probe send FD			one byte to the peer of an open socket
 *	probe connectfd FD ADDRESS PORT
 *	probe socket FAMILY TYPE PROTOCOL
 *	probe read PATH			its first block, past the cache
 *	probe thread|vfork COMMAND...	the same in a thread, in a vfork child
 *	probe wait FD COMMAND...	the same after a byte came in on FD
 *	probe exec PATH COMMAND...	the same by executing PATH
 *	probe threadexec PATH COMMAND...	a thread executes PATH
 *
 * When the kernel runs it for a script or a binfmt_misc file, the paths of
 * those come before the command and are skipped.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define USAGE 200

static int command(char **argv);

static socklen_t parse(const char *text, const char *port,
		       struct sockaddr_storage *storage)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
	struct sockaddr_in *v4 = (struct sockaddr_in *)storage;

	memset(storage, 0, sizeof(*storage));
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(atoi(port));
		return sizeof(*v6);
	}
	memset(storage, 0, sizeof(*storage));
	if (inet_pton(AF_INET, text, &v4->sin_addr) != 1)
		_exit(USAGE);
	v4->sin_family = AF_INET;
	v4->sin_port = htons(atoi(port));
	return sizeof(*v4);
}

static int send_to(char **argv, int type, int fd)
{
	struct sockaddr_storage addr;
	socklen_t len = parse(argv[0], argv[1], &addr);

	if (fd < 0)
		fd = socket(addr.ss_family, type, 0);
	if (fd < 0)
		return errno;
	if (type == SOCK_DGRAM)
		return sendto(fd, "x", 1, 0, (void *)&addr, len) == 1 ? 0 :
								       errno;
	return connect(fd, (void *)&addr, len) ? errno : 0;
}

static int tell(char **argv, int type)
{
	struct sockaddr_storage addr;
	socklen_t len = parse(argv[0], argv[1], &addr);
	int fd = socket(addr.ss_family, type, 0);

	if (fd < 0 || connect(fd, (void *)&addr, len))
		return errno;
	return send(fd, argv[2], strlen(argv[2]), MSG_NOSIGNAL) < 0 ? errno : 0;
}

static int read_block(const char *path)
{
	static char block[4096] __attribute__((aligned(4096)));
	int fd = open(path, O_RDONLY | O_DIRECT);

	if (fd < 0)
		return errno;
	return read(fd, block, sizeof(block)) == sizeof(block) ? 0 : errno;
}

static void *thread_main(void *argv)
{
	return (void *)(long)command(argv);
}

static int in_thread(char **argv)
{
	pthread_t thread;
	void *result;

	if (pthread_create(&thread, NULL, thread_main, argv) ||
	    pthread_join(thread, &result))
		return USAGE;
	return (long)result;
}

/* The child shares the memory, but not the subject once it executed. */
static int in_vfork(char **argv)
{
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execv(argv[0], argv);
		_exit(USAGE);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return USAGE;
	return WEXITSTATUS(status);
}

static int command(char **argv)
{
	char byte;

	if (!argv[0] || !argv[1])
		return USAGE;
	if (!strcmp(argv[0], "connect") && argv[2])
		return send_to(argv + 1, SOCK_STREAM, -1);
	if (!strcmp(argv[0], "udp") && argv[2])
		return send_to(argv + 1, SOCK_DGRAM, -1);
	if (!strcmp(argv[0], "telltcp") && argv[2] && argv[3])
		return tell(argv + 1, SOCK_STREAM);
	if (!strcmp(argv[0], "telludp") && argv[2] && argv[3])
		return tell(argv + 1, SOCK_DGRAM);
	if (!strcmp(argv[0], "send"))
		return send(atoi(argv[1]), "x", 1, MSG_NOSIGNAL) == 1 ? 0 :
									errno;
	if (!strcmp(argv[0], "connectfd") && argv[2] && argv[3])
		return send_to(argv + 2, SOCK_STREAM, atoi(argv[1]));
	if (!strcmp(argv[0], "socket") && argv[2] && argv[3])
		return socket(atoi(argv[1]), atoi(argv[2]),
			      atoi(argv[3])) < 0 ? errno : 0;
	if (!strcmp(argv[0], "read"))
		return read_block(argv[1]);
	if (!strcmp(argv[0], "thread"))
		return in_thread(argv + 1);
	if (!strcmp(argv[0], "vfork"))
		return in_vfork(argv + 1);
	if (!strcmp(argv[0], "wait")) {
		if (read(atoi(argv[1]), &byte, 1) != 1)
			return USAGE;
		return command(argv + 2);
	}
	if (!strcmp(argv[0], "exec")) {
		execv(argv[1], argv + 1);
		return errno;
	}
	if (!strcmp(argv[0], "threadexec")) {
		argv[0] = "exec";
		return in_thread(argv);
	}
	return USAGE;
}

int main(int argc, char **argv)
{
	int i = 1;

	while (i < argc && strchr("/.", argv[i][0]))
		i++;
	return command(argv + i);
}
