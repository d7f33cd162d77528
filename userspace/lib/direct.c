// SPDX-License-Identifier: GPL-2.0-only
/* Questions from the kernel itself */

#include "direct.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "report.h"
#include "securityfs.h"
#include "users.h"

/* How often to look at a file that cannot be polled. */
#define NO_POLL_MS	500
/* Time that questions run out is rounded to seconds by the kernel. */
#define SLACK_MS	1000

#define direct_of(feed_) ((struct direct *)((char *)(feed_) - \
					    offsetof(struct direct, feed)))

static char *copy(const char *string)
{
	return string ? strdup(string) : NULL;
}

static unsigned int scopes_of(const struct record *record)
{
	struct answer answer = { 0 };
	unsigned int scopes = 0;
	int scope;

	for (scope = 0; scope < SCOPE_COUNT; scope++) {
		answer.scope = scope;
		if (!answer_refusal(record, &answer))
			scopes |= 1U << scope;
	}
	return scopes;
}

/* @record is used up. */
static int put(struct direct *direct, struct record *record, int64_t now_ms)
{
	struct asked asked = { .record = *record };
	char user[300];
	int err;

	record_init(record);
	record = &asked.record;
	asked.user = copy(user_print(user, sizeof(user), record->uid));
	asked.service = copy(services_name(&direct->services, record->proto,
					   record->dport));
	asked.scopes = scopes_of(record);
	asked.ends_ms = now_ms + record->left * 1000;
	err = asked_put(&direct->questions, &asked);
	if (err)
		asked_destroy(&asked);
	return err;
}

static bool is_wanted(const struct direct *direct, const struct record *record)
{
	return strcmp(record->state, "answered") != 0 &&
	       (!direct->only || direct->only == record->question);
}

static int take(struct direct *direct, int64_t now_ms)
{
	struct asked_list *questions = &direct->questions;
	size_t i, count, bad;
	struct record *records;
	int err = 0;

	records = record_parse_all(text_string(&direct->text),
				   direct->text.len, &count, &bad);
	if (!records)
		return -ENOMEM;
	/* Another version of the module? Those that are understood count. */
	if (bad && !direct->said)
		report("queue: %zu lines are not understood", bad);
	direct->said = bad;
	for (i = 0; i < questions->count; i++)
		questions->items[i]->stale = true;
	for (i = 0; i < count && !err; i++) {
		if (is_wanted(direct, &records[i]))
			err = put(direct, &records[i], now_ms);
	}
	for (i = 0; i < questions->count && !err; i++) {
		if (questions->items[i]->stale)
			questions->items[i]->state = ASKED_CLOSED;
	}
	record_destroy_all(records, count);
	return err;
}

static void set_wait(struct direct *direct, int64_t now_ms)
{
	const struct asked_list *questions = &direct->questions;
	struct feed *feed = &direct->feed;
	size_t i;

	feed->wait_ms = direct->no_poll ? NO_POLL_MS : -1;
	for (i = 0; i < questions->count; i++) {
		int64_t left = questions->items[i]->ends_ms - now_ms;

		if (questions->items[i]->state == ASKED_OPEN)
			feed->wait_ms = sooner(feed->wait_ms, SLACK_MS +
					       (left > 0 ? left : 0));
	}
}

static int update(struct direct *direct, int64_t now_ms)
{
	int err;

	text_clear(&direct->text);
	err = fs_read_again(direct->fd, &direct->text);
	if (!err)
		err = take(direct, now_ms);
	set_wait(direct, now_ms);
	return err;
}

/* False: there is nothing that could be asked about any more. */
static bool turn(struct feed *feed, int64_t now_ms)
{
	struct direct *direct = direct_of(feed);
	int err = update(direct, now_ms);
	struct asked *only;

	if (err) {
		feed->code = EXIT_REFUSED;
		text_printf(&feed->why, "queue: %s", strerror(-err));
		return false;
	}
	only = asked_find(&direct->questions, direct->only);
	if (direct->only && (!only || only->state == ASKED_CLOSED)) {
		feed->code = EXIT_NOT_FOUND;
		text_printf(&feed->why, "question %" PRId64 " is closed",
			    direct->only);
		return false;
	}
	return true;
}

static int answer(struct feed *feed, struct asked *asked,
		  const struct answer *how)
{
	struct direct *direct = direct_of(feed);
	struct outcome outcome = {
		.id = asked->record.question,
		.allow = how->allow,
	};
	struct text trouble = { 0 };
	struct given given;
	int err = give(&asked->record, how, direct->files, &given);

	if (err) {
		outcome.refused = true;
		outcome.trouble = given.reason.len ?
			text_string(&given.reason) : strerror(-err);
	} else {
		asked->state = ASKED_SETTLED;
		if (given.rule.len)
			outcome.rule = text_string(&given.rule);
	}
	if (!err && given.keep_error) {
		text_printf(&trouble,
			    "%s: %s: the next load of the policy forgets it",
			    give_file(how, direct->files),
			    given_trouble(&given));
		outcome.trouble = text_string(&trouble);
	}
	if (feed->given)
		feed->given(feed->data, &outcome);
	text_destroy(&trouble);
	given_destroy(&given);
	/* What it says now is to be read, whether that wakes us up or not. */
	feed->wait_ms = 0;
	return 0;
}

/* Files of a test, say, are always readable. */
static bool cannot_be_polled(int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	bool cannot;

	cannot = epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) &&
		 errno == EPERM;
	if (epoll >= 0)
		close(epoll);
	return cannot;
}

int direct_open(struct direct *direct, const struct give_files *files,
		int64_t only, int64_t now_ms)
{
	int err;

	*direct = (struct direct){
		.files = files,
		.only = only,
		.feed = {
			.questions = &direct->questions,
			.online = true,
			.sees_all = true,
			.events = POLLIN,
			.turn = turn,
			.answer = answer,
		},
	};
	direct->fd = fs_open("queue", O_RDONLY);
	if (direct->fd < 0)
		return direct->fd;
	direct->no_poll = cannot_be_polled(direct->fd);
	direct->feed.fd = direct->no_poll ? -1 : direct->fd;
	/* A machine may well have no such file. */
	services_read(&direct->services, SERVICES_FILE);
	err = update(direct, now_ms);
	if (err)
		direct_close(direct);
	return err;
}

void direct_close(struct direct *direct)
{
	if (direct->fd >= 0)
		close(direct->fd);
	direct->fd = -1;
	asked_forget_all(&direct->questions);
	services_destroy(&direct->services);
	text_destroy(&direct->text);
	text_destroy(&direct->feed.why);
}
