// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes from cordond to an agent. Whatever pieces they come in, the agent
 * knows the same. A question can be told on and stays the same; nothing of it
 * reaches a terminal but plain characters; and what a person answers is what
 * cordond understands.
 */

#include <fcntl.h>
#include <string.h>

#include "../daemon/details.h"
#include "bytes.h"
#include "client.h"
#include "same.h"

/* Shorter than it really is, for lines that are too long. */
#define LINE	2000

static void start(struct client *client)
{
	client_init(client);
	client->in.max = LINE;
}

static void must_be_plain(const struct text *text)
{
	size_t i;

	for (i = 0; i < text->len; i++) {
		MUST(text->data[i] == '\n' ||
		     (text->data[i] >= ' ' && text->data[i] <= '~'));
	}
}

static void show(const struct asked *asked)
{
	struct prompt prompt = asked_prompt(asked, 0);
	struct text text = { 0 };

	prompt_put(&text, &prompt, 1);
	prompt_put_row(&text, &asked->record, '*');
	prompt_put_keys(&text, &asked->record);
	must_be_plain(&text);
	text_destroy(&text);
}

static void tell_on(const struct asked *asked)
{
	static const struct rights rights = { .all_users = true };
	static const struct details nothing;
	struct question question = { .record = asked->record };
	struct text line = { 0 };
	struct message message;

	details_put_line(&line, &nothing, &question, &rights);
	MUST(!message_parse(&message, line.data, line.len - 1, 0));
	MUST(message.type == MESSAGE_QUESTION);
	must_be_same(&asked->record, &message.asked.record, "left");
	message_destroy(&message);
	text_destroy(&line);
}

static void must_be_answer(const struct answer *a, const struct answer *b)
{
	MUST(a->allow == b->allow && a->scope == b->scope);
	if (a->scope == SCOPE_ONCE)
		return;
	MUST(a->lasting == b->lasting);
	MUST(a->lasting != LASTING_SECONDS || a->seconds == b->seconds);
	MUST(a->scope != SCOPE_NET || a->prefix == b->prefix);
	MUST(a->this_user == b->this_user && a->any_mount == b->any_mount);
}

static void answer(struct client *client, struct asked *asked, uint32_t how)
{
	struct answer answer = {
		.allow = how & 1,
		.lasting = how >> 1 & 3,
		.this_user = how & 8,
		.any_mount = how & 16,
		.prefix = how >> 5 & 127,
		.seconds = 1 + how % ANSWER_SECONDS_MAX,
		.scope = (how >> 16) % SCOPE_COUNT,
	};
	struct protocol_message message;
	const char *why;

	if (answer.lasting > LASTING_ALWAYS)
		answer.lasting = LASTING_BOOT;
	if (asked_refusal(asked, &answer))
		return;
	/* It is no socket: the line stays where it is. */
	MUST(client_answer(client, asked, &answer));
	MUST(client->out.len && client->out.len <= PROTOCOL_LINE_MAX);
	MUST(!protocol_parse(&message, client->out.data, client->out.len - 1,
			     &why));
	MUST(message.type == PROTOCOL_IS_ANSWER);
	MUST(message.request == client->requests);
	MUST(message.question == asked->record.question);
	must_be_answer(&answer, &message.answer);
	text_clear(&client->out);
}

static void check(struct client *client, uint32_t how)
{
	static int fd;
	size_t i;

	if (!fd)
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	client->fd = fd;
	client->ready = true;
	for (i = 0; i < client->questions.count; i++) {
		struct asked *asked = client->questions.items[i];

		MUST(asked->record.question > 0);
		MUST(!i || client->questions.items[i - 1]->record.question <
				   asked->record.question);
		MUST(asked_find(&client->questions,
				asked->record.question) == asked);
		MUST(*asked->record.op && *asked->record.state && asked->user);
		show(asked);
		tell_on(asked);
		answer(client, asked, how * (i + 1));
	}
	client->fd = -1;
}

static void must_be_alike(const struct client *a, const struct client *b)
{
	size_t i;

	MUST(a->questions.count == b->questions.count);
	MUST(a->ready == b->ready && a->sees_all == b->sees_all);
	MUST(!strcmp(text_string(&a->why), text_string(&b->why)));
	for (i = 0; i < a->questions.count; i++) {
		const struct asked *left = a->questions.items[i];
		const struct asked *right = b->questions.items[i];

		must_be_same(&left->record, &right->record, NULL);
		MUST(left->state == right->state);
		MUST(left->version == right->version);
		MUST(left->scopes == right->scopes);
		MUST(left->ends_ms == right->ends_ms);
		MUST(!strcmp(left->user, right->user));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	uint32_t how = take_byte(&bytes) * 0x01010101U;
	size_t step = 1 + take_byte(&bytes), len = bytes_left(&bytes), n;
	const char *text = (const char *)bytes.at;
	struct client whole, pieces;
	int err, same = 0;

	start(&whole);
	err = client_take(&whole, text, len, 0);
	start(&pieces);
	for (; len && !same; text += n, len -= n) {
		char *piece;

		n = step < len ? step : len;
		piece = exact(text, n);
		same = client_take(&pieces, piece, n, 0);
		free(piece);
		step = 1 + step * 5 % 256;
	}
	MUST(err == same);
	must_be_alike(&whole, &pieces);
	check(&whole, how);
	client_destroy(&whole);
	client_destroy(&pieces);
	return 0;
}
