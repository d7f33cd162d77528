// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes from an agent, through a socket, into what cordond makes of a
 * connection. Whatever pieces they come in, the answers that are taken and
 * what the agent is told are the same. All that it is told is of the protocol,
 * and nothing that is kept for it grows.
 */

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../daemon/agent.h"
#include "bytes.h"
#include "client-message.h"
#include "protocol.h"

/* Answered at once, or only when nothing else goes on. */
#define LATER	1
#define SEES_ALL 2

static const char queue_text[] =
	"op=connect verdict=ask question=17 rule=0 exe=\"/a\" proto=tcp dst=192.0.2.1 dport=443 uid=1000 state=waiting waiting=1 left=0 after=30\n"
	"op=connect verdict=ask question=18 rule=0 exe=\"/b\" proto=udp dst=2001:db8::1 dport=53 uid=1000 state=timeout waiting=0 left=0 after=30\n"
	"op=create verdict=ask question=19 rule=0 exe=\"/c\" proto=packet uid=0 state=waiting waiting=1 left=0 after=30\n"
	"op=connect verdict=ask question=20 rule=0 exe=\"/d\" proto=tcp dst=192.0.2.1 dport=1 uid=1000 state=answered waiting=0 left=0 after=30\n";

/* One connection, and all that came of it. */
static struct session {
	struct agent_world world;
	struct agent *agent;
	int fd;			/* the agent's end */
	unsigned int flags;
	struct sender late[128];
	size_t n_late;
	struct text answers;
	struct text heard;
} *session;

/* In place of the daemon's, which prints. */
void complain(struct complain *complain, const char *format, ...)
{
	(void)complain;
	(void)format;
}

static void tell(const struct sender *sender)
{
	const struct outcome outcome = {
		.rule = sender->request % 2 ? "allow exe=/a" : NULL,
	};
	const struct outcome refused = {
		.code = PROTOCOL_REFUSED, .message = "no",
	};

	sender->tell(sender, sender->request % 3 ? &outcome : &refused);
}

void answers_give(struct answers *answers, struct question *question,
		  const struct answer *answer, const struct who *who,
		  const struct sender *sender)
{
	(void)answers;
	MUST(session->agent->greeted);
	MUST(question_is_open(question));
	MUST(session->flags & SEES_ALL || question->record.uid == who->uid);
	MUST(sender->request >= 0);
	MUST(sender->question == question->record.question);
	MUST(sender->allow == answer->allow);
	MUST((unsigned int)answer->scope < SCOPE_COUNT);
	MUST(answer->prefix <= 128);
	MUST(!answer->prefix || answer->scope == SCOPE_NET);
	MUST((answer->lasting == LASTING_SECONDS) == !!answer->seconds);
	MUST(answer->seconds <= ANSWER_SECONDS_MAX);
	MUST(answer->scope != SCOPE_ONCE || answer->lasting == LASTING_BOOT);
	text_printf(&session->answers, "%lld %lld %d %d %u %d %u %d %d\n",
		    (long long)sender->request, (long long)sender->question,
		    answer->allow, answer->scope, answer->prefix,
		    answer->lasting, answer->seconds, answer->this_user,
		    answer->any_mount);
	MUST(session->n_late < 128);
	if (session->flags & LATER)
		session->late[session->n_late++] = *sender;
	else
		tell(sender);
}

static void hear(void)
{
	char bytes[4096];
	ssize_t n;

	while ((n = recv(session->fd, bytes, sizeof(bytes), 0)) > 0)
		text_append(&session->heard, bytes, n);
}

static void check_bounds(const struct agent *agent)
{
	MUST(agent->in.len < 2 * PROTOCOL_LINE_MAX);
	MUST(agent->in.room <= 4 * PROTOCOL_LINE_MAX);
	MUST(agent->out.len <= PROTOCOL_OUTPUT_MAX);
	MUST(agent->answering == session->n_late);
}

/* A round of the loop. False: there is nothing more to do. */
static bool turn(void)
{
	struct agent *agent = session->agent;
	struct pollfd fd = { agent->source.fd, 0, 0 };

	if (!agent_is_open(agent))
		return false;
	check_bounds(agent);
	fd.events = (agent->events & EPOLLIN ? POLLIN : 0) |
		    (agent->events & EPOLLOUT ? POLLOUT : 0);
	MUST(poll(&fd, 1, 0) >= 0);
	if (fd.revents) {
		agent->source.ready(&agent->source,
			(fd.revents & POLLIN ? EPOLLIN : 0) |
			(fd.revents & POLLOUT ? EPOLLOUT : 0) |
			(fd.revents & POLLHUP ? EPOLLHUP : 0));
	}
	hear();
	if (agent_is_open(agent) && agent->news)
		agent_turn(agent);
	return fd.revents;
}

static void settle(void)
{
	size_t i;

	do {
		while (turn())
			;
		for (i = 0; i < session->n_late; i++)
			tell(&session->late[i]);
		session->n_late = 0;
	} while (i);
}

static void start(struct session *of, unsigned int flags)
{
	struct peer peer = { .uid = 1000 };
	const struct rights rights = { .all_users = flags & SEES_ALL };
	struct queue *queue = calloc(1, sizeof(*queue));
	struct questions new = { 0 };
	int fds[2];

	*of = (struct session){ .flags = flags };
	session = of;
	of->world.loop = calloc(1, sizeof(*of->world.loop));
	of->world.details = calloc(1, sizeof(*of->world.details));
	of->world.queue = queue;
	MUST(of->world.loop && of->world.details && queue);
	MUST(!loop_init(of->world.loop, NULL, NULL));
	MUST(!questions_add(&new, queue_text, strlen(queue_text)));
	questions_update(&queue->questions, &new);
	MUST(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
			 fds));
	of->fd = fds[0];
	of->agent = agent_new(&of->world, fds[1], &peer, &rights);
	MUST(of->agent);
	of->agent->serial = 1;
	of->world.first = of->agent;
	settle();
}

static void finish(void)
{
	/* It sends no more, and hears what is left. */
	MUST(!shutdown(session->fd, SHUT_WR));
	settle();
	MUST(!agent_is_open(session->agent));
	hear();
	close(session->fd);
	agent_free(session->agent);
	questions_destroy(&session->world.queue->questions);
	loop_destroy(session->world.loop);
	free(session->world.queue);
	free(session->world.loop);
	free(session->world.details);
}

static void say(const char *data, size_t len)
{
	while (len && agent_is_open(session->agent)) {
		ssize_t n = send(session->fd, data, len, MSG_NOSIGNAL);

		/* Full: it stopped listening, as it should when it is bad. */
		if (n > 0) {
			data += n;
			len -= n;
		}
		settle();
	}
}

/* Each line is of the protocol, and of a kind that is known. */
static void check_heard(const struct text *heard)
{
	const char *at = text_string(heard), *end = at + heard->len, *stop;
	struct message message;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', end - at);
		MUST(stop);
		MUST(!message_parse(&message, at, stop - at, 0));
		MUST(message.type != MESSAGE_UNKNOWN);
		message_destroy(&message);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	unsigned int flags = take_byte(&bytes), step = 1 + take_byte(&bytes);
	size_t len = bytes_left(&bytes), n;
	const char *text = (const char *)bytes.at;
	struct session whole, pieces;

	start(&whole, flags);
	say(text, len);
	finish();
	check_heard(&whole.heard);

	start(&pieces, flags);
	for (; len; text += n, len -= n) {
		n = step < len ? step : len;
		say(text, n);
		step = 1 + step * 5 % 256;
	}
	finish();
	MUST(!strcmp(text_string(&whole.answers), text_string(&pieces.answers)));
	/* Later ones come in between, depending on the pieces. */
	MUST(flags & LATER || !strcmp(text_string(&whole.heard),
				      text_string(&pieces.heard)));
	text_destroy(&whole.answers);
	text_destroy(&whole.heard);
	text_destroy(&pieces.answers);
	text_destroy(&pieces.heard);
	return 0;
}
