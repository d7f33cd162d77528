// SPDX-License-Identifier: GPL-2.0-only
/* The agent's side of the connection with cordond */

#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Bytes taken in one turn: the person wants a turn too. */
#define TURN_MAX	(1024 * 1024)

void client_init(struct client *client)
{
	*client = (struct client){
		.fd = -1,
		.in.max = PROTOCOL_REPLY_MAX,
	};
}

static int flush(struct client *client)
{
	while (client->out.len) {
		ssize_t n = send(client->fd, client->out.data,
				 client->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		text_consume(&client->out, n);
	}
	return text_failed(&client->out) ? -ENOMEM : 0;
}

static int connect_to(int fd, const struct sockaddr_un *address,
		      int64_t wait_ms)
{
	const struct timeval limit = {
		.tv_sec = wait_ms / 1000,
		.tv_usec = wait_ms % 1000 * 1000,
	};
	int flags = wait_ms ? 0 : O_NONBLOCK;

	if (fcntl(fd, F_SETFL, flags) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) ||
	    connect(fd, (const struct sockaddr *)address, sizeof(*address)) ||
	    fcntl(fd, F_SETFL, O_NONBLOCK))
		return -errno;
	return 0;
}

int client_open(struct client *client, const char *path, int64_t wait_ms)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int err;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client->fd < 0)
		return -errno;
	text_clear(&client->why);
	err = connect_to(client->fd, &address, wait_ms);
	if (!err) {
		text_printf(&client->out, "{\"type\":\"hello\",\"protocol\":%d}\n",
			    PROTOCOL_VERSION);
		err = flush(client);
		/* Turned away at once: what came before that says why. */
		if (err == -EPIPE)
			err = 0;
	}
	if (err)
		client_close(client);
	return err;
}

void client_close(struct client *client)
{
	size_t i;

	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
	client->ready = false;
	lines_clear(&client->in);
	text_clear(&client->out);
	for (i = 0; i < client->questions.count; i++) {
		struct asked *asked = client->questions.items[i];

		asked->stale = true;
		asked->gone = false;
		/* Was it carried out? If not, it is still open afterwards. */
		if (asked->state == ASKED_SENT ||
		    asked->state == ASKED_SETTLED)
			asked->state = ASKED_OPEN;
	}
}

void client_destroy(struct client *client)
{
	client_close(client);
	lines_destroy(&client->in);
	text_destroy(&client->out);
	text_destroy(&client->why);
	asked_forget_all(&client->questions);
}

short client_events(const struct client *client)
{
	return client->out.len ? POLLIN | POLLOUT : POLLIN;
}

static int take_hello(struct client *client, const struct message *message)
{
	client->sees_all = message->sees_all;
	if (message->protocol == PROTOCOL_VERSION)
		return 0;
	text_printf(&client->why, "it speaks version %" PRId64 " of the protocol, and this program version %d",
		    message->protocol, PROTOCOL_VERSION);
	return -EPROTO;
}

static void take_closed(struct client *client, int64_t id)
{
	struct asked *asked = asked_find(&client->questions, id);

	/* By the answer that is on its way, most likely. */
	if (asked && asked->state == ASKED_SENT)
		asked->gone = true;
	else if (asked)
		asked->state = ASKED_CLOSED;
}

static int take_question(struct client *client, struct message *message)
{
	const struct record *record = &message->asked.record;
	int err;

	/* The kernel keeps an answer that was given; nothing to ask. */
	if (!strcmp(record->state, "answered")) {
		take_closed(client, record->question);
		return 0;
	}
	err = asked_put(&client->questions, &message->asked);
	if (!err)
		message->type = MESSAGE_UNKNOWN;
	return err;
}

/* What cordond did not tell again was closed while we were away. */
static void take_ready(struct client *client)
{
	size_t i;

	for (i = 0; i < client->questions.count; i++) {
		if (client->questions.items[i]->stale)
			client->questions.items[i]->state = ASKED_CLOSED;
	}
	client->ready = true;
}

static void take_given(struct client *client, const struct message *message)
{
	struct asked *asked = asked_find(&client->questions, message->id);

	if (asked && asked->state == ASKED_SENT &&
	    asked->request == message->request) {
		asked->mine = message->type == MESSAGE_ANSWERED;
		asked->state = asked->gone ? ASKED_CLOSED :
			       asked->mine ? ASKED_SETTLED : ASKED_OPEN;
	}
	if (client->given)
		client->given(client->data, message);
}

static int take_error(struct client *client, const struct message *message)
{
	if (message->request) {
		take_given(client, message);
		return 0;
	}
	text_puts(&client->why, message->text ? message->text : message->code);
	if (!strcmp(message->code, PROTOCOL_FORBIDDEN))
		return -EACCES;
	if (!strcmp(message->code, PROTOCOL_BAD_VERSION))
		return -EPROTO;
	return -EBADMSG;
}

static int take_message(struct client *client, struct message *message)
{
	switch (message->type) {
	case MESSAGE_HELLO:
		return take_hello(client, message);
	case MESSAGE_QUESTION:
		return take_question(client, message);
	case MESSAGE_CLOSED:
		take_closed(client, message->id);
		return 0;
	case MESSAGE_READY:
		take_ready(client);
		return 0;
	case MESSAGE_ANSWERED:
		take_given(client, message);
		return 0;
	case MESSAGE_ERROR:
		return take_error(client, message);
	case MESSAGE_UNKNOWN:
		break;
	}
	return 0;
}

int client_take(struct client *client, const char *data, size_t len,
		int64_t now_ms)
{
	struct message message;
	const char *line;
	size_t line_len;
	int err;

	lines_add(&client->in, data, len);
	while ((line = lines_next(&client->in, &line_len))) {
		err = message_parse(&message, line, line_len, now_ms);
		if (err)
			return err;
		err = take_message(client, &message);
		message_destroy(&message);
		if (err)
			return err;
	}
	return lines_failed(&client->in) ? -EBADMSG : 0;
}

int client_turn(struct client *client, int64_t now_ms)
{
	int err = flush(client);
	size_t taken = 0;

	/* Even when nothing can be sent: cordond may have said why. */
	while (taken < TURN_MAX) {
		char bytes[65536];
		ssize_t n = recv(client->fd, bytes, sizeof(bytes),
				 MSG_DONTWAIT);
		int bad;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			return n ? -errno : -ECONNRESET;
		bad = client_take(client, bytes, n, now_ms);
		if (bad)
			return bad;
		taken += n;
	}
	return err;
}

static void put_answer(struct text *to, int64_t request,
		       const struct asked *asked, const struct answer *answer)
{
	text_printf(to,
		    "{\"type\":\"answer\",\"request\":%" PRId64 ",\"id\":%" PRId64 ",\"verdict\":\"%s\",\"scope\":\"%s\"",
		    request, asked->record.question,
		    answer->allow ? "allow" : "deny",
		    scope_name(answer->scope));
	if (answer->scope == SCOPE_ONCE) {
		text_puts(to, "}\n");
		return;
	}
	switch (answer->lasting) {
	case LASTING_BOOT:
		text_puts(to, ",\"for\":\"boot\"");
		break;
	case LASTING_ALWAYS:
		text_puts(to, ",\"for\":\"always\"");
		break;
	case LASTING_SECONDS:
		text_printf(to, ",\"for\":\"%" PRIu32 "\"", answer->seconds);
		break;
	}
	if (answer->scope == SCOPE_NET && answer->prefix)
		text_printf(to, ",\"prefix\":%u", answer->prefix);
	if (answer->this_user)
		text_puts(to, ",\"this_user\":true");
	if (answer->any_mount)
		text_puts(to, ",\"any_mount\":true");
	text_puts(to, "}\n");
}

int client_answer(struct client *client, struct asked *asked,
		  const struct answer *answer)
{
	int err;

	if (client->fd < 0 || !client->ready)
		return -ENOTCONN;
	put_answer(&client->out, ++client->requests, asked, answer);
	err = flush(client);
	if (err)
		return err;
	asked->state = ASKED_SENT;
	asked->request = client->requests;
	return 0;
}
