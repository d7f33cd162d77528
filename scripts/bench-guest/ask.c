// SPDX-License-Identifier: GPL-2.0-only
/*
 * The round trip of a question: from the call of an unknown program over whoever
 * answers back to the program. Three answer: one that polls "queue" and reads
 * it, one that goes by the audit record, and cordond, which asks an agent.
 */

#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ask.h"
#include "bench.h"

#define AUDIT_QUESTION	1461

static int open_file(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	must(fd >= 0, name);
	return fd;
}

static void serve_queue(void (*ready)(void))
{
	static char text[65536];
	int queue = open_file(CORDON "queue", O_RDONLY);
	int answer = open_file(CORDON "answer", O_WRONLY);
	struct pollfd p = { .fd = queue, .events = POLLIN };
	long long id;
	ssize_t len;
	char *at;

	ready();
	for (;;) {
		must(poll(&p, 1, -1) == 1, "poll");
		len = pread(queue, text, sizeof(text) - 1, 0);
		must(len >= 0, "queue");
		text[len] = '\0';
		at = text;
		while ((id = next_question(&at)))
			must(answer_question(answer, id), "answer");
	}
}

static void serve_questions(void (*ready)(void))
{
	static char text[8192];
	struct nlmsghdr *head = (struct nlmsghdr *)text;
	int queue = open_file(CORDON "queue", O_RDONLY);
	int answer = open_file(CORDON "answer", O_WRONLY);
	int fd = open_audit();
	long long id;
	ssize_t len;
	char *at;

	join_records(fd);
	/* Who reads it is who answers. */
	must(pread(queue, text, sizeof(text), 0) >= 0, "queue");
	ready();
	for (;;) {
		len = recv(fd, text, sizeof(text) - 1, 0);
		must(len > 0, "record");
		if (head->nlmsg_type != AUDIT_QUESTION)
			continue;
		text[len] = '\0';
		at = NLMSG_DATA(head);
		id = next_question(&at);
		/* There may be records of questions that are over. */
		answer_question(answer, id);
	}
}

static const char once[] = "\"scope\":\"once\"";

static void serve_agent(void (*ready)(void))
{
	int fd = connect_agent();
	unsigned int request = 0;
	long long id;
	char *line;

	agent_wait(fd, "ready");
	ready();
	for (;;) {
		line = agent_wait(fd, "question");
		line = strstr(line, "\"id\":");
		must(!!line, "id");
		id = atoll(line + strlen("\"id\":"));
		agent_send(fd, "{%s,\"request\":%u,\"id\":%lld,%s}\n",
			   AGENT_ALLOW, ++request, id, once);
	}
}

static void measure_ask(const char *column, const char *name, int samples,
			void (*serve)(void (*ready)(void)))
{
	const struct bench bench = { name, prepare_call, call_that_asks,
				     close_fresh };
	pid_t server = start_server(serve);

	measure(column, &bench, samples);
	stop_server(server);
}

int run_ask(char **args)
{
	static const struct bench bare = { "bare", prepare_call, call_that_asks,
					   close_fresh };
	static const char policy[] = "default allow\n";
	int samples = samples_wanted(args[1]);

	take_turns();
	load_policy(policy, strlen(policy));
	measure(args[0], &bare, samples);
	load_policy(ask_policy, strlen(ask_policy));
	measure_ask(args[0], "queue", samples, serve_queue);
	if (args[2] && !strcmp(args[2], "records"))
		measure_ask(args[0], "question", samples, serve_questions);
	return 0;
}

int run_ask_agent(char **args)
{
	load_policy(ask_policy, strlen(ask_policy));
	measure_ask(args[0], "cordond", samples_wanted(args[1]), serve_agent);
	return 0;
}
