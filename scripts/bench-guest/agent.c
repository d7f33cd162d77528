// SPDX-License-Identifier: GPL-2.0-only
/* The least that is an agent of cordond, see cordon-agent-protocol(7) */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

#define ROOM	1048576

/* cordond was just started: it is there soon, or the machine is stopped. */
int connect_agent(void)
{
	struct sockaddr_un addr = { AF_UNIX, "/run/cordon/agent.sock" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0, "socket");
	while (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		must(errno == ENOENT || errno == ECONNREFUSED, addr.sun_path);
		usleep(10000);
	}
	agent_send(fd, "{\"type\":\"hello\",\"protocol\":1}\n");
	return fd;
}

void agent_send(int fd, const char *format, ...)
{
	char line[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	must(write(fd, line, len) == len, "agent");
}

/* The next line that it says, good until the next one. */
char *agent_line(int fd)
{
	static char data[ROOM];
	static size_t used, line;
	char *end;
	ssize_t len;

	memmove(data, data + line, used - line);
	used -= line;
	while (!(end = memchr(data, '\n', used))) {
		len = read(fd, data + used, sizeof(data) - used);
		must(len > 0, "cordond");
		used += len;
	}
	*end = '\0';
	line = end + 1 - data;
	return data;
}

char *agent_wait(int fd, const char *type)
{
	char wanted[64], *line;

	snprintf(wanted, sizeof(wanted), "\"type\":\"%s\"", type);
	do {
		line = agent_line(fd);
		if (strstr(line, "\"type\":\"error\""))
			errx(1, "cordond: %s", line);
	} while (!strstr(line, wanted));
	return line;
}
