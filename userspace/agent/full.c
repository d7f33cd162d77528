// SPDX-License-Identifier: GPL-2.0-only
/* The full screen: keys and questions come in, rows go out */

#include <curses.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "full.h"
#include "printable.h"
#include "report.h"
#include "screen.h"
#include "signals.h"

/* To look again whether a slow terminal has taken it all. */
#define SLOW_MS 50

void full_say(struct full *full, const char *what, const char *detail)
{
	text_clear(&full->message);
	put_printable(&full->message, what);
	if (detail) {
		text_puts(&full->message, ": ");
		put_printable(&full->message, detail);
	}
	full->dirty = true;
}

static void given(void *data, const struct outcome *outcome)
{
	const char *verdict = outcome->allow ? "Allowed" : "Denied";
	struct full *full = data;
	struct text text = { 0 };

	text_printf(&text, "Question %" PRId64 ": ", outcome->id);
	if (outcome->refused)
		text_printf(&text, "refused: %s", outcome->trouble);
	else if (outcome->rule)
		text_printf(&text, "%s: %s", verdict, outcome->rule);
	else if (!outcome->trouble)
		text_printf(&text, "%s once", verdict);
	else
		text_printf(&text, "%s", verdict);
	if (!outcome->refused && outcome->trouble)
		text_printf(&text, "; but %s", outcome->trouble);
	full_say(full, text_string(&text), NULL);
	text_destroy(&text);
}

static void notice(void *data, const char *text)
{
	full_say(data, text, NULL);
}

static void ring(struct full *full)
{
	const struct asked_list *questions = full->feed->questions;
	int64_t newest = full->newest;

	if (questions->count)
		newest = questions->items[questions->count - 1]->record.question;
	if (newest > full->newest && full->bell && !full->suspended)
		beep();
	if (newest > full->newest)
		full->newest = newest;
}

static void update(struct full *full, int64_t now_ms)
{
	model_update(&full->model, full->feed->online, now_ms);
	full->model.connecting = full->feed->connecting;
	full->view.sees_all = full->feed->sees_all;
	ring(full);
	full->dirty = true;
}

static void read_keys(struct full *full, int64_t now_ms)
{
	enum action actions[KEYS_MAX];
	size_t count, i;

	/* To the last one: see model_tick(). */
	do {
		count = keys_read(actions);
		for (i = 0; i < count && !full->leave; i++)
			full_key(full, actions[i], now_ms);
	} while (count == KEYS_MAX && !full->leave);
}

static void take_signals(struct full *full)
{
	struct signals signals = signals_take();

	if (signals.end)
		full->leave = true;
	if (signals.stop) {
		screen_suspend();
		full->suspended = true;
		raise(SIGSTOP);
		/* By now it goes on. */
		signals.resumed = true;
	}
	if (signals.resumed)
		full->suspended = !screen_resume();
	if (signals.size && !full->suspended)
		screen_resize();
	if (signals.resumed || signals.size) {
		model_hidden(&full->model);
		full->dirty = true;
	}
}

/* Milliseconds until it has to be tried again; -1: it is all there. */
static int64_t draw(struct full *full)
{
	bool fits;

	if (!full->dirty || full->suspended)
		return -1;
	if (!screen_takes_output())
		return SLOW_MS;
	full->view.message = text_string(&full->message);
	fits = view_draw(&full->view, clock_ms());
	if (!screen_show())
		return SLOW_MS;
	full->dirty = false;
	if (fits)
		model_drawn(&full->model, clock_ms());
	else
		model_hidden(&full->model);
	return -1;
}

/* Milliseconds until the seconds on display are others. */
static int64_t countdown(const struct full *full, int64_t now_ms)
{
	if (!full->feed->questions->count || full->suspended)
		return -1;
	return 1000 - now_ms % 1000;
}

/* False: the feed ends. */
static bool turn(struct full *full)
{
	struct feed *feed = full->feed;
	struct pollfd fds[] = {
		{ full->suspended ? -1 : STDIN_FILENO, POLLIN, 0 },
		{ full->signals, POLLIN, 0 },
		{ feed->fd, feed->events, 0 },
	};
	bool was_ready = model_ready(&full->model), has_feed = true;
	int64_t now_ms, wait = sooner(feed->wait_ms, draw(full));
	int n;

	now_ms = clock_ms();
	wait = sooner(wait, countdown(full, now_ms));
	wait = sooner(wait, model_wait(&full->model, now_ms));
	n = poll(fds, 3, poll_ms(wait));
	now_ms = clock_ms();
	take_signals(full);
	if (n > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		full->leave = true;
	if (n == 0 || (n > 0 && fds[2].revents)) {
		has_feed = feed->turn(feed, now_ms);
		update(full, now_ms);
	}
	if (!full->suspended)
		read_keys(full, now_ms);
	update(full, now_ms);
	/* Keys struck before now_ms were taken: those to come are later ones. */
	model_tick(&full->model, now_ms);
	if (was_ready != model_ready(&full->model))
		full->dirty = true;
	return has_feed;
}

static int run(struct full *full)
{
	bool has_feed = true;

	update(full, clock_ms());
	while (has_feed && !full->leave)
		has_feed = turn(full);
	screen_close();
	if (has_feed)
		return EXIT_OK;
	report("%s", text_string(&full->feed->why));
	return full->feed->code;
}

int full_run(struct feed *feed, const struct options *options)
{
	struct full full = {
		.feed = feed,
		.bell = options->bell,
		.view.model = &full.model,
	};
	int err = 0, code = EXIT_REFUSED;

	model_init(&full.model, feed->questions);
	feed->given = given;
	feed->notice = notice;
	feed->data = &full;
	full.signals = signals_open(true);
	if (full.signals < 0)
		err = full.signals;
	if (!err)
		err = screen_open();
	if (err)
		report("%s", strerror(-err));
	else
		code = run(&full);
	text_destroy(&full.message);
	return code;
}
