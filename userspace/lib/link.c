// SPDX-License-Identifier: GPL-2.0-only
/* Questions from cordond */

#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "printable.h"
#include "report.h"

/* At first nobody is there to be kept waiting, and who floods cordond may be. */
#define CONNECT_MS	5000
#define DELAY_MIN_MS	100
#define DELAY_MAX_MS	2000

#define link_of(feed_) ((struct link *)((char *)(feed_) - \
					offsetof(struct link, feed)))

static void notice(struct link *link, const char *text)
{
	if (link->feed.notice)
		link->feed.notice(link->feed.data, text);
}

static void set_poll(struct link *link, int64_t now_ms)
{
	struct feed *feed = &link->feed;
	bool connected = link->client.fd >= 0;

	feed->fd = link->client.fd;
	feed->events = connected ? client_events(&link->client) : 0;
	feed->wait_ms = -1;
	if (!connected)
		feed->wait_ms = link->retry_ms > now_ms ?
					link->retry_ms - now_ms : 0;
}

static void try_later(struct link *link, int64_t now_ms)
{
	link->retry_ms = now_ms + link->delay_ms;
	link->delay_ms *= 2;
	if (link->delay_ms > DELAY_MAX_MS)
		link->delay_ms = DELAY_MAX_MS;
}

/* What cordond said, for a person. */
static void put_why(struct text *to, const struct link *link, int err)
{
	const char *why = text_string(&link->client.why);
	char *shown = printable(*why ? why : strerror(-err));

	text_puts(to, shown ? shown : "?");
	free(shown);
}

/* False: not to come back. */
static bool lost(struct link *link, int err, int64_t now_ms)
{
	struct feed *feed = &link->feed;

	client_close(&link->client);
	feed->online = false;
	feed->connecting = false;
	if (err == -EACCES || err == -EPROTO || !link->again) {
		feed->code = err == -EACCES ? EXIT_UNAVAILABLE : EXIT_REFUSED;
		text_puts(&feed->why, "cordond: ");
		if (err == -ECONNRESET)
			text_puts(&feed->why, "it has ended");
		else
			put_why(&feed->why, link, err);
		return false;
	}
	if (!link->said) {
		struct text text = { 0 };

		text_puts(&text, "Connection to cordond lost");
		if (err != -ECONNRESET && err != -EPIPE) {
			text_puts(&text, " (");
			put_why(&text, link, err);
			text_puts(&text, ")");
		}
		text_puts(&text, "; trying again.");
		notice(link, text_string(&text));
		text_destroy(&text);
	}
	link->said = true;
	try_later(link, now_ms);
	return true;
}

static void came_online(struct link *link)
{
	link->feed.online = true;
	link->feed.connecting = false;
	link->feed.sees_all = link->client.sees_all;
	link->delay_ms = DELAY_MIN_MS;
	if (link->said)
		notice(link, "Connected to cordond.");
	link->said = false;
}

static bool turn(struct feed *feed, int64_t now_ms)
{
	struct link *link = link_of(feed);
	bool goes_on = true;
	int err = 0;

	if (link->client.fd < 0) {
		if (now_ms >= link->retry_ms &&
		    client_open(&link->client, link->path, 0))
			try_later(link, now_ms);
	} else {
		err = client_turn(&link->client, now_ms);
	}
	if (link->client.ready && !feed->online)
		came_online(link);
	if (err)
		goes_on = lost(link, err, now_ms);
	set_poll(link, now_ms);
	return goes_on;
}

static void given(void *data, const struct message *message)
{
	struct feed *feed = data;
	struct outcome result = {
		.id = message->id,
		.refused = message->type == MESSAGE_ERROR,
		.allow = message->allow,
		.rule = message->rule,
	};

	if (result.refused)
		result.trouble = message->text ? message->text : message->code;
	else if (message->rule && !message->kept)
		result.trouble = message->text;
	if (feed->given)
		feed->given(feed->data, &result);
}

static int answer(struct feed *feed, struct asked *asked,
		  const struct answer *how)
{
	struct link *link = link_of(feed);
	int err = client_answer(&link->client, asked, how);

	feed->events = client_events(&link->client);
	return err;
}

int link_open(struct link *link, const char *path, bool again, int64_t now_ms)
{
	int err;

	*link = (struct link){
		.path = path,
		.again = again,
		.delay_ms = DELAY_MIN_MS,
		.feed = {
			.questions = &link->client.questions,
			.turn = turn,
			.answer = answer,
		},
	};
	client_init(&link->client);
	link->client.given = given;
	link->client.data = &link->feed;
	err = client_open(&link->client, path, CONNECT_MS);
	link->feed.connecting = !err;
	if (err) {
		try_later(link, now_ms);
		link->said = true;
	}
	set_poll(link, now_ms);
	return err;
}

void link_close(struct link *link)
{
	client_destroy(&link->client);
	text_destroy(&link->feed.why);
}
