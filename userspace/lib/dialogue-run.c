// SPDX-License-Identifier: GPL-2.0-only
/* A dialogue between standard input and output */

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "dialogue.h"
#include "lines.h"
#include "report.h"
#include "signals.h"

#define LINE_SIZE_MAX 1024

struct run {
	struct dialogue *dialogue;
	struct feed *feed;
	struct lines lines;
	int signals;
	int64_t end_ms;
	bool too_long;		/* the rest of this line is dropped */
	bool eof;
	bool ended;		/* by a signal, or nobody reads what we say */
};

static bool write_out(struct text *out)
{
	const char *data = text_string(out);
	size_t left = out->len;

	signals_writing(true);
	while (left && !signals_ended()) {
		ssize_t n = write(STDOUT_FILENO, data, left);

		if (n < 0 && errno != EINTR)
			break;
		if (n > 0) {
			data += n;
			left -= n;
		}
	}
	signals_writing(false);
	text_clear(out);
	return !left;
}

static void read_input(struct run *run)
{
	char bytes[512];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		run->eof = true;
		return;
	}
	lines_add(&run->lines, bytes, n);
}

/* What was typed so far is for nothing. */
static void drop_input(struct run *run)
{
	guard_drop_typed();
	lines_clear(&run->lines);
}

static void take_lines(struct run *run, int64_t now_ms)
{
	struct dialogue *dialogue = run->dialogue;
	size_t len;
	char *line;

	/* How an answer went is known before the next one is given. */
	while (!dialogue->leave && !dialogue->sent &&
	       (line = lines_next(&run->lines, &len))) {
		if (!run->too_long)
			dialogue_line(dialogue, line, now_ms);
		run->too_long = false;
		dialogue_update(dialogue, now_ms);
		if (dialogue_is_deaf(dialogue))
			drop_input(run);
	}
	if (lines_failed(&run->lines)) {
		lines_clear(&run->lines);
		run->too_long = true;
	}
	if (run->eof && !dialogue->sent)
		dialogue->leave = true;
}

static int64_t wait_ms(const struct run *run, int64_t tick, int64_t now_ms)
{
	int64_t wait = sooner(run->feed->wait_ms, tick);

	/* What was read already wakes nobody up. */
	if (!run->dialogue->sent && (run->eof || lines_ready(&run->lines)))
		return 0;
	if (run->end_ms >= 0)
		wait = sooner(wait, run->end_ms > now_ms ?
					    run->end_ms - now_ms : 0);
	return wait;
}

/* False: the feed ends. */
static bool turn(struct run *run)
{
	struct dialogue *dialogue = run->dialogue;
	int64_t now_ms = clock_ms(), tick;
	struct pollfd fds[] = {
		{ run->eof ? -1 : STDIN_FILENO, POLLIN, 0 },
		{ run->signals, POLLIN, 0 },
		{ run->feed->fd, run->feed->events, 0 },
	};
	int n;

	if (dialogue_is_deaf(dialogue))
		drop_input(run);
	tick = dialogue_tick(dialogue, now_ms);
	if (dialogue->out.len)
		return true;
	n = poll(fds, 3, poll_ms(wait_ms(run, tick, now_ms)));
	if (signals_take().end)
		run->ended = true;
	now_ms = clock_ms();
	if (n > 0 && fds[0].revents && !dialogue_is_deaf(dialogue))
		read_input(run);
	take_lines(run, now_ms);
	if (n == 0 || (n > 0 && fds[2].revents))
		return run->feed->turn(run->feed, now_ms);
	return true;
}

static bool go_on(const struct run *run)
{
	return !run->dialogue->leave && !run->ended &&
	       (run->end_ms < 0 || clock_ms() < run->end_ms);
}

static int go_on_until(struct dialogue *dialogue, int64_t end_ms)
{
	struct run run = {
		.dialogue = dialogue,
		.feed = dialogue->feed,
		.lines.max = LINE_SIZE_MAX,
		.signals = signals_open(false),
		.end_ms = end_ms,
	};
	bool has_feed = true;

	if (run.signals < 0) {
		report("%s", strerror(-run.signals));
		return EXIT_REFUSED;
	}
	while (has_feed && go_on(&run)) {
		dialogue_update(dialogue, clock_ms());
		if (!write_out(&dialogue->out))
			break;
		dialogue_written(dialogue, clock_ms());
		has_feed = turn(&run);
	}
	if (!run.ended)
		write_out(&dialogue->out);
	lines_destroy(&run.lines);
	if (has_feed)
		return EXIT_OK;
	report("%s", text_string(&run.feed->why));
	return run.feed->code;
}

int dialogue_hold(struct feed *feed, bool once, int64_t end_ms)
{
	struct dialogue dialogue;
	int code;

	dialogue_init(&dialogue, feed);
	dialogue.guarded = isatty(STDIN_FILENO);
	dialogue.once = once;
	if (!asked_next(feed->questions, 0))
		text_printf(&dialogue.out,
			    "Waiting for %s. ? and Enter: help, q and Enter: leave.\n",
			    feed->online || feed->connecting ? "questions" :
							       "cordond");
	code = go_on_until(&dialogue, end_ms);
	dialogue_destroy(&dialogue);
	return code;
}
